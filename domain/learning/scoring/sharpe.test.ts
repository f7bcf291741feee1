import { describe, expect, test } from '@jest/globals';
import { expectedLargest, probabilisticSharpe, psrOf, sharpeOf } from './sharpe.js';

/** Bailey and López de Prado, "The deflated Sharpe ratio" (2014): a yearly ratio of 2.5 over 1,250 days. */
const daily = { sharpe: 2.5 / Math.sqrt(250), count: 1_250, skewness: -3, kurtosis: 10 };
const variance = 0.5 / 250;

describe('the deflated Sharpe ratio', () => {
  test('is as published for a hundred trials, and for 46', () => {
    expect(expectedLargest(100, 1)).toBeCloseTo(2.5306029, 6);
    expect(expectedLargest(100, variance)).toBeCloseTo(0.113172, 6);
    expect(psrOf({ ...daily, benchmark: expectedLargest(100, variance) })).toBeCloseTo(0.9003968, 5);
    expect(psrOf({ ...daily, benchmark: expectedLargest(46, variance) })).toBeCloseTo(0.9505017, 5);
  });

  test('asks for nothing more after one trial', () => {
    expect(expectedLargest(1, 1)).toBe(0);
  });
});

test('sharpeOf is the mean ÷ the sample standard deviation; null for one return, or where they do not vary', () => {
  expect(sharpeOf([1, 2, 3])).toBeCloseTo(2, 12);
  expect(sharpeOf([1])).toBeNull();
  expect(sharpeOf([2, 2, 2])).toBeNull();
  expect(sharpeOf([0.1, 0.1, 0.1])).toBeNull();
  expect(sharpeOf([0, 0])).toBeNull();
  expect(probabilisticSharpe([2, 2], 0)).toBeNull();
  expect(probabilisticSharpe([3.1434555694052576e-162, 0], 0)).toBeGreaterThan(0);
  expect(probabilisticSharpe([1, -1, 1, -1], 0)).toBeCloseTo(0.5, 6);
});
