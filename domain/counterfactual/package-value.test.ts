import { describe, expect, test } from '@jest/globals';
import { packageValue, type Exit, type Leg, type Package } from './package-value.js';

const SHARES = { right: null, strike: 0, expiration: '', multiplier: 1 };
const CALL = { right: 'call' as const, strike: 100, expiration: '2024-05-17', multiplier: 100 };
const HORIZON = '2024-05-17';

function exit(quantity: number, price: number | null, more: Partial<Exit> = {}): Exit {
  return { contract: SHARES, quantity, day: '2024-05-10', price, feesUsd: 0, ...more };
}

function leg(quantity: number, price: number, more: Partial<Leg> = {}): Leg {
  return { contract: CALL, quantity, price, day: '2024-05-06', feesUsd: 0, halfSpread: null, ...more };
}

/** With the underlying at 11 at the horizon. */
function value(side: Partial<Package>, { price = 11, spreads = 0 } = {}): number {
  const underlying = { price, volatility: 0.3 };
  return packageValue({ held: [], legs: [], exits: [], ...side }, HORIZON, { underlying, spreads });
}

describe('packageValue(side, horizon, scenario)', () => {
  const held = (quantity: number) => [{ contract: SHARES, quantity, price: 10 }];

  test('of what was held is what it ended at and what is left, less what it was worth', () => {
    expect(value({ held: held(100), exits: [exit(-40, 12, { feesUsd: 1 })] })).toBe(479 + 660 - 1000);
  });

  test('takes of exits what the position goes, with their share of the fees', () => {
    const exits = [exit(-40, 12, { feesUsd: 4 }), exit(-5, 99)];
    expect(value({ held: held(10), exits })).toBe(120 - 1 - 100);
    expect(value({ held: held(60), exits })).toBe(480 - 4 + 5 * 99 + 15 * 11 - 600);
  });

  test('has no use for exits of the same side or of other contracts', () => {
    expect(value({ held: held(10), exits: [exit(10, 99), exit(-1, 99, { contract: CALL })] })).toBe(10);
  });

  test('ends at the intrinsic value where an exit has no price, and shares at the underlying', () => {
    const assigned = exit(1, null, { contract: CALL });
    expect(
      value({ held: [{ contract: CALL, quantity: -1, price: 1.2 }], exits: [assigned] }, { price: 112 }),
    ).toBe(-1200 + 120);
    expect(value({ held: held(10), exits: [exit(-10, null)] }, { price: 13 })).toBe(30);
  });

  test('pays half spreads where nobody traded, on either side', () => {
    const worthless = { price: 90, spreads: 1 };
    expect(value({ legs: [leg(-2, 1.5, { halfSpread: 0.05, feesUsd: 1.3 })] }, worthless)).toBeCloseTo(
      288.7,
      9,
    );
    expect(value({ legs: [leg(2, 1.5, { halfSpread: 0.05, feesUsd: 1.3 })] }, worthless)).toBeCloseTo(
      -311.3,
      9,
    );
    expect(value({ legs: [leg(-2, 1.5)] }, worthless)).toBeCloseTo(300, 9);
  });
});
