import { describe, expect, test } from '@jest/globals';
import { checkRecord } from '../records/check-record.js';
import { adviceParts, closesOn } from './advice-parts.js';

const MAY = { right: 'call', strike: 105, expiration: '2024-05-17', multiplier: 100 };
const JUNE = { ...MAY, expiration: '2024-06-21' };
const SHARES = { right: null, strike: 0, expiration: '', multiplier: 1 };

function partsOf(fields: object, held_side: 'long' | 'short' | null = null) {
  const checked = checkRecord('recommendations', {
    ...{ recommendation_id: 'a', sent_at: '2024-05-06', underlying: 'AAPL' },
    ...{ right: 'call', strike: 105, expiration: '2024-05-17' },
    ...fields,
  });
  if (!checked.ok) throw new Error(checked.reason);
  return adviceParts({ ...checked.record, held_side });
}

describe('adviceParts(advice)', () => {
  test.each([
    ['buy_to_open', 1, false],
    ['sell_to_open', -1, false],
    ['buy_to_close', 1, true],
    ['sell_to_close', -1, true],
  ])('of %s is one trade: %i, to close: %s', (action, sign, closes) => {
    expect(partsOf({ action })).toEqual([{ contract: MAY, sign, closes }]);
  });

  test.each([
    ['buy', 1],
    ['sell', -1],
  ])('of shares to %s says nothing of closing', (action, sign) => {
    const shares = { action, right: null, strike: null, expiration: null };
    expect(partsOf(shares)).toEqual([{ contract: SHARES, sign, closes: false }]);
  });

  test('of a roll is a closing and an opening, on the side that is held', () => {
    const roll = {
      action: 'roll',
      expiration: '2024-06-21',
      from_strike: 105,
      from_expiration: '2024-05-17',
    };
    const [bought, sold] = [1, -1];
    expect(partsOf(roll)).toEqual([
      { contract: MAY, sign: bought, closes: true },
      { contract: JUNE, sign: sold, closes: false },
    ]);
    expect(partsOf(roll, 'long')).toEqual([
      { contract: MAY, sign: sold, closes: true },
      { contract: JUNE, sign: bought, closes: false },
    ]);
    expect(partsOf({ ...roll, from_right: 'put' })).toMatchObject([
      { contract: { right: 'put' } },
      { contract: { right: 'call' } },
    ]);
  });

  test.each([
    ['to do nothing', { action: 'hold' }],
    ['of several legs', { action: 'sell_to_open', right: null, strike: null, expiration: null, legs: [{}] }],
  ])('is undefined of advice %s', (_, fields) => {
    expect(partsOf(fields)).toBeUndefined();
  });
});

describe('closesOn(sign, parts)', () => {
  const [opening, closing] = [
    { contract: MAY as never, sign: -1 as const, closes: false },
    { contract: MAY as never, sign: 1 as const, closes: true },
  ];

  test('is what the advice says of that side', () => {
    expect([1, -1].map((sign) => closesOn(sign, [opening, closing]))).toEqual([true, false]);
  });

  test('is the opposite of what it asks for on the other one', () => {
    expect(closesOn(1, [opening])).toBe(true);
    expect(closesOn(-1, [closing])).toBe(false);
  });
});
