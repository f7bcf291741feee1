import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { medianInterval, shareInterval, sizesFrom } from './effect-intervals.js';

const ALONE = { budget: 0.0375, found: 1 };

describe('shareInterval(k, n, selection)', () => {
  test.each([
    [14, 18, 1, 0.3197865, 0.9868229],
    [14, 18, 2, 0.3387421, 0.9841821],
    [14, 14, 1, 0.5575053, 1],
  ])('of %i of %i, %i found', (k, n, found, low, high) => {
    const ends = shareInterval(k, n, { budget: 0.0375, found });
    expect(ends?.low).toBeCloseTo(low, 7);
    expect(ends?.high).toBeCloseTo(high, 7);
  });

  test('is that of the other share from the other end, and around what was seen', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (k, rest) => {
        const n = k + rest;
        const ends = shareInterval(k, n, ALONE);
        const others = shareInterval(rest, n, ALONE);
        if (ends === null || others === null) return expect(n).toBe(0);
        expect(ends.low).toBeCloseTo(1 - others.high, 9);
        expect(ends.low).toBeLessThanOrEqual(k / n);
        expect(ends.high).toBeGreaterThanOrEqual(k / n);
      }),
    );
  });

  test('of nothing is null', () => {
    expect(shareInterval(0, 0, ALONE)).toBeNull();
  });
});

describe('medianInterval(sizes, selection)', () => {
  test('is the smaller of the middle two, between values that enough of them reach', () => {
    const sizes = [...Array.from({ length: 30 }, () => 1), ...Array.from({ length: 2 }, () => 2)];
    expect(medianInterval(sizesFrom(sizes), ALONE)).toEqual({ median: 1, low: 1, high: 1 });
    expect(medianInterval(sizesFrom([3, 1, 2, 4]), ALONE)).toEqual({ median: 2, low: 1, high: 4 });
  });

  test('counts ties: of sizes that are 1 in 60 % and 2 in 40 % it holds 1', () => {
    const sizes = [...Array.from({ length: 60 }, () => 1), ...Array.from({ length: 40 }, () => 2)];
    expect(medianInterval(sizesFrom(sizes), ALONE)).toEqual({ median: 1, low: 1, high: 2 });
  });

  test('is that of the opposite sizes, the other way round, for an odd number', () => {
    const odd = fc
      .array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 61 })
      .filter(({ length }) => length % 2 === 1);
    fc.assert(
      fc.property(odd, (sizes) => {
        const found = medianInterval(sizesFrom(sizes), ALONE);
        const opposite = medianInterval(sizesFrom(sizes.map((size) => -size)), ALONE);
        expect(found?.low).toBe(-(opposite?.high ?? 0) + 0);
        expect(found?.low).toBeLessThanOrEqual(found?.median ?? -Infinity);
        expect(found?.high).toBeGreaterThanOrEqual(found?.median ?? Infinity);
      }),
    );
  });

  test('of nothing is null', () => {
    expect(medianInterval(new Map(), ALONE)).toBeNull();
  });
});
