import { studentQuantile } from '../../evidence/student-quantile.js';

/** A mean with its 95 % interval; null where days say nothing of how they vary. */
export interface ClusteredMean {
  mean: number;
  low: number | null;
  high: number | null;
}

const CONFIDENCE = 0.975;

/**
 * The mean of results by their sums and numbers a day, with an interval clustered by day: what a day has in common
 * counts once. It is Student's, by one degree less than there are days, since few days say little of how they vary.
 * Null of fewer than two days.
 */
export function clusteredMean(sums: readonly number[], counts: readonly number[]): ClusteredMean | null {
  const days = sums.length;
  const results = counts.reduce((all, count) => all + count, 0);
  if (results === 0) return null;
  const mean = sums.reduce((all, sum) => all + sum, 0) / results;
  if (days < 2) return { mean, low: null, high: null };
  const squares = sums.reduce((all, sum, day) => all + (sum - (counts[day] as number) * mean) ** 2, 0);
  const error = Math.sqrt((squares * days) / (days - 1)) / results;
  const half = studentQuantile(CONFIDENCE, days - 1) * error;
  return { mean, low: mean - half, high: mean + half };
}
