import { describe, expect, test } from '@jest/globals';
import { storedExecution } from '../../test/stored-execution.js';
import { decimal } from '../number/decimal.js';
import { openPositions } from './open-positions.js';

const shares = { underlying: 'SOFI', executed_at: '2024-03-11', action: 'buy', quantity: 100, price: 7 };
const call = {
  ...shares,
  action: 'sell_to_open',
  right: 'call',
  strike: 8,
  expiration: '2024-03-15',
  quantity: 1,
};

const told = (executions: Parameters<typeof openPositions>[0], day: string) =>
  openPositions(executions, day).map(({ underlying, right, quantity }) => [underlying, right, quantity]);

describe('openPositions(executions, day)', () => {
  test('adds up accounts, and leaves out what expired on that day and what cancels out', () => {
    const executions = [
      storedExecution(shares),
      storedExecution({ ...shares, account: 'ira' }),
      storedExecution(call),
      storedExecution({ ...shares, underlying: 'F' }),
      storedExecution({ ...shares, underlying: 'F', account: 'ira', action: 'sell_to_open' }),
    ];
    expect(told(executions, '2024-03-14')).toEqual([
      ['SOFI', null, decimal(200)],
      ['SOFI', 'call', decimal(-1)],
    ]);
    expect(told(executions, '2024-03-15')).toEqual([['SOFI', null, decimal(200)]]);
  });
});
