import { describe, expect, test } from '@jest/globals';
import { call, shares, storedExecution } from '../../test/stored-execution.js';
import { inTradingOrder, type StoredExecution } from './execution-order.js';

const at = '2024-01-03T15:00:00Z';

function trade(record_id: string, executed_at: string, sequence?: number): StoredExecution {
  return storedExecution({ record_id, executed_at, sequence, action: 'buy', quantity: 1, price: 1 });
}

function ids(groups: readonly (readonly StoredExecution[])[]): string[][] {
  return groups.map((group) => group.map(({ record_id }) => record_id));
}

describe('inTradingOrder', () => {
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
