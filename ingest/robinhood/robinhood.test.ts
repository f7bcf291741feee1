import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  inputRecords,
  parsedFile,
  parsedText,
  plainRecords,
  reasonsIn,
  recordsIn,
  statedCash,
} from '../../test/parsed-file.js';
import { sharedData } from '../../test/shared-data.js';
import { robinhood } from './robinhood.js';

const HEADER =
  '"Activity Date","Process Date","Settle Date","Instrument","Description","Trans Code","Quantity","Price","Amount"';

/** A file of rows given as day, instrument, description, code, quantity, price, amount. */
function activity(...rows: string[][]): string {
  const lines = rows.map(([day = '', ...others]) =>
    [day, day, day, ...others].map((text) => `"${text}"`).join(','),
  );
  return [HEADER, ...lines].join('\n');
}

const parsed = (...rows: string[][]) => parsedText(robinhood, activity(...rows));

describe('robinhood.open(…) parses', () => {
  test('share trades, whose description may have line breaks', () => {
    const events = parsed([
      '7/3/2023',
      'ABC',
      'Abc Inc\nCUSIP: 000000000',
      'Sell',
      '1,400',
      '$11.50',
      '$16,099.90',
    ]);
    expect(plainRecords(events)).toEqual([
      {
        account: 'main',
        executed_at: '2023-07-03',
        action: 'sell',
        underlying: 'ABC',
        multiplier: '1',
        quantity: '1400',
        price: '11.5',
        amount: '16099.9',
        currency: 'USD',
      },
    ]);
    expect(recordsIn(events)).toMatchObject([{ lines: [2], statedAmount: 160_999_000_000_000n }]);
  });

  test('option trades and how options end, from the description', () => {
    const events = parsed(
      ['8/4/2023', 'ABC', 'Option Expiration for ABC 8/4/2023 Call $12.50', 'OEXP', '2', '', ''],
      ['8/1/2023', 'ABC', 'ABC 8/18/2023 Put $1,200.00', 'OEXCS', '1S', '', ''],
      ['8/1/2023', 'ABC', 'ABC 8/4/2023 Call $12.50', 'BTC', '1', '$0.10', '($10.00)'],
    );
    const call = { underlying: 'ABC', root: 'ABC', right: 'call', strike: '12.5', expiration: '2023-08-04' };
    expect(plainRecords(events)).toMatchObject([
      { action: 'expire', quantity: '2', ...call },
      { action: 'exercise', quantity: '1', right: 'put', strike: '1200' },
      { action: 'buy_to_close', quantity: '1', price: '0.1', amount: '-10', multiplier: '100', ...call },
    ]);
  });

  test('cash by its code, an unknown code with money as an adjustment', () => {
    const events = parsed(
      ['8/4/2023', '', 'ACH Deposit', 'ACH', '', '', '$5.00'],
      ['8/3/2023', '', 'ACH Withdrawal', 'ACH', '', '', '($5.00)'],
      ['8/2/2023', 'ABC', 'Cash Div', 'CDIV', '', '', '$0.02'],
      ['8/1/2023', 'ABC', 'REVERT: ADR Fee', 'AFEE', '', '', '$0.06'],
      ['8/1/2023', '', 'Margin interest', 'MINT', '', '', '($2.00)'],
      ['8/1/2023', '', 'Instant bank transfer', 'RTP', '', '', '($3.00)'],
      ['8/1/2023', '', 'Something new', 'NEWCODE', '', '', '($1.00)'],
    );
    expect(plainRecords(events)).toMatchObject([
      { kind: 'deposit', amount: '5' },
      { kind: 'withdrawal', amount: '-5' },
      { kind: 'dividend', underlying: 'ABC', at: '2023-08-02' },
      { kind: 'fee', amount: '0.06' },
      { kind: 'interest', amount: '-2' },
      { kind: 'withdrawal', amount: '-3' },
      { kind: 'adjustment', amount: '-1', description: 'Something new' },
    ]);
    expect(statedCash(events)).toBe('-5.92');
  });

  test('shares added by a split and shares received', () => {
    const events = parsed(
      ['7/18/2022', 'ABC', 'Abc', 'SPL', '66.5', '', ''],
      ['3/5/2020', 'DEF', 'Def', 'REC', '1', '', ''],
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'split', quantity: '66.5' },
      { action: 'transfer', direction: 'in', quantity: '1' },
    ]);
    expect(plainRecords(events)[0]).not.toHaveProperty('ratio');
  });

  test('what comes from and goes to other accounts in kind as transfers, its money as a cash flow', () => {
    const moved = (code: string, quantity: string, description = 'Abc', amount = '') => [
      '3/5/2020',
      'ABC',
      description,
      code,
      quantity,
      '',
      amount,
    ];
    const events = parsed(
      moved('ACATI', '302'),
      moved('ACATO', '3'),
      moved('ITRF', '5S'),
      moved('JNLS', '5'),
      moved('SOFF', '10'),
      moved('REC', '1S'),
      moved('ACATI', '2', 'ABC 8/4/2023 Call $12.00'),
      moved('ACATI', '', 'ACAT IN', '$4.43'),
    );
    const shares = { action: 'transfer', underlying: 'ABC' };
    expect(plainRecords(events)).toMatchObject([
      { ...shares, direction: 'in', quantity: '302' },
      { ...shares, direction: 'out', quantity: '3' },
      { ...shares, direction: 'out', quantity: '5' },
      { ...shares, direction: 'in', quantity: '5' },
      { ...shares, direction: 'in', quantity: '10' },
      { ...shares, direction: 'out', quantity: '1' },
      { ...shares, direction: 'in', quantity: '2', right: 'call', strike: '12' },
      { kind: 'transfer', amount: '4.43' },
    ]);
    expect(statedCash(events)).toBe('4.43');
  });

  test('the two rows of a reverse split as one, on the day it was processed', () => {
    const half = (symbol: string, quantity: string) =>
      `"7/15/2022","7/18/2022","7/19/2022","${symbol}","${symbol}","SPR","${quantity}","",""`;
    const rows = [half('ABC', '100S'), half('XYZ', '20'), half('XYZ', '400S'), half('ABC', '5')];
    expect(plainRecords(parsedText(robinhood, [HEADER, ...rows].join('\n')))).toMatchObject([
      { action: 'split', executed_at: '2022-07-18', underlying: 'ABC', quantity: '100', ratio: '0.05' },
      { action: 'split', executed_at: '2022-07-18', underlying: 'XYZ', quantity: '400', ratio: '0.05' },
    ]);
  });

  test('a merger for shares as a symbol change, one for money as a sale', () => {
    const events = parsed(
      ['6/1/2021', 'NEWB', 'New', 'MRGS', '50', '', ''],
      ['6/1/2021', 'OLDA', 'Old', 'MRGS', '100S', '', ''],
      ['6/1/2021', 'GONE', 'Gone', 'MRGC', '10S', '', '$250.00'],
      ['6/1/2021', 'OLDA', 'Beside it', 'MRGC', '', '', '$7.00'],
    );
    expect(plainRecords(events)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          action: 'symbol_change',
          underlying: 'OLDA',
          to_underlying: 'NEWB',
          ratio: '0.5',
        }),
        expect.objectContaining({ action: 'sell', underlying: 'GONE', quantity: '10', amount: '250' }),
        expect.objectContaining({ kind: 'adjustment', amount: '7' }),
      ]),
    );
    expect(statedCash(events)).toBe('257');
  });

  test('a weekly option of an index as one on the index', () => {
    const row = ['8/1/2023', 'SPXW', 'SPXW 8/4/2023 Call $4,500.00', 'BTO', '1', '$1.00', '($100.00)'];
    expect(plainRecords(parsed(row))).toMatchObject([{ underlying: 'SPX', root: 'SPXW', strike: '4500' }]);
  });

  test('a split on the day it was processed', () => {
    const row = '"7/15/2022","7/18/2022","7/19/2022","ABC","Abc","SPL","3.8","",""';
    expect(plainRecords(parsedText(robinhood, `${HEADER}\n${row}`))).toMatchObject([
      { executed_at: '2022-07-18' },
    ]);
  });

  test('two rows of a conversion as one symbol change, from the old to the new symbol', () => {
    const events = parsed(
      ['6/1/2021', 'OLDA', 'OLDA 6/4/2021 Call $22.50', 'OCA', '1', '', ''],
      ['6/1/2021', 'NEWB', 'NEWB 6/4/2021 Call $22.50', 'OCA', '1S', '', ''],
      ['6/1/2021', 'OLDA', 'OLDA 7/2/2021 Call $20.00', 'OCA', '3S', '', ''],
      ['6/1/2021', 'NEWB', 'NEWB 7/2/2021 Call $20.00', 'OCA', '3', '', ''],
      ['6/1/2021', 'NEWB', 'New', 'SXCH', '210', '', ''],
      ['6/1/2021', 'OLDA', 'Old', 'SXCH', '210S', '', ''],
    );
    const change = { action: 'symbol_change', underlying: 'OLDA', to_underlying: 'NEWB' };
    expect(plainRecords(events)).toMatchObject([
      { ...change, root: 'OLDA', strike: '22.5', quantity: '1' },
      { ...change, strike: '20', quantity: '3' },
      { ...change, quantity: '210', multiplier: '1' },
    ]);
    expect(recordsIn(events).map(({ lines }) => lines)).toEqual([
      [2, 3],
      [4, 5],
      [6, 7],
    ]);
  });

  test('an option conversion without shares: old is what the file knew before', () => {
    const events = parsed(
      ['6/3/2021', 'NEWB', 'NEWB 6/4/2021 Call $22.50', 'BTC', '1', '$1.00', '($100.00)'],
      ['6/1/2021', 'OLDA', 'OLDA 6/4/2021 Call $22.50', 'OCA', '1', '', ''],
      ['6/1/2021', 'NEWB', 'NEWB 6/4/2021 Call $22.50', 'OCA', '1S', '', ''],
    );
    expect(plainRecords(events)).toContainEqual(
      expect.objectContaining({ underlying: 'OLDA', to_underlying: 'NEWB' }),
    );
  });

  test('a conversion of other quantity or strike with its ratio', () => {
    const events = parsed(
      ['6/1/2021', 'OLDA', 'Old', 'SXCH', '100S', '', ''],
      ['6/1/2021', 'NEWB', 'New', 'SXCH', '25', '', ''],
    );
    expect(plainRecords(events)).toMatchObject([
      { underlying: 'OLDA', to_underlying: 'NEWB', quantity: '100', ratio: '0.25' },
    ]);
  });

  test('identical rows as records of their own', () => {
    const row = ['7/31/2023', 'ABC', 'ABC 8/4/2023 Call $12.00', 'STO', '1', '$0.22', '$21.98'];
    expect(recordsIn(parsed(row, row))).toHaveLength(2);
  });

  test('a disclaimer as ignored, a blank row as nothing, and columns in any order', () => {
    const file =
      'amount,Trans code,Instrument,Activity Date,Description,QUANTITY,Price,More\n$5.00,ACH,,8/4/2023,ACH,,,x\n""\n,,,,,,,,The data\n';
    const events = parsedText(robinhood, file);
    expect(inputRecords(events)).toEqual({ accepted: 1, rejected: 0, ignored: 1 });
  });
});

describe('robinhood.open(…) rejects', () => {
  test.each([
    [['8/4/2023', 'ABC', 'Abc', 'Buy', 'many', '$1.00', '($1.00)'], 'quantity not a number: "many"'],
    [['13/45/2023', 'ABC', 'Abc', 'Buy', '1', '$1.00', '($1.00)'], 'executed_at not a time: "2023-13-45"'],
    [['8/4/2023', 'ABC', 'Abc', 'Buy', '1', '$1.00', '$1.00.00'], 'amount not a number: "$1.00.00"'],
    [['8/4/2023', 'ABC', 'Abc Inc', 'STO', '1', '$1.00', '$1.00'], 'Description not an option: "Abc Inc"'],
    [['8/4/2023', 'ABC', 'Abc', 'constructor', '1', '', ''], 'Trans Code not known: "constructor"'],
    [['8/4/2023', 'ABC', 'Abc', '', '1', '', ''], 'Trans Code missing'],
    [['8/4/2023', 'ABC', 'Abc', 'SXCH', '1S', '', ''], 'SXCH without its other half: "ABC"'],
    [['8/4/2023', 'ABC', 'Abc', 'SPR', '1S', '', ''], 'SPR without its other half: "ABC"'],
    [
      ['8/4/2023', 'ABC', 'ABC 8/4/2023 Call $12.00', 'ACATI', '1S', '', ''],
      'option transferred, long or short not known: "ABC 8/4/2023 Call $12.00"',
    ],
  ])('%j: %s', (row, reason) => {
    expect(reasonsIn(parsed(row))).toEqual([reason]);
  });

  test('a reverse split into what is no number', () => {
    const half = (quantity: string) => ['8/4/2023', 'ABC', 'Abc', 'SPR', quantity, '', ''];
    expect(reasonsIn(parsed(half('100S'), half('few')))).toEqual([
      'Quantity not a number: "100S"',
      'Quantity not a number: "few"',
    ]);
  });

  test('a row cut short and one with an unquoted comma, and reads the others', () => {
    const file = `${activity(['8/4/2023', '', 'ACH', 'ACH', '', '', '$1.00'])}\n8/4/2023,8/4/2023\n8/4/2023,,,ABC,Abc,Buy,1,1,234.00,(1234.00)\n`;
    const events = parsedText(robinhood, file);
    expect(reasonsIn(events)).toEqual([
      'fields missing: "2 of 9"',
      'field beyond the last column: "(1234.00)"',
    ]);
    expect(recordsIn(events)).toHaveLength(1);
  });

  test('a file without a column that is needed, naming it', () => {
    expect(() =>
      parsedText(robinhood, 'Activity Date,Instrument,Description,Trans Code,Quantity,Price\n1'),
    ).toThrow('robinhood without the column "Amount"');
  });
});

const folder = sharedData('robinhood-covered-calls-2018-2023');
(folder === undefined ? describe.skip : describe)('the real Robinhood export', () => {
  const path = join(folder ?? '', 'robinhood.csv');

  test('every one of its 2,815 input records is accounted for, none rejected', () => {
    const events = parsedFile(path);
    expect(inputRecords(events)).toEqual({ accepted: 2_814, rejected: 0, ignored: 1 });
    const lines = recordsIn(events).flatMap((event) => event.lines);
    expect(new Set(lines).size).toBe(2_814);
  });

  test('its stated cash is the sum of the Amount column, to the cent', () => {
    const amounts = readFileSync(path, 'utf8').matchAll(/,"(\(?)\$([\d,]+)\.(\d\d)\)?"\n/g);
    let cents = 0;
    for (const [, open, dollars = '', rest = ''] of amounts)
      cents += (open === '(' ? -1 : 1) * (Number(dollars.replaceAll(',', '')) * 100 + Number(rest));
    expect(statedCash(parsedFile(path))).toBe((cents / 100).toFixed(2));
  });

  test('its 32 conversion rows are 16 symbol changes of six mergers', () => {
    const changes = plainRecords(parsedFile(path)).filter((record) => 'to_underlying' in record);
    expect(changes).toHaveLength(16);
    expect(
      new Set(changes.map((change) => JSON.stringify(change).match(/"underlying":"(\w+)"/)?.[1])).size,
    ).toBe(6);
  });
});
