import { expect, test } from '@jest/globals';
import { betText } from './bet-text.js';

test('betText(evidence) is what a bet of 1 became, of evidence that is its logarithm', () => {
  expect([-1.64, 0, Math.log(1709), Math.log(164), 20].map(betText)).toEqual([
    ...['0.19', '1', '1,709', '164', 'more than a million'],
  ]);
});
