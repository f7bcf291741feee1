import { describe, expect, test } from '@jest/globals';
import { describeRatio, isSplitLike, sameRatio } from './split-factor.js';

const exactly = (factor: number) => ({ least: factor, most: factor });

describe('isSplitLike(factor)', () => {
  test.each([
    [1, false],
    [1.02, false],
    [1.25, true],
    [1.52, true],
    [1.7, false],
    [2.04, true],
    [2.2, false],
    [20.3, true],
    [0.1, true],
    [0.66, true],
    [0.6, false],
  ])('of %d is %s', (factor, is) => {
    expect(isSplitLike(exactly(factor))).toBe(is);
  });

  test('of a bound is true: some split lies beyond it', () => {
    expect(isSplitLike({ least: 20.3, most: Infinity })).toBe(true);
    expect(isSplitLike({ least: 0, most: 0.12 })).toBe(true);
  });
});

describe('sameRatio(factor, ratio)', () => {
  test.each([
    [exactly(2.05), 2, true],
    [exactly(2.07), 2, false],
    [exactly(1.95), 2, true],
    [exactly(1.94), 2, false],
    [{ least: 3, most: Infinity }, 20, true],
    [{ least: 3, most: 5 }, 6, false],
  ])('of %j and %d is %s', (factor, ratio, is) => {
    expect(sameRatio(factor, ratio)).toBe(is);
  });
});

describe('describeRatio(factor)', () => {
  test.each([
    [exactly(20.03), 'about 20 for 1'],
    [exactly(1.49), 'about 3 for 2'],
    [exactly(0.098), 'about 1 for 10'],
    [exactly(0.16), 'about 1 for 6.3'],
    [{ least: 20.3, most: Infinity }, 'at least 20 for 1'],
    [{ least: 0.01, most: 0.12 }, 'at least 1 for 8.3'],
    [{ least: 0.5, most: 2 }, null],
    [{ least: 1, most: Infinity }, 'at least 1 for 1'],
    [{ least: 0.2, most: 1 }, 'at least 1 for 1'],
    [{ least: 9.94, most: Infinity }, 'at least 9.9 for 1'],
    [{ least: 10.4, most: Infinity }, 'at least 10 for 1'],
    [exactly(1.7), 'about 1.7 for 1'],
    [exactly(2.52), 'about 5 for 2'],
    [exactly(1.26), 'about 5 for 4'],
    [exactly(1.34), 'about 4 for 3'],
  ])('of %j is %s', (factor, text) => {
    expect(describeRatio(factor)).toBe(text);
  });
});
