/** A number as rows have it: the last bits of a logarithm change none. */
export function rounded(value: number): number {
  return Number(value.toFixed(9));
}
