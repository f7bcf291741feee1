import { groupBy } from '../../group-by.js';
import type { IsoDate } from '../../time/dates.js';

/** What two ways of choosing came to in one scenario: a reward, or dollars. */
export interface PairedResult {
  incumbent: number;
  challenger: number;
  day: IsoDate;
}

/** The 97.5 % point of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * The challenger's mean less the incumbent's with its 95 % interval, clustered by day: what a day has in common counts
 * once. Null for fewer than two days.
 */
export function meanDifference(
  results: readonly PairedResult[],
): { mean: number; low: number; high: number } | null {
  const days = [...groupBy(results, ({ day }) => day).values()];
  if (days.length < 2) return null;
  const difference = ({ challenger, incumbent }: PairedResult) => challenger - incumbent;
  const mean = sum(results.map(difference)) / results.length;
  const squares = sum(days.map((own) => sum(own.map((one) => difference(one) - mean)) ** 2));
  const error = Math.sqrt((squares * days.length) / (days.length - 1)) / results.length;
  return { mean, low: mean - Z * error, high: mean + Z * error };
}

/** Of a sum that goes up and down by luck, the largest fall stays below so many standard deviations of it in 95 %. */
const FALL_95 = 2.2414027276049473;

/**
 * The largest fall of each side's summed results from its height, and the one that luck alone seldom makes in so many
 * days in which all is followed (reflected Brownian motion): an incumbent that follows nothing never falls.
 */
export function drawdowns(results: readonly (PairedResult & { followed: number })[]): {
  challenger: number;
  incumbent: number;
  by_luck: number;
} {
  const days = [...groupBy(results, ({ day }) => day)].sort(([a], [b]) => (a < b ? -1 : 1));
  const of = (side: 'challenger' | 'incumbent' | 'followed') =>
    days.map(([, own]) => sum(own.map((one) => one[side])));
  const all = of('followed');
  const mean = sum(all) / all.length;
  const variance = all.length < 2 ? 0 : sum(all.map((value) => (value - mean) ** 2)) / (all.length - 1);
  return {
    challenger: largestFall(of('challenger')),
    incumbent: largestFall(of('incumbent')),
    by_luck: FALL_95 * Math.sqrt(variance * all.length),
  };
}

function largestFall(values: readonly number[]): number {
  let [total, height, fall] = [0, 0, 0];
  for (const value of values) {
    total += value;
    height = Math.max(height, total);
    fall = Math.max(fall, height - total);
  }
  return fall;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
