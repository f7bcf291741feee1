import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FileRefused } from '../../domain/errors.js';
import {
  parsedText,
  plainRecords,
  inputRecords,
  reasonsIn,
  recordsIn,
  statedCash,
} from '../../test/parsed-file.js';
import { sharedData } from '../../test/shared-data.js';
import { detectFormat } from '../formats.js';
import { schwabJson } from './schwab-json.js';
import { schwab } from './schwab.js';

const COLUMNS = ['Date', 'Action', 'Symbol', 'Description', 'Quantity', 'Price', 'Fees & Comm', 'Amount'];
const ROWS = [
  [
    '04/20/2024',
    'Sell to Open',
    'ABC 05/17/2024 44.00 P',
    'PUT ABC CORP $44',
    '2',
    '$1.05',
    '$1.32',
    '$208.68',
  ],
  ['04/20/2024 as of 04/19/2024', 'Cash Dividend', 'ABC', 'ABC CORP', '', '', '', '$12.50'],
  ['04/18/2024', 'Buy', 'ABC', 'ABC CORP', '1,000', '$5.00', '', '-$5,000.00'],
  ['04/18/2024', 'Buy', 'ABC', 'ABC CORP', '1,000', '$5.00', '', '-$5,000.00'],
  ['04/17/2024', 'Reverse Split', 'DEF', 'DEF INC', '5', '', '', ''],
  ['04/17/2024', 'Reverse Split', '123456789', 'DEF INC', '-50', '', '', ''],
  ['04/16/2024', 'Riddle', '', '', '', '', '', ''],
];
const file = (rows: readonly object[], list = 'BrokerageTransactions') =>
  JSON.stringify(
    { FromDate: '01/01/2024', ToDate: '12/31/2024', TotalTransactionsAmount: '$0', [list]: rows },
    null,
    2,
  );
const objects: Record<string, string | null>[] = ROWS.map((row) =>
  Object.fromEntries([
    ...COLUMNS.map((name, at) => [name, row[at] ?? ''] as const),
    ['ItemIssueId', '1'],
    ['AcctgRuleCd', null],
  ]),
);
const csv = [COLUMNS, ...ROWS].map((row) => row.map((field) => `"${field}"`).join(',')).join('\n');
const meaning = (events: ReturnType<typeof parsedText>) =>
  recordsIn(events).map(({ dataset, record, identity, statedAmount }) => ({
    dataset,
    record,
    identity,
    statedAmount,
  }));

describe('schwab-json', () => {
  test('gives the records of the CSV file with the same rows, so that both count once', () => {
    const text = file(objects);
    expect(detectFormat(new TextEncoder().encode(text), 'any.json')).toBe(schwabJson);
    const [json, table] = [parsedText(schwabJson, text), parsedText(schwab, csv)];
    expect(meaning(json)).toEqual(meaning(table));
    expect(inputRecords(json)).toEqual({ accepted: 6, rejected: 1, ignored: 0 });
    expect(reasonsIn(json)).toEqual(reasonsIn(table));
    expect(statedCash(json)).toBe('-9778.82');
  });

  test('reads null as nothing, in any order of the fields', () => {
    const [first] = objects;
    const turned = Object.fromEntries(Object.entries({ ...first, 'Fees & Comm': null }).reverse());
    expect(plainRecords(parsedText(schwabJson, file([turned])))).toMatchObject([
      {
        account: 'main',
        action: 'sell_to_open',
        right: 'put',
        strike: '44',
        quantity: '2',
        amount: '208.68',
      },
    ]);
  });

  test('refuses a file that is cut off, one without transactions, and one without a field that is needed', () => {
    expect(() => parsedText(schwabJson, file(objects).slice(0, -20))).toThrow(FileRefused);
    expect(() => parsedText(schwabJson, file([]))).toThrow(FileRefused);
    const without = objects.map(({ Amount: _, ...rest }) => rest);
    expect(() => parsedText(schwabJson, file(without))).toThrow('schwab without the column "Amount"');
  });

  test('refuses the history of an equity award account by name', () => {
    const text = file([{ Date: '01/02/2024', Action: 'Sale', TransactionDetails: [] }], 'Transactions');
    expect(detectFormat(new TextEncoder().encode(text), 'any.json')).toBe(schwabJson);
    expect(() => parsedText(schwabJson, text)).toThrow('a Schwab equity award account');
  });
});

const folder = sharedData('schwab');
(folder === undefined ? test.skip : test)(
  'the real history of an equity award account is refused by name',
  () => {
    const bytes = readFileSync(join(folder ?? '', 'schwab_equity_award_v2.json'));
    expect(detectFormat(bytes, 'any.json')).toBe(schwabJson);
    expect(() => parsedText(schwabJson, bytes)).toThrow('a Schwab equity award account');
  },
);
