import { groupBy } from '../../group-by.js';
import type { IsoDate } from '../../time/dates.js';

/** Results of a group with their days. */
export interface GroupResults {
  values: readonly { value: number; day: IsoDate }[];
}

/** A mean with the square of its standard error. */
export interface Estimate {
  mean: number;
  squaredError: number;
}

/**
 * The means of groups, drawn to what they have in common by empirical Bayes: the more, the less sure they are. The
 * variance between groups is that of DerSimonian and Laird (Controlled Clinical Trials 7, 1986), never below 0.
 */
export function shrunkMeans(groups: readonly Estimate[]): number[] {
  const between = varianceBetween(groups);
  const weights = groups.map(({ squaredError }) => 1 / (between + squaredError));
  const common = sum(groups.map(({ mean }, i) => mean * (weights[i] as number))) / sum(weights);
  return groups.map(({ mean, squaredError }) => {
    const kept = between / (between + squaredError);
    return kept * mean + (1 - kept) * common;
  });
}

/**
 * The same drawn to 0, for effects that are none where nothing is known: each keeps τ² ÷ (τ² + its squared error) of
 * itself.
 */
export function shrunkToZero(groups: readonly Estimate[]): number[] {
  const between = varianceBetween(groups);
  return groups.map(({ mean, squaredError }) => (between / (between + squaredError)) * mean);
}

function varianceBetween(groups: readonly Estimate[]): number {
  if (groups.length < 2) return 0;
  const weights = groups.map(({ squaredError }) => 1 / squaredError);
  const all = sum(weights);
  const common = sum(groups.map(({ mean }, i) => mean * (weights[i] as number))) / all;
  const q = sum(groups.map(({ mean }, i) => (weights[i] as number) * (mean - common) ** 2));
  const scale = all - sum(weights.map((weight) => weight * weight)) / all;
  // Beside one group that is known far better than all others, rounding leaves nothing to measure.
  return scale > 0 ? Math.max(0, (q - (groups.length - 1)) / scale) : 0;
}

/** A result that never varies is still no certainty. */
const LEAST_SQUARED_ERROR = 1e-9;

/**
 * The mean of each group, and its squared standard error: the larger of that by its days and that by the variance of
 * all results, since a group of one day, or one that only wins, would seem sure.
 */
export function groupMeans(groups: readonly GroupResults[]): Estimate[] {
  const all = groups.flatMap(({ values }) => values.map(({ value }) => value));
  const mean = sum(all) / all.length;
  const variance = all.length < 2 ? 0 : sum(all.map((value) => (value - mean) ** 2)) / (all.length - 1);
  return groups.map(({ values }) => {
    const own = sum(values.map(({ value }) => value)) / values.length;
    const days = [...groupBy(values, ({ day }) => day).values()];
    const byDay = sum(days.map((day) => sum(day.map(({ value }) => value - own)) ** 2)) / values.length ** 2;
    return { mean: own, squaredError: Math.max(byDay, variance / values.length, LEAST_SQUARED_ERROR) };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
