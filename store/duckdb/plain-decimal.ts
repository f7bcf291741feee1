/** SQL of a decimal as text: `12.3400000000` as `12.34`, `100.0000000000` as `100`. */
export function plainDecimal(value: string): string {
  return `rtrim(rtrim(${value}::VARCHAR, '0'), '.')`;
}
