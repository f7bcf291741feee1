import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { combinedInterval } from './combined-interval.js';
import { decimal } from './decimal.js';

function interval(low: number, mid: number, high: number) {
  return { low: decimal(low), mid: decimal(mid), high: decimal(high) };
}

function estimate(cluster: string, ...ends: Parameters<typeof interval>) {
  return { cluster, ...interval(...ends) };
}

describe('combinedInterval(estimates)', () => {
  test('adds the middles, and the distances of the ends of clusters as the sides of a right angle', () => {
    expect(combinedInterval([estimate('a', 7, 10, 14), estimate('b', -4, 0, 3)])).toEqual(
      interval(5, 10, 15),
    );
  });

  test('adds the ends within a cluster, whose errors go together', () => {
    const [a, b] = [estimate('a', 8, 10, 12), estimate('a', 0, 1, 3)];
    expect(combinedInterval([a, b])).toEqual(interval(8, 11, 15));
    expect(combinedInterval([a, estimate('b', -4, 0, 3), b])).toEqual(interval(6, 11, 16));
  });

  test('of one is that one, of none is nothing', () => {
    expect(combinedInterval([estimate('a', -1.23, 0.5, 7.77)])).toEqual(interval(-1.23, 0.5, 7.77));
    expect(combinedInterval([])).toEqual(interval(0, 0, 0));
  });

  test('rounds outwards to the cent', () => {
    expect(combinedInterval([estimate('a', 0, 1, 2), estimate('b', 0, 1, 2)])).toEqual(
      interval(0.58, 2, 3.42),
    );
  });

  test('rounds outwards however little is over', () => {
    const over = { cluster: 'a', low: -100_000_001n, mid: 0n, high: 100_000_001n };
    expect(combinedInterval([over])).toEqual(interval(-0.02, 0, 0.02));
  });

  test('is never wider than the sums of the ends and never narrower than the widest, in any order', () => {
    const cents = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cents, cents, cents), { minLength: 1 }), (parts) => {
        const all = parts.map(([below, middle, above], at) =>
          estimate(`${at % 3}`, (middle - below) / 100, middle / 100, (middle + above) / 100),
        );
        const { low, mid, high } = combinedInterval(all);
        expect(combinedInterval(all.toReversed())).toEqual({ low, mid, high });
        const below = all.map((one) => one.mid - one.low);
        const above = all.map((one) => one.high - one.mid);
        for (const [distance, parts] of [
          [mid - low, below],
          [high - mid, above],
        ] as const) {
          expect(distance).toBeLessThanOrEqual(parts.reduce((a, b) => a + b));
          expect(distance).toBeGreaterThanOrEqual(parts.reduce((a, b) => (a > b ? a : b)));
        }
      }),
    );
  });
});
