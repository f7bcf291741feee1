import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum, toNumber, ZERO } from '../../domain/number/decimal.js';
import { inTradingOrder, type StoredExecution } from '../../domain/records/execution-order.js';
import { tellOutcomes } from '../../domain/outcomes/outcomes.js';
import {
  inputRecords,
  parsedText,
  plainRecords,
  reasonsIn,
  recordsIn,
  statedCash,
} from '../../test/parsed-file.js';
import { sharedData } from '../../test/shared-data.js';
import { detectFormat } from '../formats.js';
import { freqtrade } from './freqtrade.js';
import type { Parsed } from '../source-format.js';

const TRADE = {
  pair: 'ABC/BTC',
  amount: 10,
  open_date: '2024-01-03 14:00:00+00:00',
  close_date: '2024-01-03 15:00:00+00:00',
  open_rate: 2e-5,
  close_rate: 3e-5,
  fee_open: 0.001,
  fee_close: 0.002,
  profit_abs: 9.74e-5,
  is_open: false,
  is_short: false,
  exit_reason: 'roi',
  enter_tag: null,
  orders: [{ amount: 10, ft_order_side: 'buy' }],
};

const results = (strategies: Record<string, unknown[]>, space?: number) =>
  JSON.stringify(
    {
      metadata: { A: { trades: [1, { strategy: {} }] } },
      strategy: Object.fromEntries(
        Object.entries(strategies).map(([name, trades]) => [
          name,
          { trades, locks: [[]], 'best_"pair': '}]' },
        ]),
      ),
      strategy_comparison: [{ trades: [1] }],
    },
    null,
    space,
  );
const parse = (...trades: unknown[]) => parsedText(freqtrade, results({ Dip: trades }));
const told = (...trades: object[]) => plainRecords(parse(...trades.map((trade) => ({ ...TRADE, ...trade }))));

function executionsOf(events: readonly Parsed[]): StoredExecution[] {
  return recordsIn(events).flatMap((event, i) =>
    event.dataset === 'executions' ? [{ ...event.record, record_id: String(9_999 - i) }] : [],
  );
}

/** What each account realised by lots and outcomes, with nothing left over. */
function realised(events: readonly Parsed[]): Record<string, number> {
  const executions = executionsOf(events);
  const accounts = [...new Set(executions.map(({ account }) => account))];
  return Object.fromEntries(
    accounts.map((account) => {
      const own = executions.filter((each) => each.account === account);
      const { lots, outcomes } = tellOutcomes(own, { market: new Map(), knownThrough: '2024-12-31' });
      expect(lots).toEqual([]);
      return [account, toNumber(sum(outcomes.map(({ pnl }) => pnl ?? ZERO)))];
    }),
  );
}

describe('freqtrade', () => {
  test('tells the opening and the closing of a trade with their fees; the cash of both is its profit', () => {
    const events = parse(TRADE);
    const common = {
      account: 'Dip',
      underlying: 'ABC/BTC',
      multiplier: '1',
      quantity: '10',
      currency: 'BTC',
    };
    expect(plainRecords(events)).toEqual([
      {
        ...common,
        executed_at: '2024-01-03T14:00:00Z',
        action: 'buy',
        price: '0.00002',
        fees: '0.0000002',
        amount: '-0.0002002',
        sequence: 1,
      },
      {
        ...common,
        executed_at: '2024-01-03T15:00:00Z',
        action: 'sell',
        price: '0.00003',
        fees: '0.0000006',
        amount: '0.0002976',
        sequence: 0,
        extra: '{"exit_reason":"roi"}',
      },
    ]);
    expect(statedCash(events)).toBe('0.0000974');
    expect(inputRecords(events)).toEqual({ accepted: 2, rejected: 0, ignored: 0 });
  });

  test('opens a short by selling, in the coin a future is settled in', () => {
    expect(
      told({ pair: 'ABC/USD:USDT', is_short: true, close_rate: 1e-5, profit_abs: 9.97e-5 }),
    ).toMatchObject([
      { underlying: 'ABC/USD:USDT', action: 'sell_to_open', currency: 'USDT', amount: '0.0001998' },
      { action: 'buy_to_close', currency: 'USDT', amount: '-0.0001001' },
    ]);
  });

  test('only opens what is still open', () => {
    const open = { is_open: true, close_rate: null, close_date: null, profit_abs: null };
    expect(told(open)).toMatchObject([{ action: 'buy', amount: '-0.0002002' }]);
  });

  test('keeps closing, opening and closing within one candle in this order', () => {
    const at = '2024-01-03 15:00:00+00:00';
    const next = { ...TRADE, open_date: at, close_date: at, amount: 4, profit_abs: 1e-5 };
    const order = inTradingOrder(executionsOf(parse(next, TRADE)));
    expect(
      order.map((group) => group.map(({ action, quantity }) => `${action} ${toNumber(quantity)}`)),
    ).toEqual([['buy 10'], ['sell 10'], ['buy 4'], ['sell 4']]);
  });

  test('keeps the strategies apart and reads nothing but their trades, however the file is printed and cut', () => {
    const text = results({ Dip: [TRADE, { ...TRADE, amount: 'x' }, 7, 'a]}'], 'Q"1': [TRADE] }, 2);
    const bytes = new TextEncoder().encode(text);
    const whole = parsedText(freqtrade, bytes);
    expect(plainRecords(whole).map((record) => (record as { account: string }).account)).toEqual([
      'Dip',
      'Dip',
      'Q"1',
      'Q"1',
    ]);
    expect(reasonsIn(whole)).toEqual([
      'amount not a number: "x"',
      'amount not a number: "x"',
      'not a JSON object: "7"',
      'not a JSON object: "\\"a]}\\""',
    ]);
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(bytes.length), (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const parser = freqtrade.open({ account: null }, 'r.json');
        const pieces = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
        expect([...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()]).toEqual(whole);
      }),
    );
  });

  test.each([
    [{ pair: 'ABC' }, 'pair not known: "ABC"'],
    [{ profit_abs: null }, 'profit_abs not a number: ""'],
    [{ open_date: 'noon' }, 'executed_at not a time: "noon"'],
  ])('names what it cannot read of %j', (broken, reason) => {
    expect(reasonsIn(parse({ ...TRADE, ...broken }))).toContain(reason);
  });

  test('refuses a file that is cut off', () => {
    expect(() => parsedText(freqtrade, results({ Dip: [TRADE] }).slice(0, -3))).toThrow('cut off');
  });
});

const folder = sharedData('freqtrade-testdata');
(folder === undefined ? describe.skip : describe)('the real results', () => {
  test.each(['backtest-result.json', 'backtest-result_multistrat.json'])(
    '%s realises the profits of its trades, which add up to its own totals',
    (name) => {
      const bytes = readFileSync(join(folder ?? '', name));
      expect(detectFormat(bytes.subarray(0, 65_536), name)).toBe(freqtrade);
      const events = parsedText(freqtrade, bytes, name);
      const { strategy } = JSON.parse(bytes.toString()) as {
        strategy: Record<string, { trades: { profit_abs: number }[]; profit_total_abs: number }>;
      };
      const made = realised(events);
      expect(Object.keys(made)).toEqual(Object.keys(strategy));
      let trades = 0;
      for (const [account, told] of Object.entries(strategy)) {
        trades += told.trades.length;
        const profits = told.trades.reduce((total, { profit_abs }) => total + profit_abs, 0);
        // Each profit is rounded to the tenth decimal place.
        expect(Math.abs((made[account] ?? 0) - profits)).toBeLessThan(told.trades.length * 5e-11);
        expect(made[account]).toBeCloseTo(told.profit_total_abs, 7);
      }
      expect(inputRecords(events)).toEqual({ accepted: 2 * trades, rejected: 0, ignored: 0 });
    },
  );
});
