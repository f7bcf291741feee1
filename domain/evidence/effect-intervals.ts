import { logThreshold } from './false-discovery.js';
import { logMixture, logSignEvidence } from './sign-evidence.js';

export interface Ends {
  low: number;
  high: number;
}

/**
 * The level of an interval: the budget of its hypothesis, and how many hypotheses are found (weighted e-BY: intervals
 * of what was selected).
 */
export interface Selection {
  budget: number;
  found: number;
}

/**
 * The interval of a share of which k of n were seen: the p that the Jeffreys mixture does not speak against, at level 1
 * − α π R. It holds at any time it is looked at. Null where nothing was seen.
 */
export function shareInterval(k: number, n: number, { budget, found }: Selection): Ends | null {
  if (n === 0) return null;
  const limit = logThreshold(budget, found);
  const mixture = logMixture(k, n);
  const isWithin = (p: number) => mixture - times(k, Math.log(p)) - times(n - k, Math.log1p(-p)) < limit;
  return {
    low: k === 0 ? 0 : border(k / n, 0, isWithin),
    high: k === n ? 1 : border(k / n, 1, isWithin),
  };
}

/** 0 × −∞ is 0 here. */
function times(count: number, log: number): number {
  return count === 0 ? 0 : count * log;
}

/** Where `isWithin` ends between what is within and what is not, to the last digits. */
function border(within: number, without: number, isWithin: (p: number) => boolean): number {
  for (;;) {
    const middle = (within + without) / 2;
    if (middle === within || middle === without) return middle;
    if (isWithin(middle)) within = middle;
    else without = middle;
  }
}

/** The median of some sizes, of an even number the smaller of the middle two; null without any. */
export function medianOf(sizes: readonly number[]): number | null {
  const sorted = [...sizes].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/**
 * The median of some sizes with its interval at level 1 − α π R: low is the largest value that enough of them reach, by
 * the sign evidence of how many do and how many don't; high the smallest likewise; the extreme size where there is
 * none. Ties are counted, not dropped. Null without sizes.
 */
export function medianInterval(
  sizes: readonly number[],
  { budget, found }: Selection,
): (Ends & { median: number }) | null {
  const sorted = [...sizes].sort((a, b) => a - b);
  const n = sorted.length;
  const [least, greatest] = [sorted[0], sorted[n - 1]];
  const median = medianOf(sizes);
  if (median === null || least === undefined || greatest === undefined) return null;
  const limit = logThreshold(budget, found) + Math.LN2;
  const isMost = (count: number) => 2 * count > n && logSignEvidence(count, n) >= limit;
  const reach = (value: number) => sorted.filter((size) => size >= value).length;
  const stayWithin = (value: number) => sorted.filter((size) => size <= value).length;
  return {
    median,
    low: sorted.findLast((value) => isMost(reach(value))) ?? least,
    high: sorted.find((value) => isMost(stayWithin(value))) ?? greatest,
  };
}
