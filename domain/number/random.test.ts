import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { integerBetween, normal, seededRandom } from './random.js';

function many<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('seededRandom', () => {
  test('gives the same numbers for the same seed and others for another', () => {
    expect(many(50, seededRandom(7))).toEqual(many(50, seededRandom(7)));
    expect(many(50, seededRandom(7))).not.toEqual(many(50, seededRandom(8)));
  });

  test('is uniform on [0, 1) for any seed', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (seed) => {
        const numbers = many(2000, seededRandom(seed));
        const deciles = Array.from(
          { length: 10 },
          (_, decile) => numbers.filter((n) => Math.floor(n * 10) === decile).length,
        );
        // Chi-squared with nine degrees of freedom exceeds 50 once in ten million.
        expect(deciles.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0)).toBeLessThan(50);
      }),
    );
  });
});

describe('normal', () => {
  test('has mean 0 and variance 1', () => {
    const random = seededRandom(3);
    const numbers = many(20_000, () => normal(random));
    expect(Math.abs(mean(numbers))).toBeLessThan(0.03);
    expect(Math.abs(mean(numbers.map((value) => value ** 2)) - 1)).toBeLessThan(0.05);
  });
});

describe('integerBetween', () => {
  test('gives every whole number of the range, both ends included', () => {
    const random = seededRandom(5);
    expect([...new Set(many(200, () => integerBetween(random, 2, 5)))].sort()).toEqual([2, 3, 4, 5]);
  });
});
