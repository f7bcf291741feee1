import { expect, test } from '@jest/globals';
import { logMean, logSum } from './log-sum.js';

test('logSum(logs) is the logarithm of the sum, of numbers beyond all doubles too', () => {
  expect(logSum([Math.log(2), Math.log(3)])).toBeCloseTo(Math.log(5), 12);
  expect(logSum([5000, 5000])).toBeCloseTo(5000 + Math.LN2, 9);
  expect(logSum([-5000, -5000, -5000])).toBeCloseTo(Math.log(3) - 5000, 9);
});

test('logSum(logs) of zeros, and of nothing, is −∞, and of an infinite one ∞', () => {
  expect([logSum([]), logSum([-Infinity, -Infinity]), logSum([0, Infinity])]).toEqual([
    ...[-Infinity, -Infinity, Infinity],
  ]);
  expect(logSum([-Infinity, 0])).toBe(0);
});

test('logMean(logs) is the logarithm of the mean', () => {
  expect(logMean([Math.log(2), Math.log(4)])).toBeCloseTo(Math.log(3), 12);
});
