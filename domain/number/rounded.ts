/** A number as rows have it: the last bits of a logarithm change none, nor does the sign of 0. */
export function rounded(value: number): number {
  return Number(value.toFixed(9)) + 0;
}

export function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}
