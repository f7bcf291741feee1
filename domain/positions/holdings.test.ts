import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal, formatDecimal, sum } from '../number/decimal.js';
import { holdingsBefore, type Movement } from './holdings.js';
import { fifoLots } from './lots.js';
import { shares as traded } from '../../test/stored-execution.js';

const none = {
  root: null,
  right: null,
  strike: null,
  expiration: null,
  multiplier: decimal(1),
  amount: null,
  sequence: null,
  direction: null,
  ratio: null,
  to_underlying: null,
  to_strike: null,
  to_multiplier: null,
};

function shares(date: string, action: Movement['action'], quantity: number, price = 10): Movement {
  return {
    ...none,
    account: 'main',
    executed_at: date,
    trading_date: date,
    action,
    underlying: 'SOFI',
    quantity: decimal(quantity),
    price: decimal(price),
  };
}

function call(date: string, action: Movement['action'], quantity: number, price = 0.5): Movement {
  return {
    ...shares(date, action, quantity, price),
    root: 'SOFI',
    right: 'call',
    strike: decimal(12),
    expiration: '2025-01-17',
    multiplier: decimal(100),
  };
}

/** `underlying[ strike] quantity @ average price` of each holding. */
function told(movements: Movement[], date: string): string[] {
  return holdingsBefore(movements)(date).map(
    ({ underlying, strike, quantity, averagePrice }) =>
      `${underlying}${strike === null ? '' : ` ${formatDecimal(strike)}`} ${formatDecimal(quantity)} @ ${formatDecimal(averagePrice)}`,
  );
}

describe('holdingsBefore', () => {
  test('holds what was traded before the date, not on it', () => {
    const movements = [shares('2025-01-06', 'buy', 200), call('2025-01-07', 'sell_to_open', 2)];
    expect(told(movements, '2025-01-06')).toEqual([]);
    expect(told(movements, '2025-01-07')).toEqual(['SOFI 200 @ 10']);
    expect(told(movements, '2025-01-08')).toEqual(['SOFI 200 @ 10', 'SOFI 12 -2 @ 0.5']);
  });

  test('averages the price of what is opened and keeps it when some is closed', () => {
    const opened = [call('2025-01-06', 'sell_to_open', 1, 0.5), call('2025-01-07', 'sell_to_open', 3, 0.3)];
    expect(told(opened, '2025-01-08')).toEqual(['SOFI 12 -4 @ 0.35']);
    expect(told([...opened, call('2025-01-08', 'buy_to_close', 3, 0.1)], '2025-01-09')).toEqual([
      'SOFI 12 -1 @ 0.35',
    ]);
  });

  test('nets by position where a label is wrong, and turns over', () => {
    const movements = [call('2025-01-06', 'sell_to_open', 2, 0.5), call('2025-01-07', 'buy_to_open', 2)];
    expect(told(movements, '2025-01-08')).toEqual([]);
    const more = [call('2025-01-06', 'sell_to_open', 2, 0.5), call('2025-01-07', 'buy_to_close', 3, 0.2)];
    expect(told(more, '2025-01-08')).toEqual(['SOFI 12 1 @ 0.2']);
  });

  test('takes the price from the amount where only that is told', () => {
    const sale = { ...call('2025-01-06', 'sell_to_open', 2), price: null, amount: decimal('69.94') };
    expect(told([sale], '2025-01-07')).toEqual(['SOFI 12 -2 @ 0.3497']);
  });

  test('ends contracts by expiration and assignment, after the trades of the day', () => {
    const assigned = { ...call('2025-01-10', 'assign', 3), price: null };
    const sales = [call('2025-01-10', 'sell_to_open', 1), call('2025-01-06', 'sell_to_open', 2)];
    expect(told([assigned, ...sales], '2025-01-10')).toEqual(['SOFI 12 -2 @ 0.5']);
    expect(told([assigned, ...sales], '2025-01-13')).toEqual([]);
    expect(told([{ ...assigned, quantity: decimal(2) }, ...sales], '2025-01-13')).toEqual([
      'SOFI 12 -1 @ 0.5',
    ]);
  });

  test('drops contracts past their expiration, whatever the rows say', () => {
    const movements = [call('2025-01-06', 'sell_to_open', 2)];
    expect(told(movements, '2025-01-17')).toEqual(['SOFI 12 -2 @ 0.5']);
    expect(told(movements, '2025-01-18')).toEqual([]);
  });

  test('follows splits and symbol changes, which come before the trades of their day', () => {
    const split = { ...shares('2025-01-08', 'split', 200), price: null, ratio: decimal('0.1') };
    const renamed = { ...shares('2025-01-10', 'symbol_change', 20), price: null, to_underlying: 'SOFX' };
    const movements = [shares('2025-01-08', 'buy', 5, 100), split, renamed, shares('2025-01-06', 'buy', 200)];
    expect(told(movements, '2025-01-09')).toEqual(['SOFI 25 @ 100']);
    expect(told(movements, '2025-01-11')).toEqual(['SOFX 25 @ 100']);
  });

  test('adds the shares that a split without ratio tells', () => {
    const split = { ...shares('2025-01-08', 'split', 300), price: null };
    expect(told([shares('2025-01-06', 'buy', 100), split], '2025-01-09')).toEqual(['SOFI 400 @ 2.5']);
  });

  test('adds them to what is short, and drops a sliver that a small ratio makes nothing', () => {
    const split = { ...shares('2025-01-08', 'split', 100), price: null };
    const short = [shares('2025-01-03', 'buy', 100), shares('2025-01-06', 'sell', 200)];
    expect(told([...short, split], '2025-01-09')).toEqual(['SOFI -200 @ 5']);
    const consolidated = { ...split, ratio: decimal('0.00001') };
    expect(told([shares('2025-01-06', 'buy', 0.000001), consolidated], '2025-01-09')).toEqual([]);
  });

  test('adjusts a contract: strike, multiplier and root', () => {
    const sold = call('2025-01-06', 'sell_to_open', 2);
    const adjusted = {
      ...call('2025-01-08', 'symbol_change', 2),
      price: null,
      to_underlying: 'SOFX',
      to_strike: decimal(120),
    };
    expect(holdingsBefore([sold, adjusted])('2025-01-09')).toMatchObject([
      { underlying: 'SOFX', root: 'SOFX', strike: decimal(120), quantity: decimal(-2) },
    ]);
  });

  test('moves shares in and out by transfer', () => {
    const moved = { ...shares('2025-01-06', 'transfer', 100), direction: 'in' as const };
    const away = { ...shares('2025-01-07', 'transfer', 40), direction: 'out' as const };
    expect(told([moved, away], '2025-01-08')).toEqual(['SOFI 60 @ 10']);
  });

  test('keeps accounts apart', () => {
    const movements = [
      shares('2025-01-06', 'buy', 100),
      { ...shares('2025-01-06', 'sell_to_open', 100), account: 'other' },
    ];
    expect(holdingsBefore(movements)('2025-01-07').map(({ account }) => account)).toEqual(['main', 'other']);
  });

  test('keeps nothing of a closing that the data never saw opened', () => {
    const movements = [shares('2025-01-06', 'sell', 100), call('2025-01-06', 'buy_to_close', 1)];
    expect(told(movements, '2025-01-07')).toEqual([]);
    expect(told([...movements, shares('2025-01-07', 'buy', 100)], '2025-01-08')).toEqual(['SOFI 100 @ 10']);
  });

  test('of trades is what their lots leave open, the same day by day as at once', () => {
    const days = ['2025-01-06', '2025-01-07', '2025-01-08', '2025-01-09'];
    const trades = fc.array(
      fc.record({
        day: fc.constantFrom(...days),
        action: fc.constantFrom('buy' as const, 'sell' as const, 'sell_to_open' as const),
        quantity: fc.integer({ min: 1, max: 9 }),
        price: fc.integer({ min: 1, max: 50 }),
      }),
    );
    fc.assert(
      fc.property(trades, (list) => {
        const executions = list.map(({ day, action, quantity, price }) =>
          traded(day, action, quantity, price),
        );
        const movements = executions.map((one) => ({ ...one, trading_date: one.executed_at }));
        const stepped = holdingsBefore(movements);
        for (const day of [...days, '2025-01-10']) {
          const { open } = fifoLots(executions.filter(({ executed_at }) => executed_at < day));
          const net = sum(open.map(({ side, quantity }) => (side === 'long' ? quantity : -quantity)));
          const held = stepped(day);
          expect(held.map(({ quantity }) => quantity)).toEqual(net === 0n ? [] : [net]);
          expect(holdingsBefore(movements)(day)).toEqual(held);
        }
      }),
    );
  });
});
