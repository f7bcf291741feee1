import type { Ends } from './effect-intervals.js';

const LEVEL = 0.1;
/** The week at which the sequence is narrowest. */
const BEST_WEEK = 13;
const RHO_SQUARED = (-2 * Math.log(LEVEL) + Math.log(1 - 2 * Math.log(LEVEL))) / BEST_WEEK;
const LEAST_WEEKS = 6;
/** Weeks that resemble each other more than this are not told apart from one. */
const MOST_CORRELATION = 0.8;
/** A loss of up to this, in % of price a decision, is none to speak of. */
export const COST_TOLERANCE = 0.15;

/** What a habit costs a decision, in % of the underlying's price: below 0 is what it loses. */
export type Cost = { mean: number; judgedWeeks: number } & (
  ({ status: 'unknown' | 'affordable' | 'costly' } & Ends) | { status: 'insufficient'; low: null; high: null }
);

/**
 * The cost from the means of the judged weeks, in order: an asymptotic confidence sequence at 90 %, which may be looked
 * at every week, widened for few weeks and for weeks that resemble the one before. Waudby-Smith, Arbour, Sinha,
 * Kennedy, Ramdas, "Time-uniform central limit theory", Annals of Statistics 52 (2024). Null without a judged week.
 */
export function costOf(weeklyMeans: readonly number[]): Cost | null {
  const weeks = weeklyMeans.length;
  if (weeks === 0) return null;
  const mean = sumOf(weeklyMeans) / weeks;
  if (weeklyMeans.filter((one) => one !== 0).length < LEAST_WEEKS)
    return { mean, judgedWeeks: weeks, status: 'insufficient', low: null, high: null };
  const deviations = weeklyMeans.map((one) => one - mean);
  const squares = sumOf(deviations.map((one) => one * one));
  const variance = (squares / (weeks - 1)) * resemblance(deviations, squares);
  const half = halfWidth(variance, weeks);
  const ends = { low: mean - half, high: mean + half };
  return { mean, judgedWeeks: weeks, status: statusOf(ends), ...ends };
}

/** Half the width of the sequence after `weeks` weeks (6 or more) of this variance. */
export function halfWidth(variance: number, weeks: number): number {
  const scaled = weeks * RHO_SQUARED + 1;
  const few = (weeks + 1) / (weeks - 2);
  return Math.sqrt(
    ((variance * few * 2 * scaled) / (weeks * weeks * RHO_SQUARED)) * Math.log(Math.sqrt(scaled) / LEVEL),
  );
}

/**
 * What the resemblance of weeks to the ones before multiplies the variance by: (1 + r) ÷ (1 − r) of their correlation,
 * at least 1.
 */
function resemblance(deviations: readonly number[], squares: number): number {
  if (squares === 0) return 1;
  const products = deviations.slice(1).map((one, i) => one * (deviations[i] as number));
  const correlation = Math.min(MOST_CORRELATION, sumOf(products) / squares);
  return Math.max(1, (1 + correlation) / (1 - correlation));
}

function statusOf({ low, high }: Ends): 'unknown' | 'affordable' | 'costly' {
  if (high < 0) return 'costly';
  return low >= -COST_TOLERANCE ? 'affordable' : 'unknown';
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
