import { describe, expect, test } from '@jest/globals';
import { modelHalfSpread } from './half-spread.js';

const call = { right: 'call' as const, strike: 100, expiration: '2024-05-17', multiplier: 100 };

describe('modelHalfSpread(trades)', () => {
  test.each([
    ['5 % of an out-of-the-money price', 95, 1.2, 0.06],
    ['a cent at least', 80, 0.05, 0.01],
    ['from 3 dollars on half a nickel at least', 103, 3.05, 0.025],
    ['below 3 dollars what it comes to', 102.9, 2.95, 0.0177],
    ['at 3 dollars half a nickel', 102.95, 3, 0.025],
    ['of an in-the-money option by its time value', 104, 5, 0.05],
    ['of a deep one a share of the price', 108, 8.02, 0.04812],
    ['of one below its intrinsic value a share of the price', 108, 7.9, 0.0474],
    ['ten cents at most', 100, 9, 0.1],
  ])('is %s', (_, spot, price, halfSpread) => {
    expect(modelHalfSpread([{ contract: call, price, spot }])).toBeCloseTo(halfSpread, 10);
  });

  test('of a package is that of its widest leg', () => {
    const legs = [0.2, 1.2].map((price) => ({ contract: call, price, spot: 95 }));
    expect(modelHalfSpread(legs)).toBeCloseTo(0.06, 10);
  });

  test('of shares is a cent', () => {
    const shares = { right: null, strike: 0, expiration: '', multiplier: 1 };
    expect(modelHalfSpread([{ contract: shares, price: 500, spot: 500 }])).toBe(0.01);
  });
});
