import { describe, expect, test } from '@jest/globals';
import { importLines, quoted, warningLines } from './import-report.js';

const SHA = 'a'.repeat(64);
const FILE = {
  path: 'main.csv',
  sha256: SHA,
  format: 'robinhood',
  lines: 12,
  accepted: 8,
  rejected: 1,
  ignored: 2,
  duplicates: 1,
  reasons: { 'a blank line': 2, 'already imported': 1, 'price missing': 1 },
  rejects_path: '/home/rejects/a.csv',
  covered_from: '2022-01-03',
  covered_through: '2022-12-30',
  cash: [
    {
      account: 'main',
      currency: 'USD',
      trades: '-1234.565',
      fees: '-0.1',
      income: '0',
      transfers: '2000',
      total: '765.335',
    },
  ],
  also_under: [],
};
const BARS = {
  ...FILE,
  path: 'F.csv',
  format: 'yahoo-daily',
  lines: 1,
  accepted: 1,
  rejected: 0,
  ignored: 0,
  duplicates: 0,
  reasons: {},
  rejects_path: null,
  covered_from: null,
  covered_through: null,
  cash: [],
};

describe('importLines(files, notImported)', () => {
  test('of one file: all there is to say', () => {
    expect(importLines([FILE])).toEqual([
      'main.csv: robinhood, 12 records: 8 accepted, 1 rejected, 2 ignored, 1 duplicate; 2022-01-03 to 2022-12-30',
      '  cash: trades -1234.57, fees -0.10, transfers 2000.00, total 765.34 (main, USD)',
      '  2 × a blank line',
      '  1 × already imported',
      '  1 × price missing',
      '  rejects: /home/rejects/a.csv',
      `  sha256 ${SHA}`,
    ]);
  });

  test('of several: what became of each, and the total', () => {
    const clean = { ...FILE, rejected: 0, accepted: 9, rejects_path: null, cash: [] };
    const refused = { path: 'page.html', name: 'FileRefused', message: 'no known format' };
    expect(importLines([BARS, clean, FILE], { refused: [refused], skipped: ['README.md'] })).toEqual([
      'F.csv: yahoo-daily, 1 record: 1 accepted',
      'main.csv: robinhood, 12 records: 9 accepted, 2 ignored, 1 duplicate; 2022-01-03 to 2022-12-30',
      '  2 × a blank line',
      '  1 × already imported',
      '  1 × price missing',
      ...importLines([FILE]).slice(0, -1),
      'page.html: refused: no known format',
      'total: 3 files and 1 refused, 25 records: 18 accepted, 1 rejected, 4 ignored, 2 duplicates',
      'not imported, by the ending of the name: README.md',
    ]);
  });

  test('of many: sums by format, and a line for each file of which there is more to say', () => {
    const bars = Array.from({ length: 12 }, (_, at) => ({
      ...BARS,
      path: `${at}.csv`,
      lines: 3,
      accepted: 3,
    }));
    const again = { ...BARS, accepted: 0, duplicates: 1, reasons: { 'already imported': 1 } };
    const noted = { ...BARS, path: 'noted.csv', reasons: { 'a note on the whole file': 1 } };
    const skipped = ['a.md', 'b.png', 'c.md', 'd.md', 'e.md'];
    expect(importLines([...bars, FILE, again, noted], { refused: [], skipped })).toEqual([
      '13 files: yahoo-daily, 37 records: 36 accepted, 1 duplicate',
      '  1 × already imported',
      ...importLines([FILE]).slice(0, -1),
      'noted.csv: yahoo-daily, 1 record: 1 accepted',
      '  1 × a note on the whole file',
      'total: 15 files, 50 records: 45 accepted, 1 rejected, 2 ignored, 2 duplicates',
      'not imported, by the ending of the name: a.md, b.png, c.md and 2 more',
    ]);
  });

  test('of none', () => {
    expect(importLines([])).toEqual(['no files there']);
  });
});

describe('warningLines(file, account)', () => {
  test('prints the command that retracts this import alone', () => {
    const doubled = { ...FILE, also_under: [{ account: 'old name', trades: 7 }] };
    expect(warningLines(doubled, "Ann's")).toEqual([
      'warning: main.csv: account "old name" has 7 of its trades as well. If that is the same account, retract this import alone by ' +
        `"npx tradeloop import retract ${SHA} --account 'Ann'\\''s'", and import the file again for "old name"`,
    ]);
    expect(warningLines(doubled, null)[0]).toContain(`import retract ${SHA}", and`);
    expect(warningLines(FILE, 'main')).toEqual([]);
  });
});

test.each([
  ['main', 'main'],
  ['/home/ann/a.csv', '/home/ann/a.csv'],
  ['my file.csv', "'my file.csv'"],
  ['$(x)', "'$(x)'"],
  ['', "''"],
])('quoted(%s) is one word to a shell: %s', (word, text) => {
  expect(quoted(word)).toBe(text);
});
