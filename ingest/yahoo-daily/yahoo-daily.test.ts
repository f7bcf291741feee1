import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inputRecords, parsedFile, parsedText, plainRecords, reasonsIn } from '../../test/parsed-file.js';
import { sharedData } from '../../test/shared-data.js';
import { yahooDaily } from './yahoo-daily.js';

const HEADER = 'Date,Open,High,Low,Close,Adj Close,Volume\n';
const parsed = (rows: string, fileName = 'ABC.csv') => parsedText(yahooDaily, HEADER + rows, fileName);

describe('yahooDaily.open(…)', () => {
  test('gives daily split-adjusted bars of the symbol in the name of the file, to ten decimal places', () => {
    expect(plainRecords(parsed('2024-03-08,14.9400000000449,15.15,14.61,14.68,14.2,28441000'))).toEqual([
      {
        symbol: 'ABC',
        interval: '1d',
        ts: '2024-03-08',
        open: '14.94',
        high: '15.15',
        low: '14.61',
        close: '14.68',
        volume: '28441000',
        adjusted: 'split',
      },
    ]);
  });

  test('a midnight beside the day, or no volume, is no obstacle', () => {
    const file = 'Date,Open,High,Low,Close\n2024-03-08 00:00:00-05:00,1,2,1,2\n';
    expect(plainRecords(parsedText(yahooDaily, file, 'brk-b (1).csv'))).toMatchObject([
      { symbol: 'BRK-B', ts: '2024-03-08' },
    ]);
  });

  test('rejects rows without prices and rows that contradict themselves', () => {
    const events = parsed(
      '2024-03-07,null,null,null,null,null,null\n2024-03-08,2,1,1,2,2,0\n03/08/2024,1,1,1,1,1,1\n',
    );
    expect(reasonsIn(events)).toEqual([
      'price missing: "2024-03-07"',
      'high below open or close: "1"',
      'ts not a time: "03/08/2024"',
    ]);
  });

  test('refuses a file whose name is no symbol', () => {
    expect(() => parsed('', 'stock prices of last year.csv')).toThrow('without a symbol');
  });
});

const folder = sharedData('yahoo-daily');
(folder === undefined ? describe.skip : describe)('the real files', () => {
  const pathOf = (name: string) => join(folder ?? '', name);

  test('the first 64 KiB of all 102 are read without a reject', () => {
    const files = readdirSync(folder ?? '').filter((name) => name.endsWith('.csv'));
    for (const name of files) {
      const parser = yahooDaily.open({ account: null }, name);
      const events = parser.push(readFileSync(pathOf(name)).subarray(0, 65_536));
      expect([name, events.length > 400, reasonsIn(events)]).toEqual([name, true, []]);
    }
    expect(files).toHaveLength(102);
  }, 60_000);

  test('the longest is read to its end', () => {
    expect(inputRecords(parsedFile(pathOf('GE.csv')))).toEqual({ accepted: 6_084, rejected: 0, ignored: 0 });
  });
});
