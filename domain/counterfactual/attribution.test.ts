import { describe, expect, test } from '@jest/globals';
import { decimal, formatDecimal } from '../number/decimal.js';
import { attribution, unitFees } from './attribution.js';
import type { Exit, Leg, Package } from './package-value.js';

const contract = (strike: number, expiration: string) => ({
  right: 'call' as const,
  strike,
  expiration,
  multiplier: 100,
});
const [MONDAY, TUESDAY] = ['2024-05-06', '2024-05-07'] as const;
const [MAY, JUNE] = [contract(105, '2024-05-17'), contract(110, '2024-06-21')] as const;
const MODEL: Readonly<Record<string, number>> = {
  '110 2024-05-17 2024-05-06': 0.4,
  '110 2024-06-21 2024-05-06': 0.7,
  '110 2024-06-21 2024-05-07': 0.8,
};

function leg(quantity: number, price: number, more: Partial<Leg> = {}): Leg {
  return { contract: MAY, quantity, price, day: MONDAY, feesUsd: 0, halfSpread: null, ...more };
}

function side(legs: readonly Leg[], exits: readonly Exit[] = []): Package {
  return { held: [], legs, exits };
}

/** The steps that are not zero, in dollars of cash. */
function steps(algorithm: Package, human: Package) {
  const told = attribution({
    algorithm,
    human,
    priceIn: ({ strike, expiration }, day) => MODEL[`${strike} ${expiration} ${day}`] ?? Number.NaN,
    valueOf: ({ legs, exits }) =>
      decimal(
        [...legs, ...exits]
          .reduce((cash, { quantity, price, feesUsd }) => cash - quantity * (price ?? 0) * 100 - feesUsd, 0)
          .toFixed(2),
      ),
  });
  const dollars = Object.entries(told).map(
    ([step, amount]) => [step, Number(formatDecimal(amount))] as const,
  );
  return Object.fromEntries(dollars.filter(([, amount]) => amount !== 0));
}

describe('attribution({algorithm, human, priceIn, valueOf})', () => {
  test('replaces one thing at a time: strike, expiration, size, day, price, ends, fees', () => {
    const algorithm = side([leg(-2, 1, { feesUsd: 2 })]);
    const human = side(
      [leg(-3, 0.9, { contract: JUNE, day: TUESDAY, feesUsd: 6 })],
      [{ contract: JUNE, quantity: 3, day: '2024-05-10', price: 0.2, feesUsd: 5 }],
    );
    // 198 · strike 78 · expiration 138 · size 204 · day 234 · price 264 · end 204 · fees 199.
    expect(steps(algorithm, human)).toEqual({
      strike: -120,
      expiration: 60,
      size: 66,
      delay: 30,
      execution: 30,
      exit: -60,
      fees: -5,
    });
  });

  test('gives each of two answers its share of what was advised', () => {
    const algorithm = side([leg(-4, 1, { feesUsd: 4 })]);
    expect(steps(algorithm, side([leg(-1, 1, { feesUsd: 0.65 }), leg(-3, 1, { feesUsd: 1.95 })]))).toEqual({
      size: 1.4,
    });
    expect(steps(algorithm, side([leg(-1, 1), leg(-1, 1)]))).toEqual({ size: -196 });
  });

  test('takes an answer on the other side for itself, at the price of the day of the advice', () => {
    const bought = side([leg(2, 0.5, { contract: JUNE, day: TUESDAY })]);
    expect(steps(side([leg(-1, 1)]), bought)).toEqual({ participation: -240, delay: -20, execution: 60 });
  });

  test('is participation alone where nothing was done', () => {
    expect(steps(side([leg(-2, 1)]), side([]))).toEqual({ participation: -200 });
  });
});

describe('unitFees(legs)', () => {
  test('is dollars a contract over all trades, and none of none', () => {
    expect(unitFees([leg(-3, 1, { feesUsd: 1 }), leg(1, 1, { feesUsd: 2 })])).toBe(0.75);
    expect(unitFees([])).toBe(0);
  });
});
