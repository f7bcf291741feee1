import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toNumber } from '../../domain/number/decimal.js';
import { FileRefused } from '../../domain/errors.js';
import { inTradingOrder } from '../../domain/records/execution-order.js';
import type { Execution } from '../../domain/records/records.js';
import { inputRecords, parsedText, plainRecords, reasonsIn, recordsIn } from '../../test/parsed-file.js';
import { freqtradeDatabaseFile, sqliteDatabase } from '../../test/sqlite-database.js';
import { detectFormat } from '../formats.js';
import { freqtradeDatabase } from './database.js';

type Told = Parameters<typeof freqtradeDatabaseFile>[0];
const parse = (told: Told, more?: string) => parsedText(freqtradeDatabase, freqtradeDatabaseFile(told, more));
const cashOf = (events: ReturnType<typeof parse>) =>
  recordsIn(events).reduce((sum, { record }) => sum + toNumber((record as Execution).amount ?? 0n), 0);
const brief = (events: ReturnType<typeof parse>) =>
  plainRecords(events).map((record) => {
    const { action, quantity, price, amount } = record as Record<string, string>;
    return `${action} ${quantity} at ${price}: ${amount}`;
  });
const at = (time: string) => `2024-01-03 ${time}.000000`;
const SELL = { ft_order_side: 'sell', average: 3, order_filled_date: at('15:00:00') };
const OPEN = { is_open: 1, close_rate: null, close_date: null };

describe('freqtrade-sqlite', () => {
  test('gives every filled order as an execution, by its id at the exchange, the last with the cash of the trade’s profit', () => {
    const told = {
      trades: [{ close_profit_abs: 9.9, enter_tag: 'dip', exit_reason: 'roi' }],
      orders: [{ price: 2, average: 2.01, ft_order_tag: 'dip' }, SELL],
    };
    const bytes = freqtradeDatabaseFile(told);
    expect(detectFormat(bytes.subarray(0, 65_536), 'any.db')).toBe(freqtradeDatabase);
    const events = parse(told);
    expect(plainRecords(events)).toEqual([
      {
        execution_id: 'binance ABC/USDT o1',
        order_id: 'o1',
        account: 'main',
        executed_at: '2024-01-03T14:00:00.25Z',
        action: 'buy',
        underlying: 'ABC/USDT',
        multiplier: '1',
        quantity: '10',
        price: '2.01',
        fees: '0.0201',
        amount: '-20.1201',
        currency: 'USDT',
        sequence: 1,
        extra: '{"order_tag":"dip","enter_tag":"dip"}',
      },
      {
        execution_id: 'binance ABC/USDT o2',
        order_id: 'o2',
        account: 'main',
        executed_at: '2024-01-03T15:00:00Z',
        action: 'sell',
        underlying: 'ABC/USDT',
        multiplier: '1',
        quantity: '10',
        price: '3',
        fees: '0.03',
        amount: '30.0201',
        currency: 'USDT',
        sequence: 2,
        extra: '{"exit_reason":"roi"}',
      },
    ]);
    expect(cashOf(events)).toBeCloseTo(9.9, 10);
  });

  test('keeps partial exits and further entries as they were, and a stop that was filled is an exit', () => {
    const events = parse({
      trades: [{ close_profit_abs: 5 }],
      orders: [
        { filled: 6 },
        { filled: 4, ft_price: 2.5 },
        { ...SELL, filled: 3 },
        { ...SELL, filled: 7, ft_order_side: 'stoploss' },
      ],
    });
    expect(brief(events)).toEqual([
      'buy 6 at 2: -12.012',
      'buy 4 at 2.5: -10.01',
      'sell 3 at 3: 8.991',
      'sell 7 at 3: 18.031',
    ]);
    expect(cashOf(events)).toBeCloseTo(5, 10);
  });

  test('gives shorts of futures in the coin they are settled in, with their leverage and funding', () => {
    const future = {
      pair: 'ABC/USDT:USDT',
      is_short: 1,
      leverage: 3,
      trading_mode: 'FUTURES',
      funding_fees: -0.25,
    };
    const events = parse({
      trades: [{ ...future, close_profit_abs: 9.7 }],
      orders: [
        { ft_order_side: 'sell', average: 3 },
        { ...SELL, ft_order_side: 'buy', average: 2 },
      ],
    });
    expect(brief(events)).toEqual(['sell_to_open 10 at 3: 29.97', 'buy_to_close 10 at 2: -20.27']);
    expect(plainRecords(events)).toMatchObject([
      { underlying: 'ABC/USDT:USDT', currency: 'USDT', extra: '{"leverage":"3"}' },
      { underlying: 'ABC/USDT:USDT', currency: 'USDT' },
    ]);
  });

  test('counts what a fee in the coin itself took as never held', () => {
    const events = parse({ trades: [OPEN], orders: [{ filled: 10, ft_fee_base: 0.01 }] });
    expect(brief(events)).toEqual(['buy 9.99 at 2: -19.99998']);
  });

  test('ignores orders that are open or were not filled, and takes one that was cancelled for what was filled', () => {
    const events = parse({
      trades: [OPEN],
      orders: [
        { status: 'canceled', filled: 4 },
        { status: 'canceled', filled: 0 },
        { status: 'canceled', filled: null },
        { ft_is_open: 1, status: 'open', filled: 2 },
      ],
    });
    expect(brief(events)).toEqual(['buy 4 at 2: -8.008']);
    expect(inputRecords(events)).toEqual({ accepted: 1, rejected: 0, ignored: 3 });
  });

  test('goes by the trade itself where it has no orders, or none of its closing', () => {
    const own = { close_profit_abs: 9.95 };
    const expected = ['buy 10 at 2: -20.02', 'sell 10 at 3: 29.97'];
    expect(brief(parse({ trades: [own] }))).toEqual(expected);
    expect(brief(parse({ trades: [own], orders: [{}, { ...SELL, filled: 0 }] }))).toEqual(expected);
    expect(brief(parse({ trades: [OPEN] }))).toEqual(expected.slice(0, 1));
    expect(inputRecords(parse({ trades: [own, OPEN] }))).toEqual({ accepted: 3, rejected: 0, ignored: 0 });
    const [opened, closed] = plainRecords(parse({ trades: [own] })) as { execution_id: string }[];
    expect(opened?.execution_id).not.toBe(closed?.execution_id);
  });

  test('leaves no crumb of a quantity that has more than ten decimal places, but real dust', () => {
    const left = (...filled: [entry: number, ...exits: number[]]) => {
      const orders = filled.map((each, place) => ({ ...(place === 0 ? {} : SELL), filled: each }));
      const [entry = 0n, ...exits] = recordsIn(parse({ trades: [{ close_profit_abs: 1 }], orders })).map(
        ({ record }) => (record as Execution).quantity,
      );
      return toNumber(exits.reduce((rest, exit) => rest - exit, entry));
    };
    expect(left(10.0000000003, 5.00000000015, 5.00000000015)).toBe(0);
    expect(left(10, 9.99)).toBe(0.01);
  });

  test('tells orders that do not come out flat as they are, with a note', () => {
    const events = parse({ trades: [{ close_profit_abs: 5 }], orders: [{ filled: 6 }, SELL] });
    expect(brief(events)).toEqual(['buy 6 at 2: -12.012', 'sell 10 at 3: 29.97']);
    expect(events.filter(({ kind }) => kind === 'note')).toHaveLength(1);
  });

  test('gives an open trade the ids that it has in a later copy, which replaces what was not final', () => {
    const entry = { filled: 10 };
    const [before] = recordsIn(parse({ trades: [OPEN], orders: [entry] }));
    const [after, exit] = recordsIn(
      parse({ trades: [{ fee_open: 0.002, close_profit_abs: 9 }, OPEN], orders: [entry, SELL] }),
    );
    const idOf = (event: typeof before) => (event?.record as Execution).execution_id;
    expect(idOf(after)).toBe(idOf(before));
    expect(idOf(exit)).not.toBe(idOf(before));
    expect([before?.coarseness, after?.coarseness]).toEqual([1, 0]);
  });

  test('keeps orders of one instant in the order in which they were made', () => {
    const same = { order_filled_date: at('15:00:00') };
    const told = {
      trades: [{ close_profit_abs: 1 }, OPEN],
      orders: [same, SELL, { ...same, ft_trade_id: 2, filled: 4 }],
    };
    const executions = recordsIn(parse(told)).map(({ record }, place) => ({
      ...(record as Execution),
      record_id: String(place),
      trading_date: '2024-01-03',
    }));
    const order = inTradingOrder(executions).flat();
    expect(order.map(({ action, quantity }) => `${action} ${toNumber(quantity)}`)).toEqual([
      'buy 10',
      'sell 10',
      'buy 4',
    ]);
  });

  test('rejects an order of no trade, and names what it cannot read', () => {
    expect(
      reasonsIn(
        parse({
          trades: [
            { ...OPEN, pair: 'ABC' },
            { ...OPEN, pair: 'A/B' },
          ],
          orders: [{}, { ft_trade_id: 2, order_filled_date: 'noon' }, { ft_trade_id: 9 }],
        }),
      ),
    ).toEqual(['pair not known: "ABC"', 'executed_at not a time: "noonZ"', 'order of no trade: "9"']);
  });

  test('runs nothing of the file, and refuses what is not freqtrade’s by what it lacks', () => {
    const endless = `CREATE VIEW endless AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n;
      CREATE TRIGGER t AFTER INSERT ON trades BEGIN SELECT 1; END;`;
    expect(brief(parse({ trades: [OPEN] }, endless))).toHaveLength(1);
    const other = (sql: string) => () =>
      parsedText(
        freqtradeDatabase,
        sqliteDatabase((database) => database.exec(sql)),
      );
    expect(other('CREATE TABLE notes (a)')).toThrow('without the table "trades"');
    expect(other('CREATE TABLE orders (id); CREATE VIEW trades AS SELECT 1')).toThrow(
      'without the table "trades"',
    );
    expect(other('CREATE TABLE trades (Id INTEGER, pair TEXT)')).toThrow(
      'table "trades" without the column "is_open", "amount", "open_rate", "open_date"; its columns are "id", "pair"',
    );
  });

  test('gives the same however the file is cut, and refuses it when it is cut off', () => {
    const bytes = freqtradeDatabaseFile({ trades: [{ close_profit_abs: 5 }], orders: [{}, SELL] });
    const whole = parsedText(freqtradeDatabase, bytes);
    fc.assert(
      fc.property(fc.nat(bytes.length), (cut) => {
        const parser = freqtradeDatabase.open({ account: 'main' }, 'a.sqlite');
        const events = [
          ...parser.push(bytes.subarray(0, cut)),
          ...parser.push(bytes.subarray(cut)),
          ...parser.end(),
        ];
        expect(events).toEqual(whole);
        if (cut < bytes.length)
          expect(() => parsedText(freqtradeDatabase, bytes.subarray(0, cut))).toThrow(FileRefused);
      }),
      { numRuns: 30 },
    );
  });
});
