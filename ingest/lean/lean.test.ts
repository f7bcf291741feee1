import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { formatDecimal } from '../../domain/number/decimal.js';
import { FileRefused } from '../../domain/errors.js';
import { inputRecords, parsedText, plainRecords, reasonsIn, recordsIn } from '../../test/parsed-file.js';
import { sharedData } from '../../test/shared-data.js';
import { detectFormat } from '../formats.js';
import { lean } from './lean.js';

const zip = (entries: Record<string, string>) =>
  zipSync(Object.fromEntries(Object.entries(entries).map(([name, text]) => [name, strToU8(text)])));
const parse = (entries: Record<string, string>) => parsedText(lean, zip(entries));
const told = (entries: Record<string, string>) => plainRecords(parse(entries));

const QUOTES = 'abc_minute_quote_american_put_475000_20240621.csv';
const QUOTE = '34200000,100,300,100,200,7,400,600,400,500,8';

describe('lean', () => {
  test('gives daily bars of a share, named by the entry, at the prices that were traded', () => {
    expect(told({ 'brk.b.csv': '20240308 00:00,136300,162550,135000,162500,6315000\n' })).toEqual([
      {
        symbol: 'BRK.B',
        interval: '1d',
        ts: '2024-03-08',
        open: '13.63',
        high: '16.255',
        low: '13.5',
        close: '16.25',
        volume: '6315000',
        adjusted: 'none',
      },
    ]);
  });

  test('gives bars of hours and minutes at the instant they begin in New York, summer and winter', () => {
    const row = ',10000,10000,10000,10000,5';
    expect(
      told({
        'abc.csv': `20240108 10:00${row}\n20240708 10:00${row}`,
        '20240308_abc_minute_trade.csv': `34200000${row}`,
        '20240311_abc_minute_trade.csv': `34260000${row}`,
      }),
    ).toMatchObject([
      { interval: '1h', ts: '2024-01-08T15:00:00Z' },
      { interval: '1h', ts: '2024-07-08T14:00:00Z' },
      { interval: '1m', ts: '2024-03-08T14:30:00Z' },
      { interval: '1m', ts: '2024-03-11T13:31:00Z' },
    ]);
  });

  test('gives what bid and ask of an option were at the end of the interval', () => {
    const quote = { underlying: 'ABC', right: 'put', strike: '47.5', expiration: '2024-06-21' };
    expect(
      told({
        [`20240308_${QUOTES}`]: `${QUOTE}\n34260000,,,,,,400,600,400,500,8`,
        'abc_quote_american_put_475000_20240621.csv': `20240308 00:00${QUOTE.slice(8)}\n20240308 15:00${QUOTE.slice(8)}`,
      }),
    ).toEqual([
      {
        ...quote,
        ts: '2024-03-08T14:31:00Z',
        bid: '0.02',
        ask: '0.05',
        extra: '{"bid_size":"7","ask_size":"8"}',
      },
      { ...quote, ts: '2024-03-08T14:32:00Z', ask: '0.05', extra: '{"ask_size":"8"}' },
      { ...quote, ts: '2024-03-08', bid: '0.02', ask: '0.05', extra: '{"bid_size":"7","ask_size":"8"}' },
      {
        ...quote,
        ts: '2024-03-08T21:00:00Z',
        bid: '0.02',
        ask: '0.05',
        extra: '{"bid_size":"7","ask_size":"8"}',
      },
    ]);
  });

  test('gives the trades of an option as bars of its OCC symbol, beside which its quotes stand', () => {
    expect(
      told({ '20240308_abc_minute_trade_european_call_475000_20240621.csv': '57540000,100,900,100,300,4' }),
    ).toEqual([
      {
        symbol: 'ABC240621C00047500',
        interval: '1m',
        ts: '2024-03-08T20:59:00Z',
        open: '0.01',
        high: '0.09',
        low: '0.01',
        close: '0.03',
        volume: '4',
        adjusted: 'none',
      },
    ]);
    const daily = { 'abc_trade_american_put_25000_20240621.csv': '20240308 00:00,100,100,100,100,4' };
    expect(told(daily)).toMatchObject([{ symbol: 'ABC240621P00002500', interval: '1d', ts: '2024-03-08' }]);
    expect(() => told({ 'abc_trade_american_put_25001_20240621.csv': '20240308 00:00,1,1,1,1,4' })).toThrow(
      'strike no OCC symbol has',
    );
  });

  test('an interval that ends at midnight ends on the next day', () => {
    const entry = '20240308_abc_minute_quote_american_call_475000_20240621.csv';
    const row = '86340000,1,1,1,1,1,1,1,1,1,1';
    expect(told({ [entry]: row })).toMatchObject([{ ts: '2024-03-09T05:00:00Z' }]);
  });

  test('names each row that it cannot read, with its entry', () => {
    const events = parse({
      'abc.csv':
        '20240230 00:00,1,1,1,1,1\n20240308 00:00,1,1\n\n20240308 00:00,1,x,1,1,1\n20240308 00:00,2,2,1,1,1',
      [`20240308_${QUOTES}`]: `${QUOTE}\n86400000,1,1,1,1,1,1,1,1,1,1\n34260000,,,,,,,,,,`,
    });
    expect(reasonsIn(events)).toEqual([
      'time not understood: "20240230 00:00"',
      'fields missing: "3 of 6"',
      'high not a number: "x"',
      'time not understood: "86400000"',
    ]);
    expect(inputRecords(events)).toEqual({ accepted: 2, rejected: 4, ignored: 1 });
    expect(events.find(({ kind }) => kind === 'reject')).toMatchObject({
      line: 1,
      raw: 'abc.csv: 20240230 00:00,1,1,1,1,1',
    });
  });

  test.each([
    ['abc_openinterest_american_put_475000_20240621.csv', 'open interest'],
    ['20240308_abc_minute_quote.csv', 'quotes of shares'],
    ['20240308_abc_tick_trade.csv', 'by the tick'],
    ['20240308_abc_second_quote_american_put_475000_20240621.csv', 'by the second'],
    ['notes.txt', '"notes.txt"'],
  ])('refuses an archive with %s', (name, reason) => {
    expect(() => parse({ [name]: '34200000,1' })).toThrow(FileRefused);
    expect(() => parse({ [name]: '34200000,1' })).toThrow(reason);
  });

  test.each([
    ['20240308,0.86,0.0089,12.5\n20240408,1,1,1', 'factors'],
    ['19980102,abc,Q\n20501231,abc,Q', 'map'],
    ['#expiry,strike,right\n', 'universe'],
  ])('refuses %j by name', (text, reason) => {
    const bytes = new TextEncoder().encode(text);
    expect(detectFormat(bytes, 'abc.csv')).toBe(lean);
    expect(() => parsedText(lean, bytes)).toThrow(reason);
  });

  test('is no archive of something else', () => {
    for (const entries of [{ 'trades.csv': 'a,b\n1,2' }, { 'xl/workbook.xml': '<a/>' }])
      expect(() => detectFormat(zip(entries), 'trades.zip')).toThrow('a zip archive or an Excel workbook');
  });

  test('reads an archive the same however it is cut into chunks', () => {
    const bytes = zip({ 'abc.csv': '20240308 00:00,1,1,1,1,1\n'.repeat(50), [`20240308_${QUOTES}`]: QUOTE });
    const whole = parsedText(lean, bytes);
    expect(recordsIn(whole)).toHaveLength(51);
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(bytes.length), (a, b) => {
        const parser = lean.open({ account: null }, 'abc.zip');
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const pieces = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
        expect([...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()]).toEqual(whole);
      }),
    );
  });

  test('refuses an archive of which an entry was changed or cut off, whatever place', () => {
    const bytes = zip({ 'abc.csv': '20240308 00:00,136300,162500,135000,162500,6315000\n'.repeat(9) });
    const content = 30 + 'abc.csv'.length;
    const directory = Buffer.from(bytes).indexOf('PK\u0001\u0002', 0, 'latin1');
    for (let at = content; at < directory; at++) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      expect(() => parsedText(lean, changed)).toThrow(FileRefused);
      expect(() => parsedText(lean, bytes.subarray(0, at))).toThrow('cut off');
    }
  });

  test('refuses what unpacks to far more than it is, and what unpacks to more than it says', () => {
    const bomb = zip({ 'abc.csv': '0'.repeat(10_000_000) });
    expect(() => parsedText(lean, bomb)).toThrow('10000000: "abc.csv"');
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(22, 1_000, true);
    expect(() => parsedText(lean, bomb)).toThrow('not what it says');
  });
});

/** The rows of an archive's entries by the directory at its end. */
function entriesOf(bytes: Buffer): [name: string, rows: string[]][] {
  return Object.entries(unzipSync(bytes)).map(([name, data]) => [
    name,
    strFromU8(data).trim().split(/\r?\n/),
  ]);
}

const folder = sharedData('lean-options-2014');
(folder === undefined ? describe.skip : describe)('the real archives', () => {
  const files = folder === undefined ? [] : readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const archives = files.filter((name) => name.endsWith('.zip'));
  const refused = archives.filter((name) => /openinterest|equity.*quote/.test(name));
  const readable = archives.filter((name) => !refused.includes(name));

  test('are all known, and those without a record refused by name', () => {
    for (const name of archives) {
      const bytes = readFileSync(join(folder ?? '', name));
      expect(detectFormat(bytes.subarray(0, 65_536), basename(name))).toBe(lean);
    }
    for (const name of refused)
      expect(() => parsedText(lean, readFileSync(join(folder ?? '', name)))).toThrow(
        name.includes('openinterest') ? 'open interest' : 'quotes of shares',
      );
    expect([readable.length, refused.length]).toEqual([28, 14]);
  });

  test.each(readable)('%s gives the sums of its rows', (name) => {
    const bytes = readFileSync(join(folder ?? '', name));
    const events = parsedText(lean, bytes);
    let [rows, empty] = [0, 0];
    let closes = 0n;
    const times = new Set<string>();
    const quotes = name.includes('_quote');
    for (const [entry, lines] of entriesOf(bytes)) {
      for (const line of lines) {
        const cells = line.split(',');
        if (quotes && cells[4] === '' && cells[9] === '') {
          empty += 1;
          continue;
        }
        rows += 1;
        closes += BigInt(cells[4] || 0) + (quotes ? BigInt(cells[9] || 0) : 0n);
        const strike = /_(?:call|put)_(\d+)_/.exec(entry)?.[1];
        times.add(`${cells[0]} ${strike ?? ''}`);
      }
    }
    expect(inputRecords(events)).toEqual({ accepted: rows, rejected: 0, ignored: empty });
    let read = 0n;
    const readTimes = new Set<string>();
    for (const event of recordsIn(events)) {
      const { record } = event;
      const start = record as { ts: string; symbol?: string; strike?: bigint };
      const strike = start.strike ?? /\d{6}[CP](\d{8})$/.exec(start.symbol ?? '')?.[1] ?? '';
      readTimes.add(`${start.ts} ${strike}`);
      if (event.dataset === 'bars') read += event.record.close;
      if (event.dataset === 'quotes') read += (event.record.bid ?? 0n) + (event.record.ask ?? 0n);
    }
    expect(formatDecimal(read * 10_000n)).toBe(String(closes));
    expect(readTimes.size).toBe(times.size);
  });
});
