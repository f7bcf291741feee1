import { describe, expect, test } from '@jest/globals';
import {
  isPricedBy,
  markInSession,
  plausibleVolatility,
  type PricedPackage,
} from './counterfactual-model.js';

const call = (strike: number, expiration: string) => ({
  contract: { right: 'call' as const, strike, expiration, multiplier: 100 },
  sign: 1,
});

/**
 * A call bought back and a later, higher one sold: worth most, together, somewhere in between no volatility and much.
 */
function roll(net: number): PricedPackage {
  const parts = [call(100, '2024-05-17'), { ...call(105, '2024-06-21'), sign: -1 }];
  return { parts, day: '2024-05-06', price: 100, net };
}

function worth({ parts, day, price }: PricedPackage, volatility: number): number {
  return parts.reduce(
    (sum, { contract, sign }) => sum + sign * markInSession(contract, day, { price, volatility }),
    0,
  );
}

describe('plausibleVolatility(package, near)', () => {
  test('is the one of two that lies nearer', () => {
    const [lower, upper] = [0.04, 0.16].map((near) => plausibleVolatility(roll(0.45), near) as number) as [
      number,
      number,
    ];
    expect([lower, upper].map((volatility) => worth(roll(0), volatility))).toEqual([
      expect.closeTo(0.45, 6),
      expect.closeTo(0.45, 6),
    ]);
    expect(upper - lower).toBeGreaterThan(0.05);
  });

  test('is none where the package is never worth that much', () => {
    expect(plausibleVolatility(roll(0.6), 0.16)).toBeUndefined();
  });
});

describe('isPricedBy(package, volatility)', () => {
  const deep = (net: number) => ({ parts: [call(60, '2024-05-17')], day: '2024-05-06', price: 100, net });

  test.each([
    [40, true],
    [39.5, false],
    [40.2, true],
    [41, false],
  ])('of a call 40 in the money at %d is %s', (net, priced) => {
    expect(isPricedBy(deep(net), 0.3)).toBe(priced);
  });
});
