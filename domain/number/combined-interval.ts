import { decimal, sum, type Decimal } from './decimal.js';
import { groupBy } from '../group-by.js';

const CENT = decimal('0.01');

/** What is known of an amount. */
export interface Interval {
  low: Decimal;
  mid: Decimal;
  high: Decimal;
}

/** An amount whose error is shared by those of the same cluster and independent of all others'. */
export interface Estimate extends Interval {
  cluster: string;
}

/**
 * The interval of a sum of amounts: the sum of the middles, and on either side of it the root of the sum of the squared
 * distances, to which each cluster comes with the sum of its own; rounded outwards to the cent. The same for any order.
 */
export function combinedInterval(estimates: readonly Estimate[]): Interval {
  const clusters = [...groupBy(estimates, ({ cluster }) => cluster).values()];
  const distances = (of: (one: Interval) => Decimal) => clusters.map((cluster) => sum(cluster.map(of)));
  const mid = sum(estimates.map((one) => one.mid));
  const below = rootOfSquares(distances(({ low, mid: middle }) => middle - low));
  const above = rootOfSquares(distances(({ mid: middle, high }) => high - middle));
  return { low: mid - below, mid, high: mid + above };
}

/** A middle that was rounded to the cent may lie a cent beyond an end: squared, it counts as on its own side. */
function rootOfSquares(distances: readonly Decimal[]): Decimal {
  const root = squareRoot(distances.reduce((total, distance) => total + distance * distance, 0n));
  return ((root + CENT - 1n) / CENT) * CENT;
}

/** The whole part of the root, by Newton's method from above. */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}
