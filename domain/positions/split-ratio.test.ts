import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import { ratioBetween } from './split-ratio.js';

describe('ratioBetween(before, after)', () => {
  test.each([
    ['3.7', '74', '20'],
    ['100', '150', '1.5'],
  ])('of %s that became %s is %s', (before, after, ratio) => {
    expect(ratioBetween(decimal(before), decimal(after))).toBe(decimal(ratio));
  });

  test.each([
    ['260', '285'],
    ['100', '125'],
    ['300', '400'],
    ['0', '100'],
    ['100', '100'],
    ['-5', '95'],
  ])('is none that shares are split by for %s and %s', (before, after) => {
    expect(ratioBetween(decimal(before), decimal(after))).toBeUndefined();
  });
});
