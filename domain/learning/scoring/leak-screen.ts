import type { Scored } from './scores.js';

const LEAST_OF_EITHER = 20;
/** The 99 % point of the standard normal distribution. */
const Z_99 = 2.3263478740408408;

/**
 * The lower 99 % bound of how well a feature alone tells labels apart, whichever way it leans, with the variance of
 * DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988). Null under twenty labels of either kind: that says nothing.
 */
export function leakBound(rows: readonly Pick<Scored, 'p' | 'label'>[]): number | null {
  const sorted = [...rows].sort((a, b) => a.p - b.p);
  const [won, lost] = ([1, 0] as const).map((kind) => sharesBelow(sorted, kind)) as [number[], number[]];
  if (won.length < LEAST_OF_EITHER || lost.length < LEAST_OF_EITHER) return null;
  const auc = meanOf(won);
  const error = Math.sqrt(varianceOf(won) / won.length + varianceOf(lost) / lost.length);
  return Math.max(auc, 1 - auc) - Z_99 * error;
}

/** For each row of a kind, in order, the share of the other kind that lies below it, ties half. */
function sharesBelow(sorted: readonly Pick<Scored, 'p' | 'label'>[], kind: 0 | 1): number[] {
  const shares: number[] = [];
  let below = 0;
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && sorted[end]?.p === sorted[start]?.p) end++;
    const own = sorted.slice(start, end).filter(({ label }) => label === kind).length;
    const others = end - start - own;
    for (let i = 0; i < own; i++) shares.push(below + others / 2);
    below += others;
  }
  return shares.map((count) => count / below);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
