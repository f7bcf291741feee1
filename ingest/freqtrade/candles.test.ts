import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FileRefused } from '../../domain/errors.js';
import { toNumber } from '../../domain/number/decimal.js';
import type { Bar, Execution } from '../../domain/records/records.js';
import { featherFile, featherRows } from '../../test/feather-file.js';
import { inputRecords, parsedText, plainRecords, reasonsIn, recordsIn } from '../../test/parsed-file.js';
import { sharedData } from '../../test/shared-data.js';
import { detectFormat } from '../formats.js';
import type { Parsed } from '../source-format.js';
import { freqtradeFeather } from './feather-candles.js';
import { freqtradeJsonCandles } from './json-candles.js';

type Candle = readonly [date: number, open: number, high: number, low: number, close: number, volume: number];
const NAMES = ['date', 'open', 'high', 'low', 'close', 'volume'] as const;
const NOON = Date.parse('2024-01-08T12:00:00Z');
const CANDLES: Candle[] = [
  [NOON, 0.00001235, 0.000013, 0.000012, 0.0000125, 1234.5678],
  [NOON + 300_000, 0.0000125, 0.0000125, 0.0000125, 0.0000125, 0],
];
const feather = (candles: readonly (readonly unknown[])[], more: Record<string, unknown[]> = {}) =>
  featherFile({
    ...more,
    ...Object.fromEntries(NAMES.map((name, at) => [name, candles.map((row) => row[at])])),
  });
const json = (candles: unknown) => new TextEncoder().encode(JSON.stringify(candles));

const FORMATS = [
  [freqtradeFeather, feather, 'feather'],
  [freqtradeJsonCandles, json, 'json'],
] as const;

describe.each(FORMATS.map((each) => [each[0].name, ...each] as const))('%s', (_, format, write, ending) => {
  const named = (name: string, candles: Candle[] = CANDLES) =>
    plainRecords(parsedText(format, write(candles), `${name}.${ending}`));

  test('gives the bars of the pair and interval that the name says, exact to ten decimal places', () => {
    const bytes = write(CANDLES);
    expect(detectFormat(bytes, 'download')).toBe(format);
    const shared = { symbol: 'ETH/BTC', interval: '5m', adjusted: 'none' };
    expect(named('ETH_BTC-5m')).toEqual([
      {
        ...shared,
        ts: '2024-01-08T12:00:00Z',
        open: '0.00001235',
        high: '0.000013',
        low: '0.000012',
        close: '0.0000125',
        volume: '1234.5678',
      },
      {
        ...shared,
        ts: '2024-01-08T12:05:00Z',
        open: '0.0000125',
        high: '0.0000125',
        low: '0.0000125',
        close: '0.0000125',
        volume: '0',
      },
    ]);
  });

  test.each([
    ['XRP_USDT_USDT-1h-futures', 'XRP/USDT:USDT', '1h', '2024-01-08T12:00:00Z'],
    ['1000SHIB_USDT-1m (1)', '1000SHIB/USDT', '1m', '2024-01-08T12:00:00Z'],
    ['ETH_BTC-1d', 'ETH/BTC', '1d', '2024-01-08'],
  ])('knows %s', (name, symbol, interval, ts) => {
    expect(named(name)[0]).toMatchObject({ symbol, interval, ts });
  });

  test.each([
    ['ETH_BTC-30m', 'candles of 30m: bars are of 1m, 5m, 15m, 1h, 1d'],
    ['ETH_BTC-1M', 'candles of 1M'],
    ['XRP_USDT_USDT-1h-mark', 'mark prices, at which nothing is traded'],
    ['XRP_USDT_USDT-8h-funding_rate', 'funding rates, which are no prices'],
    ['candles', 'without a pair and an interval'],
    ['ETH-5m', 'without a pair and an interval'],
  ])('refuses %s by its name', (name, reason) => {
    expect(() => named(name)).toThrow(FileRefused);
    expect(() => named(name)).toThrow(reason);
  });

  test('names what is no price and no time', () => {
    const odd: Candle[] = [
      [NOON, -1, 1, 1, 1, 1],
      [9e15, 1, 1, 1, 1, 1],
      [NOON, 1, 1, 1, 1, 1],
    ];
    const events = parsedText(format, write(odd), `ETH_BTC-5m.${ending}`);
    expect(inputRecords(events)).toMatchObject({ accepted: 1, rejected: 2 });
    expect(reasonsIn(events)[0]).toBe('open not above zero: "-1"');
    expect(reasonsIn(events)[1]).toMatch(/^date not a time/);
  });
});

describe('freqtrade-feather', () => {
  test('rejects a candle without a price, wherever its columns stand and whatever others there are', () => {
    const gap = [NOON, null, 1, 1, 1, 1];
    const events = parsedText(
      freqtradeFeather,
      feather([gap, CANDLES[0] ?? []], { note: ['a', 'b'] }),
      'A_B-5m.feather',
    );
    expect(reasonsIn(events)).toEqual(['open missing']);
    expect(plainRecords(events)).toMatchObject([{ symbol: 'A/B', volume: '1234.5678' }]);
  });

  test('leaves other Arrow files to be refused with what they are', () => {
    const trades = featherFile({ timestamp: [NOON], price: [1], amount: [1] });
    expect(() => detectFormat(trades, 'ETH_BTC-5m.feather')).toThrow(
      "has not the columns of freqtrade's candles",
    );
  });
});

test('freqtrade-json-candles rejects what is no candle, and refuses a file that is cut off', () => {
  const text = JSON.stringify([...CANDLES, [NOON, 1], 'x', { date: NOON }]);
  const events = parsedText(freqtradeJsonCandles, text, 'A_B-5m.json');
  expect(inputRecords(events)).toEqual({ accepted: 2, rejected: 3, ignored: 0 });
  expect(reasonsIn(events)[0]).toBe('not a list of six numbers: "[1704715200000,1]"');
  expect(() => parsedText(freqtradeJsonCandles, text.slice(0, -3), 'A_B-5m.json')).toThrow('cut off');
});

const folder = sharedData('freqtrade-testdata');
(folder === undefined ? describe.skip : describe)('the real candles', () => {
  const files = new Map<string, { bytes: Buffer; events: Parsed[] }>();
  function read(name: string) {
    const bytes = readFileSync(join(folder ?? '', name));
    const format = detectFormat(bytes.subarray(0, 65_536), name);
    const file = files.get(name) ?? { bytes, events: parsedText(format, bytes, name) };
    files.set(name, file);
    return file;
  }
  const barsOf = ({ events }: ReturnType<typeof read>) =>
    recordsIn(events).map(({ record }) => record as Bar);
  const pricesOf = (bar: Bar) => [bar.open, bar.high, bar.low, bar.close, bar.volume ?? 0n].map(toNumber);
  const feathers = (folder === undefined ? [] : readdirSync(folder)).filter((name) =>
    name.endsWith('.feather'),
  );

  test('are the rows that another reader of Arrow gives, each of them a bar', () => {
    const [refused, candles] = [feathers.filter((name) => name.includes('funding')), new Set(feathers)];
    for (const name of refused) {
      expect(() => read(name)).toThrow('funding rates, which are no prices');
      candles.delete(name);
    }
    expect(candles.size).toBe(11);
    for (const name of candles) {
      const file = read(name);
      const rows = featherRows(file.bytes, NAMES);
      expect(inputRecords(file.events)).toEqual({ accepted: rows.length, rejected: 0, ignored: 0 });
      const differing = barsOf(file).filter(
        (bar, at) =>
          JSON.stringify([Date.parse(bar.ts), ...pricesOf(bar)]) !==
          JSON.stringify(
            rows[at]?.map((value, column) => (column === 0 ? value : Number(value.toFixed(10)))),
          ),
      );
      expect([name, differing]).toEqual([name, []]);
    }
  });

  test('hold all prices at which the backtest opened its trades, and all but 13 at which it closed them', () => {
    const bars = new Map(
      feathers
        .filter((name) => name.includes('_BTC-5m'))
        .flatMap((name) => barsOf(read(name)))
        .map((bar) => [`${bar.symbol} ${bar.ts}`, bar]),
    );
    const within = { opened: 0, closed: 0 };
    for (const { record } of recordsIn(read('backtest-result.json').events)) {
      const { underlying, executed_at, action, price } = record as Execution;
      const bar = bars.get(`${underlying} ${executed_at}`);
      if (bar && price !== null && bar.low <= price && price <= bar.high)
        within[action === 'buy' ? 'opened' : 'closed'] += 1;
    }
    expect(within).toEqual({ opened: 179, closed: 166 });
  });

  test('in JSON add up to what the file states', () => {
    const file = read('UNITTEST_BTC-1m.json');
    const candles = JSON.parse(file.bytes.toString()) as Candle[];
    const bars = barsOf(file);
    expect(bars.map(({ ts }) => Date.parse(ts))).toEqual(candles.map(([date]) => date));
    for (const column of [1, 2, 3, 4, 5] as const) {
      const stated = candles.reduce((sum, candle) => sum + candle[column], 0);
      const told = bars.reduce((sum, bar) => sum + (pricesOf(bar)[column - 1] ?? 0), 0);
      expect(told / stated).toBeCloseTo(1, 12);
    }
  });
});
