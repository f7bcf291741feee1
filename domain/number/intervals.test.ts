import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { differenceOfShares, wilson } from './intervals.js';

describe('wilson(successes, trials)', () => {
  // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I,
  // method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('gives the published interval of %i in %i', (successes, trials, low, high) => {
    const interval = wilson(successes, trials);
    expect(interval.rate).toBe(successes / trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test('ends at 0 without successes and at 1 without failures, exactly', () => {
    for (let trials = 1; trials <= 300; trials += 1)
      expect([wilson(0, trials).low, wilson(trials, trials).high]).toEqual([0, 1]);
  });

  test('knows nothing from no trials', () => {
    expect(wilson(0, 0)).toEqual({ rate: null, low: null, high: null });
  });

  test('holds the rate, stays within 0 and 1, and mirrors with the failures', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (successes, failures) => {
        fc.pre(successes + failures > 0);
        const { rate, low, high } = wilson(successes, successes + failures);
        const mirrored = wilson(failures, successes + failures);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(Number(rate));
        expect(high).toBeGreaterThanOrEqual(Number(rate));
        expect(high).toBeLessThanOrEqual(1);
        expect(mirrored.low).toBeCloseTo(1 - Number(high), 12);
      }),
    );
  });
});

describe('differenceOfShares(before, after)', () => {
  // Newcombe, Statistics in Medicine 17 (1998), 873–890, table II, method 10.
  test.each([
    [48, 80, 56, 70, 0.2, 0.0524, 0.3339],
    [3, 10, 9, 10, 0.6, 0.1705, 0.809],
    [0, 10, 10, 10, 1, 0.6075, 1],
  ])('%i of %i, then %i of %i', (k, n, l, m, difference, low, high) => {
    const ends = differenceOfShares(wilson(k, n), wilson(l, m));
    expect(ends.difference).toBeCloseTo(difference, 12);
    expect(ends.low).toBeCloseTo(low, 4);
    expect(ends.high).toBeCloseTo(high, 4);
  });

  test('is null where either is', () => {
    const nothing = { difference: null, low: null, high: null };
    expect(differenceOfShares(wilson(0, 0), wilson(1, 2))).toEqual(nothing);
    expect(differenceOfShares(wilson(1, 2), wilson(0, 0))).toEqual(nothing);
  });
});
