import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { call, shares, storedExecution } from '../../test/stored-execution.js';
import { dailyBars, type Market } from '../market/daily-bars.js';
import { decimal, formatDecimal, sum, ZERO } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import { tellOutcomes, type OutcomeRow } from './outcomes.js';
import { amountOf } from '../records/trade-amount.js';

const far = '2030-01-01';
const noMarket: Market = new Map();

function closes(prices: Readonly<Record<string, number>>): Market {
  const bars = Object.entries(prices).map(([ts, price]) => {
    const at = decimal(price);
    return { ts, open: at, high: at, low: at, close: at, volume: null, adjusted: 'none' as const };
  });
  return new Map([['AAPL', dailyBars(bars, [])]]);
}

function tell(executions: readonly StoredExecution[], market = noMarket, knownThrough = far) {
  return tellOutcomes(executions, { market, knownThrough });
}

function views({ pnl, pnl_tax, pnl_economic }: OutcomeRow) {
  return [pnl, pnl_tax, pnl_economic].map((value) => (value === null ? null : formatDecimal(value)));
}

function byKind(outcomes: readonly OutcomeRow[]) {
  return Object.fromEntries(
    outcomes.map((row) => [`${row.right ?? 'shares'} ${row.close_kind}`, views(row)] as const),
  );
}

describe('tellOutcomes', () => {
  // IRS Publication 550, "Options", "Puts and calls, tables": the writer of a call adds the premium to the amount realised.
  test('moves the premium of an assigned call into the sale of the shares, and settles at the close', () => {
    const { outcomes } = tell(
      [
        shares('2024-01-02', 'buy', 100, 90),
        call('2024-01-02', 'sell_to_open', 1, 2),
        call('2024-01-19', 'assign', 1),
        shares('2024-01-19', 'sell', 100, 100),
      ],
      closes({ '2024-01-19': 105 }),
    );
    expect(byKind(outcomes)).toEqual({
      'call assigned': ['200', '0', '-300'],
      'shares traded': ['1000', '1200', '1500'],
    });
  });

  test('moves the premium of an assigned put into the cost of shares bought on the next session', () => {
    const put = { right: 'put', strike: 100, expiration: '2024-01-19' };
    const { outcomes } = tell(
      [
        storedExecution({ ...put, action: 'sell_to_open', quantity: 2, price: 3, fees: 1 }),
        storedExecution({ ...put, executed_at: '2024-01-19', action: 'assign', quantity: 2 }),
        shares('2024-01-22', 'buy', 200, 100),
        shares('2024-02-01', 'sell', 50, 101),
      ],
      closes({ '2024-01-19': 98 }),
    );
    expect(byKind(outcomes)).toEqual({
      'put assigned': ['599', '0', '199'],
      'shares traded': ['50', '199.75', '150'],
      'shares open': [null, null, null],
    });
  });

  test('settles an option that was assigned out of the money at nothing, its shares at the strike', () => {
    const { outcomes } = tell(
      [
        shares('2024-01-02', 'buy', 100, 90),
        call('2024-01-02', 'sell_to_open', 1, 2),
        call('2024-01-19', 'assign', 1),
        shares('2024-01-19', 'sell', 100, 100),
      ],
      closes({ '2024-01-19': 97 }),
    );
    expect(byKind(outcomes)).toEqual({
      'call assigned': ['200', '0', '200'],
      'shares traded': ['1000', '1200', '1000'],
    });
  });

  test('joins the contracts of a strike that one trade of shares settled, and the trades that settled one contract', () => {
    const assigned = [
      call('2024-01-02', 'sell_to_open', 3, 2),
      call('2024-01-19', 'assign', 1),
      call('2024-01-19', 'assign', 2),
      shares('2024-01-02', 'buy', 300, 90),
      shares('2024-01-19', 'sell', 300, 100),
    ];
    const exercised = [
      storedExecution({
        account: 'main',
        underlying: 'AAPL',
        action: 'buy_to_open',
        quantity: 2,
        price: 4,
        right: 'call',
        strike: 80,
        expiration: '2024-01-26',
      }),
      storedExecution({
        executed_at: '2024-01-26',
        action: 'exercise',
        quantity: 2,
        right: 'call',
        strike: 80,
        expiration: '2024-01-26',
      }),
      shares('2024-01-26', 'buy', 150, 80),
      shares('2024-01-26', 'buy', 50, 80),
    ];
    const { outcomes } = tell([...assigned, ...exercised]);
    expect(outcomes.filter(({ flags }) => flags.length > 0)).toEqual([]);
    expect(outcomes.filter(({ right }) => right !== null).map(({ pnl_tax }) => pnl_tax)).toEqual([
      ZERO,
      ZERO,
      ZERO,
    ]);
    expect(sum(outcomes.map(({ pnl_tax }) => pnl_tax ?? ZERO))).toBe(decimal(3600));
  });

  test('knows the shares of an adjusted contract by what was paid for them', () => {
    const contract = { right: 'put', strike: 22, expiration: '2024-01-19', root: 'AAPL1' };
    const { outcomes } = tell([
      storedExecution({ ...contract, action: 'sell_to_open', quantity: 6, price: 1 }),
      storedExecution({ ...contract, executed_at: '2024-01-19', action: 'assign', quantity: 6 }),
      shares('2024-01-19', 'buy', 66, 200),
      shares('2024-01-22', 'sell', 66, 210),
    ]);
    const [option, stock] = ['put', null].map((right) => outcomes.find((row) => row.right === right));
    expect(option).toMatchObject({ pnl: decimal(600), pnl_tax: ZERO, flags: [] });
    expect(stock).toMatchObject({ pnl: decimal(660), pnl_tax: decimal(1260) });
  });

  test('keeps the premium in an option whose share trade is not in the data, and says so', () => {
    const [row] = tell([call('2024-01-02', 'sell_to_open', 1, 2), call('2024-01-19', 'assign', 1)]).outcomes;
    expect(row).toMatchObject({ pnl_tax: decimal(200), pnl_economic: null, flags: ['no_share_leg'] });
  });

  test('takes cash with the assignment for its settlement', () => {
    const settled = { ...call('2024-01-19', 'assign', 1), amount: decimal(-505), fees: decimal(5) };
    const [row] = tell(
      [call('2024-01-02', 'sell_to_open', 1, 2), settled],
      closes({ '2024-01-19': 105 }),
    ).outcomes;
    expect(views(row as OutcomeRow)).toEqual(['-305', '-305', '-305']);
  });

  test('knows no economic result without the close of the session', () => {
    const { outcomes } = tell([
      shares('2024-01-02', 'buy', 100, 90),
      call('2024-01-02', 'sell_to_open', 1, 2),
      call('2024-01-19', 'assign', 1),
      shares('2024-01-19', 'sell', 100, 100),
    ]);
    expect(outcomes.map(({ pnl_economic }) => pnl_economic)).toEqual([null, null]);
  });

  test('gives a closing of what was never opened no result', () => {
    const [row] = tell([call('2024-01-02', 'buy_to_close', 1, 2)]).outcomes;
    expect(row).toMatchObject({
      side: 'short',
      lot_id: null,
      opened_at: null,
      pnl: null,
      pnl_tax: null,
      pnl_economic: null,
      flags: ['no_opening'],
    });
  });

  test('gives shares that came without a cost none either; at a price, what they made since', () => {
    const came = (price: number | null) =>
      storedExecution({ action: 'transfer', direction: 'in', quantity: 10, price });
    const sold = shares('2024-01-03', 'sell', 10, 16);
    const [unknown] = tell([came(null), sold]).outcomes;
    expect(unknown).toMatchObject({ opened_at: '2024-01-02', pnl: null, flags: ['without_cost'] });
    expect(unknown && views(unknown)).toEqual([null, null, null]);
    expect(tell([came(15), sold]).outcomes.map(views)).toEqual([['10', '10', '10']]);
  });

  test('splits a half-closed lot into a closed and an open row, fees of both ends with them', () => {
    const opened = storedExecution({ action: 'buy', quantity: 10, price: 10, fees: 1 });
    const closed = storedExecution({
      executed_at: '2024-01-03',
      action: 'sell',
      quantity: 5,
      price: 12,
      fees: 0.2,
    });
    const { lots, outcomes } = tell([opened, closed]);
    expect(lots).toMatchObject([{ quantity: decimal(5), cost: decimal(50), side: 'long' }]);
    expect(outcomes.map(({ close_kind, pnl, fees }) => [close_kind, pnl, fees]).toSorted()).toEqual([
      ['open', null, decimal(0.5)],
      ['traded', decimal(9.3), decimal(0.7)],
    ]);
    expect(new Set(outcomes.map(({ lot_id }) => lot_id))).toEqual(new Set([lots[0]?.lot_id]));
  });

  test('flags an option past its expiration as lapsed where the account is known that far, and leaves it open', () => {
    const opened = [call('2024-01-02', 'sell_to_open', 1, 2)];
    expect(tell(opened, noMarket, '2024-01-18').lots[0]?.flags).toEqual([]);
    const { lots, outcomes } = tell(opened, noMarket, '2024-01-19');
    expect(lots[0]?.flags).toEqual(['lapsed']);
    expect(outcomes).toMatchObject([{ close_kind: 'open', pnl: null, flags: ['lapsed'] }]);
  });

  test('measures a long option against the premium that was risked, and nothing else', () => {
    const long = tell([call('2024-01-02', 'buy_to_open', 1, 2), call('2024-01-03', 'sell_to_close', 1, 5)]);
    expect(long.outcomes[0]?.r_multiple).toBe(1.5);
    const short = tell([call('2024-01-02', 'sell_to_open', 1, 2), call('2024-01-03', 'buy_to_close', 1, 5)]);
    expect(short.outcomes[0]?.r_multiple).toBeNull();
  });

  test('adds up to all amounts in each of the three views once everything is closed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('call', 'put'), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 60, max: 140 }),
        (rights, close) => {
          const executions = wheel(rights);
          const { lots, outcomes } = tell(executions, closes({ '2024-01-19': close }));
          const total = sum(executions.map(amountOf));
          expect(lots).toEqual([]);
          for (const view of ['pnl', 'pnl_tax', 'pnl_economic'] as const)
            expect(sum(outcomes.map((row) => row[view] ?? ZERO))).toBe(total);
        },
      ),
    );
  });
});

/** Options of several strikes sold and all assigned on one day, then whatever shares that leaves closed at 101.17. */
function wheel(rights: readonly string[]): StoredExecution[] {
  const rows = rights.flatMap((right, i) => {
    const contract = { right, strike: 90 + i, expiration: '2024-01-19' };
    const leg = right === 'call' ? 'sell_to_open' : 'buy';
    return [
      storedExecution({
        ...contract,
        action: 'sell_to_open',
        quantity: i + 1,
        price: 1.07,
        amount: 107 * (i + 1) - 0.05,
      }),
      storedExecution({ ...contract, executed_at: '2024-01-19', action: 'assign', quantity: i + 1 }),
      shares('2024-01-19', leg, 100 * (i + 1), 90 + i),
    ];
  });
  const net = rights.reduce((total, right, i) => total + (right === 'call' ? -100 : 100) * (i + 1), 0);
  const flat = net === 0 ? [] : [shares('2024-01-22', net > 0 ? 'sell' : 'buy', Math.abs(net), 101.17)];
  return [...rows, ...flat];
}
