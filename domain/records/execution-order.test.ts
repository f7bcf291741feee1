import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import { call, shares, storedExecution } from '../../test/stored-execution.js';
import {
  bySequence,
  closesByLabel,
  comesBeforeTheSession,
  inTradingOrder,
  mayCloseUnseen,
  opensSomeTime,
  type StoredExecution,
} from './execution-order.js';

const at = '2024-01-03T15:00:00Z';

function trade(record_id: string, executed_at: string, sequence?: number): StoredExecution {
  return storedExecution({ record_id, executed_at, sequence, action: 'buy', quantity: 1, price: 1 });
}

function ids(groups: readonly (readonly StoredExecution[])[]): string[][] {
  return groups.map((group) => group.map(({ record_id }) => record_id));
}

describe('inTradingOrder', () => {
  test('takes a trade with a direction for a trade, and a split with one for a split', () => {
    const sale = storedExecution({
      ...{ action: 'sell', direction: 'out', quantity: 1, price: 1, record_id: 'b' },
    });
    const left = { ...sale, action: 'transfer' as const, record_id: 'a' };
    const came = { ...left, direction: 'in' as const, record_id: 'c' };
    const split = { ...left, action: 'split' as const, record_id: 'd' };
    expect(ids(inTradingOrder([left, sale, came, split]))).toEqual([['c', 'd'], ['b'], ['a']]);
  });

  test('follows times to the fraction of a second, and the sequence at the same instant', () => {
    const executions = [
      trade('e', '2024-01-03T15:00:00.5Z'),
      trade('d', at),
      trade('c', at, 7),
      trade('b', at, 2),
      trade('a', '2024-01-03T14:59:59.999Z'),
    ];
    expect(ids(inTradingOrder(executions))).toEqual([['a'], ['b'], ['c'], ['d'], ['e']]);
  });

  test('follows times to the second, whatever the sequence', () => {
    const executions = [trade('b', '2024-01-03T15:00:02Z', 1), trade('a', '2024-01-03T15:00:01Z', 2)];
    expect(ids(inTradingOrder(executions))).toEqual([['a'], ['b']]);
  });

  test('leaves together, by id, what nothing tells apart', () => {
    const executions = [
      trade('b', at),
      trade('a', at),
      trade('d', '2024-01-03', 1),
      trade('c', '2024-01-03', 2),
    ];
    expect(ids(inTradingOrder(executions))).toEqual([
      ['c', 'd'],
      ['a', 'b'],
    ]);
  });

  test('takes the day as New York has it', () => {
    const evening = trade('evening', '2024-01-04T01:00:00Z');
    expect(ids(inTradingOrder([trade('next day', '2024-01-04'), evening]))).toEqual([
      ['evening'],
      ['next day'],
    ]);
  });

  test('takes corporate actions first, then trades, then ends of options, then what is transferred out', () => {
    const change = { executed_at: '2024-01-03', quantity: 1 };
    const day = [
      storedExecution({ ...change, action: 'transfer', direction: 'out', record_id: 'out' }),
      { ...call('2024-01-03', 'assign', 1), record_id: 'assigned' },
      { ...call('2024-01-03', 'buy_to_close', 1, 1), record_id: 'closed' },
      trade('timed', at),
      { ...shares('2024-01-03', 'sell', 1, 1), record_id: 'sold' },
      storedExecution({ ...change, action: 'split', record_id: 'split' }),
    ];
    expect(ids(inTradingOrder(day))).toEqual([
      ['split'],
      ['sold'],
      ['timed'],
      ['closed'],
      ['assigned'],
      ['out'],
    ]);
  });
});

describe('inTradingOrder: a day of which no time is known', () => {
  const change = { executed_at: '2024-01-03', quantity: 1 };

  test.each(['expire', 'assign', 'exercise'] as const)(
    '%s comes after all trades, timed or not',
    (action) => {
      const end = { ...call('2024-01-03', action, 1), record_id: 'end' };
      const closed = { ...call('2024-01-03', 'sell_to_close', 1, 1), record_id: 'closed' };
      const timedEnd = { ...end, record_id: 'timed end', executed_at: '2024-01-03T12:00:00Z' };
      expect(ids(inTradingOrder([end, closed, timedEnd, trade('timed', at)]))).toEqual([
        ['timed'],
        ['closed'],
        ['end'],
        ['timed end'],
      ]);
    },
  );

  test('a transfer in comes before its trades, one out after all, one with a time at its time', () => {
    const transfer = (record_id: string, direction: string, executed_at = '2024-01-03') =>
      storedExecution({ ...change, action: 'transfer', direction, record_id, executed_at });
    const day = [transfer('out', 'out'), trade('b', at), transfer('in', 'in'), transfer('a', 'out', at)];
    expect(ids(inTradingOrder(day))).toEqual([['in'], ['a', 'b'], ['out']]);
  });
});

describe('closesByLabel and mayCloseUnseen', () => {
  const future = { right: null, multiplier: 50 };

  test.each([
    [call('2024-01-03', 'buy_to_close', 1, 1), true, true],
    [call('2024-01-03', 'sell_to_close', 1, 1), true, true],
    [call('2024-01-03', 'sell_to_open', 1, 1), false, false],
    [shares('2024-01-03', 'sell', 1, 1), false, true],
    [shares('2024-01-03', 'buy', 1, 1), false, false],
    [storedExecution({ executed_at: at, action: 'sell', quantity: 1, price: 1, ...future }), false, false],
    [{ ...call('2024-01-03', 'sell_to_open', 1, 1), action: 'sell' as const }, false, false],
    [
      { ...call('2024-01-03', 'sell_to_open', 1, 1), action: 'sell' as const, multiplier: null },
      false,
      false,
    ],
    [
      { ...call('2024-01-03', 'sell_to_open', 1, 1), action: 'sell' as const, multiplier: decimal(1) },
      false,
      false,
    ],
  ])('case %#: %s, %s', (execution, byLabel, unseen) => {
    expect([closesByLabel(execution), mayCloseUnseen(execution)]).toEqual([byLabel, unseen]);
  });
});

describe('bySequence(a, b)', () => {
  test('orders by the sequence, records without one last, then by id', () => {
    const all = [trade('d', at), trade('c', at), trade('b', at, 7), trade('a', at, 7), trade('z', at, 2)];
    expect([...all].sort(bySequence).map(({ record_id }) => record_id)).toEqual(['z', 'a', 'b', 'c', 'd']);
  });
});

describe('comesBeforeTheSession and opensSomeTime', () => {
  const dayOnly = { executed_at: '2024-01-03', direction: null };

  test.each([
    ['split', dayOnly, true, false],
    ['symbol_change', dayOnly, true, false],
    ['transfer', { ...dayOnly, direction: 'in' }, true, false],
    ['transfer', { ...dayOnly, direction: 'out' }, false, false],
    ['split', { ...dayOnly, executed_at: at }, false, false],
    ['sell_to_open', dayOnly, false, true],
    ['buy_to_open', dayOnly, false, true],
    ['buy', dayOnly, false, false],
    ['buy_to_close', dayOnly, false, false],
    ['sell_to_open', { ...dayOnly, executed_at: at }, false, false],
    ['expire', dayOnly, false, false],
  ] as const)('of %s, case %#', (action, when, before, someTime) => {
    const given = { action, ...when };
    expect([comesBeforeTheSession(given), opensSomeTime(given)]).toEqual([before, someTime]);
  });
});
