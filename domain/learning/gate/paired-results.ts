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
/** Fewer days say nothing of how much they vary. */
const LEAST_DAYS = 10;

/** The largest falls of both sides' summed results from their heights, and the one that luck seldom makes. */
export interface Drawdowns {
  challenger: number;
  incumbent: number;
  /** Null of too few days: nothing is held against anybody. */
  by_luck: number | null;
}

/** A result with what following all would have come to. */
export type FollowedResult = PairedResult & { followed: number };

/**
 * The largest fall of each side's summed results from its height, and the one that luck alone seldom makes in so many
 * days in which all is followed (reflected Brownian motion): an incumbent that follows nothing never falls.
 */
export function drawdowns(results: readonly FollowedResult[]): Drawdowns {
  return [...drawdownsByDay(results)].at(-1)?.falls ?? { challenger: 0, incumbent: 0, by_luck: null };
}

/** The same after each day, with how many results there were by then. */
export function* drawdownsByDay(
  results: readonly FollowedResult[],
): Generator<{ scored: number; falls: Drawdowns }> {
  const days = [...groupBy(results, ({ day }) => day)].sort(([a], [b]) => (a < b ? -1 : 1));
  const [challenger, incumbent] = [fallSoFar(), fallSoFar()];
  let [scored, count, mean, squares] = [0, 0, 0, 0];
  for (const [, own] of days) {
    const of = (side: 'challenger' | 'incumbent' | 'followed') => sum(own.map((one) => one[side]));
    const before = of('followed') - mean;
    scored += own.length;
    mean += before / ++count;
    squares += before * (of('followed') - mean);
    const falls = { challenger: challenger(of('challenger')), incumbent: incumbent(of('incumbent')) };
    const by_luck = count < LEAST_DAYS ? null : FALL_95 * Math.sqrt((squares / (count - 1)) * count);
    yield { scored, falls: { ...falls, by_luck } };
  }
}

/** The largest fall that a challenger may have; null where none is too large. */
export function mostDrawdown({ incumbent, by_luck }: Drawdowns, ratio: number): number | null {
  return by_luck === null ? null : Math.max(ratio * incumbent, by_luck);
}

/** The largest fall of the sum of some results, one after the other, from its height. */
export function largestFall(values: readonly number[]): number {
  const falls = fallSoFar();
  return values.reduce((_, value) => falls(value), 0);
}

/** Adds a result; gives the largest fall of the sum from its height so far. */
function fallSoFar(): (value: number) => number {
  let [total, height, fall] = [0, 0, 0];
  return (value) => {
    total += value;
    height = Math.max(height, total);
    fall = Math.max(fall, height - total);
    return fall;
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
