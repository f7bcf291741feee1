/** Coefficients of Stirling's series, from 1/x on: B(2k) ÷ (2k(2k − 1)). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];
/** From here on the series above is exact to the last digits of a double. */
const LARGE = 10;

/** The natural logarithm of Γ(x) for x > 0, to some 15 digits. */
export function logGamma(x: number): number {
  let [shifted, product] = [x, 1];
  while (shifted < LARGE) product *= shifted++;
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series = STIRLING.reduceRight((sum, coefficient) => sum * square + coefficient, 0) * inverse;
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
  );
}

const factorials: number[] = [];
const halves: number[] = [];

/** ln n! */
export function logFactorial(n: number): number {
  return fromTable(factorials, 1, n);
}

/** ln Γ(n + ½) */
export function logGammaHalf(n: number): number {
  return fromTable(halves, 0.5, n);
}

/** ln Γ(n + offset), each worked out once: the statistics of a week ask for the same few counts again and again. */
function fromTable(table: number[], offset: number, n: number): number {
  for (let next = table.length; next <= n; next++) table.push(logGamma(next + offset));
  return table[n] as number;
}
