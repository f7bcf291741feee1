import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { call, storedExecution } from '../../test/stored-execution.js';
import { decimal, formatDecimal } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import { closedQuantities } from './closed-quantities.js';

/** How much of each trade without a label closes, in the order of the executions. */
function closed(...executions: StoredExecution[]): (string | null | undefined)[] {
  const found = new Map([...closedQuantities(executions)].flatMap((own) => [...own]));
  return executions.map(({ record_id }) => {
    const quantity = found.get(record_id);
    return quantity === null || quantity === undefined ? quantity : formatDecimal(quantity);
  });
}

const NO = undefined;
const at = (day: number, action: string, quantity = 1, fields: object = {}) =>
  storedExecution({
    ...{ executed_at: `2024-01-${String(day).padStart(2, '0')}T15:00:00Z`, action, quantity, price: 1 },
    ...{ right: 'call', strike: 100, expiration: '2024-01-19', ...fields },
  });

describe('closedQuantities(executions)', () => {
  test('is what a trade closes of the other side, and nothing of one that adds', () => {
    expect(closed(at(2, 'sell_to_open', 2), at(3, 'buy'), at(4, 'sell'), at(5, 'buy', 5))).toEqual([
      ...[NO, '1', '0', '2'],
    ]);
    expect(closed(at(2, 'buy_to_open'), at(3, 'sell'), at(4, 'sell'), at(5, 'buy'))).toEqual([
      ...[NO, '1', '0', '1'],
    ]);
  });

  test('is unknown as long as the data shows nothing of the contract but trades in that direction', () => {
    expect(closed(at(2, 'buy'), at(3, 'buy'), at(4, 'sell'), at(5, 'buy'))).toEqual([null, null, '1', '0']);
    expect(closed(at(2, 'buy', 1, { account: 'ira' }), at(3, 'sell'))).toEqual([null, null]);
    expect(closed(at(2, 'buy', 1, { strike: 101 }), at(3, 'sell'))).toEqual([null, null]);
    expect(closed(at(2, 'expire'), at(3, 'buy'))).toEqual([NO, '0']);
  });

  test('of a day without times is as the book orders it', () => {
    const day = { executed_at: '2024-01-02' };
    expect(closed(at(2, 'sell', 1, day), at(2, 'sell_to_open', 1, day))).toEqual(['0', NO]);
    expect(closed(at(2, 'buy', 1, day), at(2, 'sell_to_open', 1, day))).toEqual(['0', NO]);
    expect(closed(at(2, 'buy', 1, day), at(2, 'sell', 1, day))).toEqual(['0', '1']);
  });

  test('follows a contract through a change of its name', () => {
    const renamed = at(3, 'symbol_change', 1, { underlying: 'OLD', to_underlying: 'AAPL' });
    expect(closed(at(2, 'sell_to_open', 1, { underlying: 'OLD' }), renamed, at(4, 'buy'))).toEqual([
      NO,
      NO,
      '1',
    ]);
    expect(closed(renamed, at(4, 'buy'))).toEqual([NO, '0']);
    expect(
      closed(
        at(2, 'buy', 1, { underlying: 'OLD' }),
        at(3, 'symbol_change', 1, { underlying: 'OLD', to_underlying: 'NEW' }),
        at(4, 'buy'),
      ),
    ).toEqual([null, NO, null]);
  });

  test('is known of a contract that a split has made of another, of which nothing was traded', () => {
    const split = at(3, 'split', 1, { strike: 200, ratio: 2, to_strike: 100 });
    expect(closed(split, at(4, 'buy'))).toEqual([NO, '0']);
  });

  test('says nothing of shares and of trades with a label', () => {
    const shares = storedExecution({ action: 'sell', quantity: 1, price: 1 });
    expect(closed(shares, call('2024-01-02', 'sell_to_open', 1, 1))).toEqual([NO, NO]);
  });

  test('gives back the labels of any history, but of trades that nothing came before', () => {
    const trade = fc.record({
      isBuy: fc.boolean(),
      quantity: fc.integer({ min: 1, max: 3 }),
      strike: fc.constantFrom(100, 101),
    });
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 12 }), fc.nat(), (trades, seed) => {
        const held = new Map<number, number>();
        const seen = new Map<number, Set<boolean>>();
        const expected: (string | null)[] = [];
        const executions = trades.map(({ isBuy, quantity, strike }, i) => {
          const before = held.get(strike) ?? 0;
          const other = isBuy ? Math.max(0, -before) : Math.max(0, before);
          held.set(strike, before + (isBuy ? quantity : -quantity));
          const directions = (seen.get(strike) ?? new Set()).add(isBuy);
          seen.set(strike, directions);
          expected.push(directions.size === 1 ? null : String(Math.min(other, quantity)));
          return at(2 + i, isBuy ? 'buy' : 'sell', quantity, { strike });
        });
        const shift = executions.length === 0 ? 0 : seed % executions.length;
        const shifted = [...executions.slice(shift), ...executions.slice(0, shift)];
        const found = new Map([...closedQuantities(shifted)].flatMap((own) => [...own]));
        expect(executions.map(({ record_id }) => found.get(record_id))).toEqual(
          expected.map((text) => (text === null ? null : decimal(text))),
        );
      }),
    );
  });
});
