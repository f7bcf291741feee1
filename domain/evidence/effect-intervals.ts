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

/** Sizes, and how often each is there. */
export type Sizes = ReadonlyMap<number, number>;

export function sizesFrom(all: Iterable<number>): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const size of all) sizes.set(size, (sizes.get(size) ?? 0) + 1);
  return sizes;
}

/** The median of some sizes, of an even number the smaller of the middle two; null without any. */
export function medianOf(sizes: Sizes): number | null {
  const sorted = [...sizes].sort(([a], [b]) => a - b);
  const half = sorted.reduce((total, [, count]) => total + count, 0) / 2;
  let upTo = 0;
  for (const [size, count] of sorted) {
    upTo += count;
    if (upTo >= half) return size;
  }
  return null;
}

/**
 * The median of some sizes with its interval at level 1 − α π R: low is the largest value that enough of them reach, by
 * the sign evidence of how many do and how many don't; high the smallest likewise; the extreme size where there is
 * none. Ties are counted, not dropped. Null without sizes.
 */
export function medianInterval(
  sizes: Sizes,
  { budget, found }: Selection,
): (Ends & { median: number }) | null {
  const sorted = [...sizes].sort(([a], [b]) => a - b);
  const upTo = sumsOf(sorted.map(([, count]) => count));
  const n = upTo.at(-1) ?? 0;
  const [median, least, greatest] = [medianOf(sizes), sorted[0], sorted.at(-1)];
  if (median === null || least === undefined || greatest === undefined) return null;
  const limit = logThreshold(budget, found) + Math.LN2;
  const isMost = (count: number) => 2 * count > n && logSignEvidence(count, n) >= limit;
  const reached = ([, count]: readonly [number, number], i: number) => n - (upTo[i] as number) + count;
  const [low] = sorted.findLast((size, i) => isMost(reached(size, i))) ?? least;
  const [high] = sorted.find((_size, i) => isMost(upTo[i] as number)) ?? greatest;
  return { median, low, high };
}

function sumsOf(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((count) => (sum += count));
}
