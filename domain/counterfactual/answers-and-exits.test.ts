import { describe, expect, test } from '@jest/globals';
import { call, shares } from '../../test/stored-execution.js';
import { decimal } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import {
  answersAndExits,
  isOneCurrency,
  type AnsweringFill,
  type OutcomeAfter,
} from './answers-and-exits.js';

const CALL = { right: 'call', strike: 100, expiration: '2024-01-19', multiplier: 100 };
const SHARES = { right: null, strike: 0, expiration: '', multiplier: 1 };

const filled = (execution: StoredExecution, owned = execution.quantity): AnsweringFill => ({
  ...execution,
  owned,
});

/** Of a fill of four contracts that answered, the end of two; other fields as given. */
function outcome(fields: Partial<OutcomeAfter>): OutcomeAfter {
  const { right, strike, expiration, multiplier } = call('2024-01-02', 'sell_to_open', 4, 2);
  return {
    ...{ right, strike, expiration, multiplier, side: 'short', quantity: decimal(2), close_kind: 'traded' },
    ...{ closing_record_id: 'end', currency: 'USD', held: false },
    ...{ opening_quantity: decimal(4), opening_owned: decimal(4) },
    closing: { ...call('2024-01-10', 'buy_to_close', 2, 1), fees: decimal(3) },
    ...fields,
  };
}

const answersOf = (...fills: AnsweringFill[]) => answersAndExits(fills, []).answers;
const exitsOf = (one: OutcomeAfter, ...fills: AnsweringFill[]) => answersAndExits(fills, [one]).exits;

describe('answersAndExits(fills, outcomes): answers', () => {
  test('are trades in plain numbers, bought above zero, of the New York day', () => {
    const sold = { ...call('2024-01-03T02:00:00Z', 'sell_to_open', 4, 2.5), fees: decimal(4) };
    expect(answersOf(filled(sold), filled(shares('2024-01-04', 'buy', 100, 10)))).toEqual([
      { contract: CALL, quantity: -4, day: '2024-01-02', price: 2.5, feesUsd: 4, halfSpread: null },
      { contract: SHARES, quantity: 100, day: '2024-01-04', price: 10, feesUsd: 0, halfSpread: null },
    ]);
  });

  test('have of a fill the part that is the answer, and its share of the fees', () => {
    const sold = { ...call('2024-01-03', 'sell_to_open', 4, 2.5), fees: decimal(4) };
    expect(answersOf(filled(sold, decimal(1)))).toMatchObject([{ quantity: -1, price: 2.5, feesUsd: 1 }]);
  });

  test.each([
    ['sold', 'sell_to_open', 998, 2.5],
    ['bought', 'buy_to_open', -1002, 2.5],
    ['sold without a stated fee', 'sell_to_open', 998, 2.495],
  ])('cost what the stated amount makes before fees where something is %s', (what, action, amount, price) => {
    const fees = what.endsWith('fee') ? null : decimal(2);
    const fill = { ...call('2024-01-03', action, 4, 9), amount: decimal(amount), fees };
    expect(answersOf(filled(fill))).toMatchObject([{ price }]);
  });

  test('are none by what is no trade', () => {
    expect(answersOf(filled(call('2024-01-19', 'expire', 4)))).toEqual([]);
  });
});

describe('answersAndExits(fills, outcomes): exits', () => {
  test('end what was opened: bought back above zero, at the price before fees', () => {
    const ended = { contract: CALL, quantity: 2, day: '2024-01-10', price: 1, feesUsd: 3 };
    expect(exitsOf(outcome({}))).toEqual([ended]);
    expect(exitsOf(outcome({ side: 'long' }))).toEqual([{ ...ended, quantity: -2 }]);
  });

  test('have no price where nothing was traded', () => {
    const closing = call('2024-01-19', 'expire', 2);
    expect(exitsOf(outcome({ close_kind: 'expired', closing }))).toMatchObject([
      { quantity: 2, day: '2024-01-19', price: null, feesUsd: 0 },
    ]);
  });

  test('are none of what is open, and of an end without a side', () => {
    expect(exitsOf(outcome({ closing: null }))).toEqual([]);
    expect(exitsOf(outcome({ side: null }))).toEqual([]);
  });

  test('have of what was opened the share of its fill that is the answer', () => {
    expect(exitsOf(outcome({ opening_owned: decimal(1) }))).toMatchObject([{ quantity: 0.5, feesUsd: 0.75 }]);
    expect(exitsOf(outcome({ opening_owned: 0n }))).toEqual([]);
  });

  test('have all of what was held', () => {
    const held = outcome({ held: true, opening_quantity: null, opening_owned: null });
    expect(exitsOf(held)).toMatchObject([{ quantity: 2 }]);
  });

  test('have of what the answer itself closed only the share of another decision', () => {
    const own = { ...call('2024-01-10', 'buy_to_close', 2, 1), record_id: 'end' };
    expect(exitsOf(outcome({}), filled(own, decimal(0.5)))).toMatchObject([{ quantity: 1.5, feesUsd: 2.25 }]);
    expect(exitsOf(outcome({}), filled(own))).toEqual([]);
    expect(exitsOf(outcome({ closing_record_id: 'other' }), filled(own))).toHaveLength(1);
    expect(exitsOf(outcome({ closing_record_id: null }), filled(own))).toHaveLength(1);
  });
});

describe('answersAndExits(fills, outcomes).heldQuantity', () => {
  test('adds up what was held when the advice came, closed or open; null where nothing was', () => {
    const all = [outcome({ held: true }), outcome({ held: true, closing: null }), outcome({})];
    expect(answersAndExits([], all).heldQuantity).toBe(4);
    expect(answersAndExits([], [outcome({})]).heldQuantity).toBeNull();
  });
});

describe('isOneCurrency(fills, outcomes)', () => {
  const euros = { currency: 'EUR' };

  test('is false where the answer and its end were paid in several, whatever is still open', () => {
    const dollars = filled(call('2024-01-03', 'sell_to_open', 4, 2));
    expect(isOneCurrency([dollars], [outcome({})])).toBe(true);
    expect(isOneCurrency([dollars, { ...dollars, ...euros }], [])).toBe(false);
    expect(isOneCurrency([dollars], [outcome(euros)])).toBe(false);
    expect(isOneCurrency([dollars], [outcome({ ...euros, closing: null })])).toBe(true);
    expect(isOneCurrency([], [])).toBe(true);
  });
});
