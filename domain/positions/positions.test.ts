import { describe, expect, test } from '@jest/globals';
import { decimal, formatDecimal } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import { storedExecution } from '../../test/stored-execution.js';
import { positionsBefore } from './positions.js';

type Fields = Readonly<Record<string, unknown>>;

function shares(executed_at: string, action: string, quantity: number, more: Fields = {}): StoredExecution {
  return storedExecution({ executed_at, action, underlying: 'SOFI', quantity, price: 10, ...more });
}

function call(executed_at: string, action: string, quantity: number, more: Fields = {}): StoredExecution {
  const contract = { right: 'call', strike: 12, expiration: '2025-01-17' };
  return shares(executed_at, action, quantity, { ...contract, price: 0.5, ...more });
}

const sold = (quantity: number, price: number) => call('2025-01-06', 'sell_to_open', quantity, { price });

/** `underlying[ strike] quantity @ average price` of each holding. */
function told(executions: StoredExecution[], date: string): string[] {
  return positionsBefore(executions)(date).map(
    ({ underlying, strike, quantity, averagePrice }) =>
      `${underlying}${strike === null ? '' : ` ${formatDecimal(strike)}`} ${formatDecimal(quantity)} @ ${averagePrice === null ? '?' : formatDecimal(averagePrice)}`,
  );
}

describe('positionsBefore', () => {
  test('is one position in all currencies, at a price where there is one currency', () => {
    const bought = (currency: string, price: number) => shares('2025-01-06', 'buy', 10, { currency, price });
    const executions = [bought('USD', 75), bought('CAD', 100)];
    expect(told(executions, '2025-01-07')).toEqual(['SOFI 20 @ ?']);
    const sold = shares('2025-01-07', 'sell', 10, { currency: 'USD', price: 80 });
    expect(told([...executions, sold], '2025-01-08')).toEqual(['SOFI 10 @ 100']);
    const gift = { action: 'transfer', direction: 'in', price: null, currency: 'USD' };
    const given = shares('2025-01-06', 'buy', 10, gift);
    expect(told([bought('CAD', 100), given], '2025-01-07')).toEqual(['SOFI 20 @ 50']);
  });

  test('holds what was traded before the date, not on it', () => {
    const executions = [shares('2025-01-06', 'buy', 200), call('2025-01-07', 'sell_to_open', 2)];
    expect(told(executions, '2025-01-06')).toEqual([]);
    expect(told(executions, '2025-01-07')).toEqual(['SOFI 200 @ 10']);
    expect(told(executions, '2025-01-08')).toEqual(['SOFI 200 @ 10', 'SOFI 12 -2 @ 0.5']);
  });

  test('averages the price of what is open, which is what was opened last', () => {
    const opened = [sold(1, 0.5), call('2025-01-07', 'sell_to_open', 3, { price: 0.3 })];
    expect(told(opened, '2025-01-08')).toEqual(['SOFI 12 -4 @ 0.35']);
    expect(told([...opened, call('2025-01-08', 'buy_to_close', 3, { price: 0.1 })], '2025-01-09')).toEqual([
      'SOFI 12 -1 @ 0.3',
    ]);
  });

  test('nets by position where a label is wrong, and turns over', () => {
    const executions = [sold(2, 0.5), call('2025-01-07', 'buy_to_open', 2)];
    expect(told(executions, '2025-01-08')).toEqual([]);
    const more = [sold(2, 0.5), call('2025-01-07', 'buy_to_close', 3, { price: 0.2 })];
    expect(told(more, '2025-01-08')).toEqual(['SOFI 12 1 @ 0.2']);
  });

  test('takes the price from the amount where only that is told', () => {
    const sale = call('2025-01-06', 'sell_to_open', 2, { price: null, amount: '69.94' });
    expect(told([sale], '2025-01-07')).toEqual(['SOFI 12 -2 @ 0.3497']);
  });

  test('ends contracts by expiration and assignment, after the trades of the day', () => {
    const assigned = call('2025-01-10', 'assign', 3, { price: null });
    const sales = [call('2025-01-10', 'sell_to_open', 1), call('2025-01-06', 'sell_to_open', 2)];
    expect(told([assigned, ...sales], '2025-01-10')).toEqual(['SOFI 12 -2 @ 0.5']);
    expect(told([assigned, ...sales], '2025-01-13')).toEqual([]);
    expect(told([{ ...assigned, quantity: decimal(2) }, ...sales], '2025-01-13')).toEqual([
      'SOFI 12 -1 @ 0.5',
    ]);
  });

  test('drops contracts past their expiration, whatever the rows say', () => {
    const executions = [call('2025-01-06', 'sell_to_open', 2)];
    expect(told(executions, '2025-01-17')).toEqual(['SOFI 12 -2 @ 0.5']);
    expect(told(executions, '2025-01-18')).toEqual([]);
  });

  test('follows splits and symbol changes, which come before the trades of their day', () => {
    const split = shares('2025-01-08', 'split', 200, { price: null, ratio: '0.1' });
    const renamed = shares('2025-01-10', 'symbol_change', 20, { price: null, to_underlying: 'SOFX' });
    const executions = [
      shares('2025-01-08', 'buy', 5, { price: 100 }),
      split,
      renamed,
      shares('2025-01-06', 'buy', 200),
    ];
    expect(told(executions, '2025-01-09')).toEqual(['SOFI 25 @ 100']);
    expect(told(executions, '2025-01-11')).toEqual(['SOFX 25 @ 100']);
  });

  test('adds the shares that a split without ratio tells', () => {
    const split = shares('2025-01-08', 'split', 300, { price: null });
    expect(told([shares('2025-01-06', 'buy', 100), split], '2025-01-09')).toEqual(['SOFI 400 @ 2.5']);
  });

  test('adds them to what is short, and drops a sliver that a small ratio makes nothing', () => {
    const split = shares('2025-01-08', 'split', 100, { price: null });
    const short = [shares('2025-01-03', 'buy', 100), shares('2025-01-06', 'sell', 200)];
    expect(told([...short, split], '2025-01-09')).toEqual(['SOFI -200 @ 5']);
    const consolidated = { ...split, ratio: decimal('0.00001') };
    expect(told([shares('2025-01-06', 'buy', 0.000001), consolidated], '2025-01-09')).toEqual([]);
  });

  test('adjusts a contract: strike, multiplier and root', () => {
    const opened = call('2025-01-06', 'sell_to_open', 2, { root: 'SOFI' });
    const to = { root: 'SOFI', price: null, to_underlying: 'SOFX', to_strike: 120 };
    const adjusted = call('2025-01-08', 'symbol_change', 2, to);
    expect(positionsBefore([opened, adjusted])('2025-01-09')).toMatchObject([
      { underlying: 'SOFX', root: 'SOFX', strike: decimal(120), quantity: decimal(-2) },
    ]);
  });

  test('moves shares in and out by transfer', () => {
    const moved = shares('2025-01-06', 'transfer', 100, { direction: 'in' });
    const away = shares('2025-01-07', 'transfer', 40, { direction: 'out' });
    expect(told([moved, away], '2025-01-08')).toEqual(['SOFI 60 @ 10']);
  });

  test('of a transfer out takes no more than is held: what never came in leaves nothing short', () => {
    const away = shares('2025-01-06', 'transfer', 200, { direction: 'out' });
    const executions = [away, shares('2025-01-07', 'buy', 200)];
    expect(told(executions, '2025-01-07')).toEqual([]);
    expect(told(executions, '2025-01-08')).toEqual(['SOFI 200 @ 10']);
  });

  test('counts what happened on a day without a session for the next one', () => {
    const executions = [shares('2025-01-11', 'buy', 100), shares('2025-01-13', 'sell', 40)];
    expect(told(executions, '2025-01-13')).toEqual([]);
    expect(told(executions, '2025-01-14')).toEqual(['SOFI 60 @ 10']);
  });

  test('keeps accounts apart', () => {
    const executions = [
      shares('2025-01-06', 'buy', 100),
      shares('2025-01-06', 'sell_to_open', 100, { account: 'other' }),
    ];
    expect(positionsBefore(executions)('2025-01-07').map(({ account }) => account)).toEqual([
      'main',
      'other',
    ]);
  });

  test('are in the order of accounts and instruments, whatever was bought first', () => {
    const bought = ['z', 'b', 'a', 'y'].flatMap((account) => [
      shares('2025-01-06', 'buy', 1, { account, underlying: 'SOFI' }),
      shares('2025-01-06', 'buy', 1, { account, underlying: 'F' }),
    ]);
    const order = positionsBefore(bought)('2025-01-07').map(
      ({ account, underlying }) => account + underlying,
    );
    expect(order).toEqual(['aF', 'aSOFI', 'bF', 'bSOFI', 'yF', 'ySOFI', 'zF', 'zSOFI']);
  });

  test('keeps nothing of a closing that the data never saw opened', () => {
    const executions = [shares('2025-01-06', 'sell', 100), call('2025-01-06', 'buy_to_close', 1)];
    expect(told(executions, '2025-01-07')).toEqual([]);
    expect(told([...executions, shares('2025-01-07', 'buy', 100)], '2025-01-08')).toEqual(['SOFI 100 @ 10']);
  });
});
