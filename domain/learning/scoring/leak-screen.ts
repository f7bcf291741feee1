import type { Scored } from './scored.js';

const LEAST_OF_EITHER = 20;
/** The 99 % point of the standard normal distribution. */
const Z_99 = 2.3263478740408408;

/**
 * The lower 99 % bound of how well a feature alone separates labels, whichever way it leans, with the variance of
 * DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988). Null under twenty labels of either kind: that says nothing.
 */
export function leakBound(rows: readonly Pick<Scored, 'p' | 'label'>[]): number | null {
  const [lost, won] = ([0, 1] as const).map((kind) =>
    Float64Array.from(rows.flatMap(({ p, label }) => (label === kind ? [p] : []))).sort(),
  ) as [Float64Array, Float64Array];
  if (won.length < LEAST_OF_EITHER || lost.length < LEAST_OF_EITHER) return null;
  const [above, below] = [sharesBelow(won, lost), sharesBelow(lost, won)];
  const auc = meanOf(above);
  const error = Math.sqrt(varianceOf(above) / won.length + varianceOf(below) / lost.length);
  return Math.max(auc, 1 - auc) - Z_99 * error;
}

/** For each of the one kind the share of the other that lies below it, ties half. Both are in order. */
function sharesBelow(own: Float64Array, others: Float64Array): Float64Array {
  let [below, through] = [0, 0];
  return own.map((value) => {
    while (below < others.length && (others[below] as number) < value) below++;
    while (through < others.length && (others[through] as number) <= value) through++;
    return (below + (through - below) / 2) / others.length;
  });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: Float64Array): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
