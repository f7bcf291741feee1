import { describe, expect, test } from '@jest/globals';
import { realisedVolatility } from './realised-volatility.js';

describe('realisedVolatility', () => {
  // Hull, Options, Futures and Other Derivatives, 9th edition, table 15.1 and example 15.4: 19.3 % a year.
  test("gives Hull's 19.3 % for his twenty-one closes", () => {
    const closes = [
      20.0, 20.1, 19.9, 20.0, 20.5, 20.25, 20.9, 20.9, 20.9, 20.75, 20.75, 21.0, 21.1, 20.9, 20.9, 21.25,
      21.4, 21.4, 21.25, 21.75, 22.0,
    ];
    expect(realisedVolatility(closes)).toBeCloseTo(0.193, 3);
  });

  test('is undefined for too few closes or one that is no price', () => {
    expect(realisedVolatility([20, 21])).toBeUndefined();
    expect(realisedVolatility([20, 0, 21])).toBeUndefined();
    expect(realisedVolatility([20, 21, -1])).toBeUndefined();
    expect(realisedVolatility([20, Number.NaN, 21])).toBeUndefined();
  });

  test('is nothing where every return is the same, of three closes on', () => {
    expect(realisedVolatility([1, 2, 4])).toBeCloseTo(0, 12);
    expect(realisedVolatility([1, 2, 1])).toBeCloseTo(Math.log(2) * Math.sqrt(2 * 252), 10);
  });
});
