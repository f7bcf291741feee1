import { describe, expect, test } from '@jest/globals';
import { storedExecution } from '../../test/stored-execution.js';
import { decimal } from '../number/decimal.js';
import { heldAtEnd, openPositions } from './open-positions.js';

const shares = { underlying: 'SOFI', executed_at: '2024-03-11', action: 'buy', quantity: 100, price: 7 };
const call = {
  ...shares,
  action: 'sell_to_open',
  right: 'call',
  strike: 8,
  expiration: '2024-03-15',
  quantity: 1,
};

const told = (executions: Parameters<typeof heldAtEnd>[0], day: string) =>
  openPositions(heldAtEnd(executions, day)).map(({ underlying, right, quantity }) => [
    underlying,
    right,
    quantity,
  ]);

describe('openPositions(heldAtEnd(executions, day))', () => {
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

test('openPositions(positions) gives shares before contracts, and these by expiration, strike and right', () => {
  const sold = (right: string, strike: number, expiration: string, underlying = 'AAPL') =>
    storedExecution({ action: 'sell_to_open', quantity: 1, price: 1, right, strike, expiration, underlying });
  const bought = (underlying: string) =>
    storedExecution({ action: 'buy', quantity: 5, price: 1, underlying });
  const inOrder = [
    bought('AAPL'),
    ...[sold('call', 9, '2024-02-16'), sold('put', 9, '2024-02-16'), sold('call', 10, '2024-02-16')],
    ...[sold('call', 100, '2024-02-16'), sold('call', 8, '2024-03-15')],
    ...[bought('BETA'), sold('call', 1, '2024-01-19', 'BETA')],
  ];
  const inTwoAccounts = [
    { ...sold('put', 9, '2024-02-16'), account: 'a' },
    ...[sold('call', 9, '2024-02-16'), bought('AAPL')].map((one) => ({ ...one, account: 'b' })),
  ];
  const names = (executions: typeof inOrder) =>
    openPositions(heldAtEnd(executions, '2024-01-10')).map(({ underlying, right, strike, expiration }) =>
      [underlying, expiration, strike, right].join(' '),
    );
  const expected = inOrder.map(({ underlying, expiration, strike, right }) =>
    [underlying, expiration, strike, right].join(' '),
  );
  for (const turn of [0, 3, 5]) {
    const turned = [...inOrder.slice(turn), ...inOrder.slice(0, turn)];
    expect([names(turned), names(turned.toReversed())]).toEqual([expected, expected]);
  }
  expect(names(inTwoAccounts)).toEqual(expected.slice(0, 3));
});
