import { describe, expect, test } from '@jest/globals';
import { describeRatio, isSplitLike } from './split-factor.js';

const exactly = (factor: number) => ({ least: factor, most: factor });

describe('isSplitLike(factor)', () => {
  test.each([
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

describe('describeRatio(factor)', () => {
  test.each([
    [exactly(20.03), 'about 20 for 1'],
    [exactly(1.49), 'about 3 for 2'],
    [exactly(0.098), 'about 1 for 10'],
    [exactly(0.16), 'about 1 for 6.3'],
    [{ least: 20.3, most: Infinity }, 'at least 20 for 1'],
    [{ least: 0.01, most: 0.12 }, 'at least 1 for 8.3'],
    [{ least: 0.5, most: 2 }, null],
  ])('of %j is %s', (factor, text) => {
    expect(describeRatio(factor)).toBe(text);
  });
});
