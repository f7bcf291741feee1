import { describe, expect, test } from '@jest/globals';
import { clusteredMean } from './clustered-mean.js';

describe('clusteredMean(sums, counts)', () => {
  test('is the mean, and by Student as far around it as whole days vary', () => {
    // Of (1, 2), (3) and (−1, 1): 1.2. Days less their share of it: .6, 1.8, −2.4; squares 9.36.
    // Error √(9.36 × 3 ÷ 2) ÷ 5.
    const found = clusteredMean([3, 3, 0], [2, 1, 2]);
    expect(found?.mean).toBeCloseTo(1.2, 12);
    // t of two degrees: 4.302653.
    expect(found?.high).toBeCloseTo(1.2 + 4.302653 * 0.74939976, 5);
    expect(found?.low).toBeCloseTo(1.2 - 4.302653 * 0.74939976, 5);
  });

  test('of one day has no interval, of none no mean', () => {
    expect(clusteredMean([1], [2])).toEqual({ mean: 0.5, low: null, high: null });
    expect(clusteredMean([], [])).toBeNull();
  });
});
