import { describe, expect, test } from '@jest/globals';
import { adviceParts, type AdvicePart } from './advice-parts.js';
import { heldAtFirst, horizonOf } from './common-horizon.js';
import type { PricedContract } from './counterfactual-model.js';
import { checkRecord } from '../records/check-record.js';

const [MAY, JUNE] = ['2024-05-17', '2024-06-21'] as const;

function call(strike: number, expiration: string): PricedContract {
  return { right: 'call', strike, expiration, multiplier: 100 };
}

function of(quantity: number, contract = call(105, MAY)) {
  return { contract, quantity };
}

function leg(quantity: number, contract = call(105, MAY), day = '2024-05-06') {
  return { contract, quantity, day, price: 1, feesUsd: 0, halfSpread: null };
}

function exit(quantity: number, day: string, contract = call(105, MAY)) {
  return { contract, quantity, day, price: 0.5, feesUsd: 0 };
}

/** Advice of 2024-05-06 on a May call of 105. */
function adviceTo(action: string) {
  const checked = checkRecord('recommendations', {
    ...{ recommendation_id: 'a', sent_at: '2024-05-06', action, underlying: 'AAPL' },
    ...{ right: 'call', strike: 105, expiration: MAY },
  });
  if (!checked.ok) throw new Error(checked.reason);
  return { ...checked.record, trading_date: '2024-05-06' };
}

describe('heldAtFirst(parts, sides)', () => {
  const parts = adviceParts(adviceTo('buy_to_close')) as AdvicePart[];

  test('is of each contract as much as the side that closes more of it', () => {
    const [advised, traded] = [[of(2)], [of(3), of(1, call(110, JUNE))]];
    expect(heldAtFirst(parts, [advised, traded])).toEqual([of(-3), of(-1, call(110, JUNE))]);
    expect(heldAtFirst(parts, [[of(4)], traded])).toEqual([of(-4), of(-1, call(110, JUNE))]);
  });

  test('is nothing of what is only opened', () => {
    expect(heldAtFirst(parts, [[of(2)], [of(-5, call(110, JUNE))]])).toEqual([of(-2)]);
  });
});

describe('horizonOf(given, {advised, held})', () => {
  const horizon = (answers: ReturnType<typeof leg>[], exits: ReturnType<typeof exit>[] = []) => {
    const given = { advice: adviceTo('sell_to_open'), heldQuantity: null, daily: undefined, lastBar: null };
    return horizonOf({ ...given, answers, exits, asOf: JUNE }, { advised: [of(-1)], held: [] });
  };

  test('is the day on which what was opened was first closed', () => {
    expect(horizon([leg(-1)], [exit(1, '2024-05-08'), exit(1, '2024-05-10')])).toBe('2024-05-08');
  });

  test('is none of the day on which something else was closed', () => {
    expect(horizon([leg(-1)], [exit(1, '2024-05-08', call(110, MAY))])).toBe(MAY);
  });

  test('is the day of the last trade where both sides hold nothing after theirs', () => {
    const given = { advice: adviceTo('buy_to_close'), heldQuantity: 1, daily: undefined, lastBar: null };
    const answers = [leg(1, call(105, MAY), '2024-05-07')];
    expect(
      horizonOf({ ...given, answers, exits: [], asOf: JUNE }, { advised: [of(1)], held: [of(-1)] }),
    ).toBe('2024-05-07');
  });
});
