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
import { schwab } from './schwab.js';

const HEADER = '"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"';

type Row = readonly [
  date: string,
  action: string,
  symbol: string,
  description: string,
  quantity: string,
  price: string,
  fees: string,
  amount: string,
];

const line = (row: readonly string[]) => row.map((field) => `"${field}"`).join(',');
const parsed = (...rows: Row[]) => parsedText(schwab, [HEADER, ...rows.map(line)].join('\n'));
const plain = (...rows: Row[]) => plainRecords(parsed(...rows));
const kindsOf = (...rows: Row[]) =>
  recordsIn(parsed(...rows)).map(({ record }) => 'kind' in record && record.kind);

const SOLD: Row = [
  '04/20/2024',
  'Sell to Open',
  'ABC 05/17/2024 44.00 P',
  'PUT ABC CORP $44 EXP 05/17/24',
  '2',
  '$1.05',
  '$1.32',
  '$208.68',
];
const money = (action: string, amount: string, symbol = '', description = ''): Row => [
  '04/20/2024',
  action,
  symbol,
  description,
  '',
  '',
  '',
  amount,
];
const shares = (action: string, symbol: string, quantity: string, words = '', amount = ''): Row => [
  '06/10/2024 as of 06/07/2024',
  action,
  symbol,
  words,
  quantity,
  '',
  '',
  amount,
];

describe('schwab.open(…) parses', () => {
  test('an option trade: a bare day, price per share, cash net of fees', () => {
    const events = parsed(SOLD);
    expect(plainRecords(events)).toEqual([
      {
        account: 'main',
        executed_at: '2024-04-20',
        action: 'sell_to_open',
        underlying: 'ABC',
        root: 'ABC',
        right: 'put',
        strike: '44',
        expiration: '2024-05-17',
        multiplier: '100',
        quantity: '2',
        price: '1.05',
        fees: '1.32',
        amount: '208.68',
        currency: 'USD',
      },
    ]);
    expect(statedCash(events)).toBe('208.68');
  });

  test('the price before the quantity, and columns in any order, to the same', () => {
    const reordered = [
      'Action,Date,amount,Symbol,Price,Quantity,Fees & Comm,More',
      `${SOLD[1]},${SOLD[0]},${SOLD[7]},${SOLD[2]},${SOLD[5]},${SOLD[4]},${SOLD[6]},x`,
    ];
    expect(plainRecords(parsedText(schwab, reordered.join('\n')))).toEqual(plain(SOLD));
  });

  test('trades by their action, quantities of either sign, separators, fees left out', () => {
    const as = (action: string, quantity: string, amount: string): Row => [
      '04/20/2024',
      action,
      'ABC',
      'ABC CORP',
      quantity,
      '$1,000.00',
      '',
      amount,
    ];
    expect(
      plain(
        as('Buy', '1,000', '-$1,000,000.00'),
        as('Sell', '-3', '$3000'),
        as('Sell Short', '3', '$3000'),
        as('Buy to Cover', '3', '-$3000'),
        as('Reinvest Shares', '0.0249', '-$24.90'),
      ),
    ).toMatchObject([
      { action: 'buy', quantity: '1000', price: '1000', amount: '-1000000' },
      { action: 'sell', quantity: '3' },
      { action: 'sell_to_open', quantity: '3' },
      { action: 'buy_to_close' },
      { action: 'buy', quantity: '0.0249', amount: '-24.9' },
    ]);
  });

  test('a bill at its price per hundred', () => {
    const bill: Row = [
      '04/20/2024',
      'Buy',
      '912796XX1',
      'US TREASURY BILL',
      '5,000',
      '$98.70',
      '',
      '-$4,935.00',
    ];
    expect(plain(bill)).toMatchObject([{ quantity: '5000', price: '0.987', amount: '-4935' }]);
  });

  test('contracts of weekly index options, of adjusted ones, and of a description where the symbol is cut short', () => {
    const option = (symbol: string): Row => [SOLD[0], SOLD[1], symbol, ...SOLD.slice(3)] as unknown as Row;
    expect(
      plain(option('SPXW 05/17/2024 5000.00 P'), option('ABC1 05/17/2024 8.00 C'), option('ABC')),
    ).toMatchObject([
      { underlying: 'SPX', root: 'SPXW', strike: '5000' },
      { underlying: 'ABC', root: 'ABC1', right: 'call', strike: '8' },
      { underlying: 'ABC', right: 'put', strike: '44', expiration: '2024-05-17' },
    ]);
  });

  test('how contracts ended, as of the day on which they did, and the shares of an assignment', () => {
    const ended = (action: string, quantity: string): Row => [
      '05/20/2024 as of 05/17/2024',
      action,
      'ABC 05/17/2024 44.00 P',
      'PUT ABC CORP $44 EXP 05/17/24',
      quantity,
      '',
      '',
      '',
    ];
    const records = plain(
      ended('Expired', '-1'),
      ended('Assigned', '2'),
      ended('Exchange or Exercise', '3'),
      ['05/20/2024 as of 05/17/2024', 'Buy', 'ABC', 'ABC CORP', '200', '$44.00', '', '-$8800.00'],
    );
    const on = { executed_at: '2024-05-17' };
    expect(records).toMatchObject([
      { ...on, action: 'expire', quantity: '1', right: 'put' },
      { ...on, action: 'assign', quantity: '2' },
      { ...on, action: 'exercise', quantity: '3' },
      { ...on, action: 'buy', quantity: '200', amount: '-8800' },
    ]);
    expect(records[0]).not.toHaveProperty('amount');
  });

  test('shares that go by the name of an exercise as a trade, fees below zero as none', () => {
    const delivered = plain([
      '05/20/2024',
      'Exchange or Exercise',
      'ABC',
      'ABC CORP',
      '100',
      '$44.00',
      '-$0.01',
      '-$4400.00',
    ]);
    expect(delivered).toMatchObject([{ action: 'buy', underlying: 'ABC', quantity: '100', amount: '-4400' }]);
    expect(delivered[0]).not.toHaveProperty('fees');
  });

  test('money by its action', () => {
    expect(
      kindsOf(
        money('Cash Dividend', '$5', 'ABC'),
        money('Pr Yr Div Reinvest', '$5', 'ABC'),
        money('Long Term Cap Gain Reinvest', '$5', 'ABC'),
        money('Non-Qualified Div', '$5', 'ABC'),
        money('Bank Interest', '$0.03'),
        money('Margin Interest', '-$3.21'),
        money('Service Fee', '-$25.00'),
        money('ADR Mgmt Fee', '-$0.50', 'ABC'),
        money('Foreign Tax Paid', '-$1.30', 'ABC'),
        money('NRA Tax Adj', '-$1.30', 'ABC'),
        money('Pr Yr NRA Tax', '$1.30', 'ABC'),
        money('MoneyLink Transfer', '$10'),
        money('Wire Sent', '-$10'),
        money('Journal', '$7', '', 'TDA TO CS&CO TRANSFER'),
        money('Internal Transfer', '$7'),
        money('Futures MM Sweep', '-$7'),
        money('Cash In Lieu', '$5.49', 'ABC'),
        money('Something New', '-$2', '', 'words'),
      ),
    ).toEqual([
      'dividend',
      'dividend',
      'dividend',
      'dividend',
      'interest',
      'interest',
      'fee',
      'fee',
      'fee',
      'fee',
      'fee',
      'deposit',
      'withdrawal',
      'transfer',
      'transfer',
      'transfer',
      'adjustment',
      'adjustment',
    ]);
    expect(plain(money('Something New', '-$2', '', 'words'))).toMatchObject([
      { description: 'Something New: words' },
    ]);
  });

  test('shares that come and go in kind, with a cost only where one is told', () => {
    const vested: Row = ['08/18/2023', 'Stock Plan Activity', 'ABC', '', '200', '$140.00', '', ''];
    const moved: Row = ['05/22/2023', 'Journaled Shares', 'ABC', '', '-877', '$22.91', '', '$20,092.07'];
    const records = plain(
      vested,
      moved,
      ['05/22/2023', 'Spin-off', 'XYZ', '', '344', '$5.00', '', ''],
      shares('Security Transfer', 'ABC', '5'),
    );
    expect(records).toMatchObject([
      { action: 'transfer', direction: 'in', price: '140' },
      { action: 'transfer', direction: 'out', quantity: '877' },
      { action: 'transfer', direction: 'in', underlying: 'XYZ' },
      { action: 'transfer', direction: 'in', quantity: '5' },
    ]);
    expect(records.map((record) => 'price' in record)).toEqual([true, false, false, false]);
    expect(statedCash(parsed(moved))).toBe('0');
  });

  test('splits on the day on which they are booked; in a reverse split the CUSIP is the position that stays', () => {
    expect(
      plain(
        shares('Stock Split', 'ABC', '9'),
        shares('Stock Div Dist', 'ABC', '4'),
        shares('Reverse Split', 'XYZ', '1'),
        shares('Reverse Split', '890260854', '-10', 'XYZ XXXREVERSE SPLIT'),
      ),
    ).toMatchObject([
      { action: 'split', executed_at: '2024-06-10', quantity: '9' },
      { action: 'split', quantity: '4' },
      { action: 'split', executed_at: '2024-06-10', underlying: 'XYZ', quantity: '10', ratio: '0.1' },
    ]);
  });

  test('a change between two symbols as one; with a CUSIP as what went and what came', () => {
    expect(
      plain(
        shares('Stock Merger', 'NEW', '34'),
        shares('Stock Merger', 'OLD', '-344'),
        shares('Name Change', 'NEWH', '1,000'),
        shares('Name Change', '09070K200', '-1,000'),
      ),
    ).toMatchObject([
      { action: 'symbol_change', underlying: 'OLD', to_underlying: 'NEW', ratio: '0.0988372093' },
      { action: 'transfer', direction: 'out', underlying: '09070K200' },
      { action: 'transfer', direction: 'in', underlying: 'NEWH', quantity: '1000' },
    ]);
  });

  test('the two rows of a merger for cash or a redemption as one sale', () => {
    const events = parsed(
      shares('Cash Merger', 'XYZ', '', '', '$20'),
      shares('Cash Merger', 'ABC', '', '', '$1000'),
      shares('Cash Merger Adj', 'ABC', '-100'),
      shares('Cash Merger Adj', 'XYZ', '-2'),
      shares('Full Redemption', '912797KP1', '-10,000'),
      shares('Full Redemption Adj', '912797KP1', '', '', '$10,000.00'),
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'sell', underlying: 'XYZ', quantity: '2', amount: '20' },
      { action: 'sell', underlying: 'ABC', quantity: '100', amount: '1000' },
      { action: 'sell', underlying: '912797KP1', quantity: '10000', amount: '10000' },
    ]);
    expect(statedCash(events)).toBe('11020');
  });

  test('a merger for shares and money as a change of symbol, the money beside it as an adjustment', () => {
    const events = parsed(
      shares('Cash/Stock Merger', 'OLD', '-100'),
      shares('Cash/Stock Merger', 'NEW', '50'),
      shares('Cash/Stock Merger', 'OLD', '', '', '$300.00'),
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'symbol_change', underlying: 'OLD', to_underlying: 'NEW', ratio: '0.5' },
      { kind: 'adjustment', amount: '300', underlying: 'OLD' },
    ]);
  });

  test('no symbol out of the words for none', () => {
    const [moved] = plain(money('Internal Transfer', '$7', 'NO NUMBER', 'TDA TRAN - CASH'));
    expect(moved).toMatchObject({ kind: 'transfer', amount: '7' });
    expect(moved).not.toHaveProperty('underlying');
  });

  test('contracts of a split stock, held short or long; one side alone tells too little', () => {
    const contract = (strike: string, quantity: string) =>
      shares('Options Frwd Split', `ABC 01/20/2025 ${strike} C`, quantity, 'CALL ABC FRWD SPLIT');
    const expected = [
      {
        action: 'symbol_change',
        strike: '960',
        to_strike: '320',
        quantity: '1',
        ratio: '3',
        executed_at: '2024-06-10',
      },
    ];
    expect(plain(contract('320.00', '-3'), contract('960.00', '1'))).toMatchObject(expected);
    expect(plain(contract('320.00', '3'), contract('960.00', '-1'))).toMatchObject(expected);
    expect(reasonsIn(parsed(contract('320.00', '-2')))).toEqual([
      expect.stringContaining('contract changed, its other side missing'),
    ]);
  });

  test('a cancelled trade as none, and the one booked with it in its place', () => {
    const bought: Row = ['04/20/2024', 'Buy', 'ABC', 'ABC CORP', '10', '$5.00', '$1', '-$51.00'];
    const voided: Row = [
      '04/23/2024 as of 04/20/2024',
      'Cancel Buy',
      'ABC',
      '',
      '10',
      '$5.00',
      '-$1',
      '$51.00',
    ];
    const again: Row = ['04/23/2024 as of 04/20/2024', 'Buy', 'ABC', '', '10', '$5.00', '', '-$50.00'];
    expect(plain(again, voided, bought)).toMatchObject([
      { action: 'buy', amount: '-50', executed_at: '2024-04-20' },
    ]);
    expect(plain(voided, bought)).toMatchObject([{ action: 'split', ratio: '1' }]);
  });
});

describe('schwab.open(…) reads older exports', () => {
  const titled = (total: string) =>
    [
      '"Transactions  for account Individual XXXX-1234 as of 07/20/2024 22:00:00 ET"',
      `${HEADER},`,
      `${line(SOLD)},`,
      '04/20/2024,Bank Interest,,,,,,$0.03',
      `"Transactions Total","","","","","","","${total}"`,
      'Investments © 2024, 1 of 2',
    ].join('\n');

  test('with a title, a header with a comma at its end, a total that its rows add up to', () => {
    const events = parsedText(schwab, titled('$208.71'));
    expect(inputRecords(events)).toEqual({ accepted: 2, rejected: 0, ignored: 3 });
    expect(events).toContainEqual({ kind: 'ignored', line: 5, reason: 'total of the rows above' });
    expect(parsedText(schwab, titled('$9'))).toContainEqual(
      expect.objectContaining({ reason: 'total that the rows above do not add up to' }),
    );
  });

  test('whose title names the account where none is said; without either it is refused', () => {
    const accountsOf = (account: string | null) => {
      const parser = schwab.open({ account }, '');
      const events = [...parser.push(new TextEncoder().encode(titled('$9'))), ...parser.end()];
      return [...new Set(recordsIn(events).map(({ record }) => 'account' in record && record.account))];
    };
    expect(accountsOf(null)).toEqual(['Individual XXXX-1234']);
    expect(accountsOf('main')).toEqual(['main']);
    expect(() => schwab.open({ account: null }, '').push(new TextEncoder().encode(`${HEADER}\n`))).toThrow(
      '--account',
    );
  });

  test('and refuses a file without a column that is needed, naming it', () => {
    expect(() => parsedText(schwab, HEADER.replace('Amount', 'Sum'))).toThrow(
      'schwab without the column "Amount"',
    );
  });
});

test.each([
  [['04/20/2024', 'Buy', 'ABC', '', 'many', '$1', '', '-$1'], 'Quantity not a number: "many"'],
  [['04/20/2024', 'Buy', 'ABC', '', '1', '$1', '', '$1.0.0'], 'Amount not a number: "$1.0.0"'],
  [['2024', 'Buy', 'ABC', '', '1', '$1', '', '-$1'], 'executed_at not a time: "2024"'],
  [money('Strange News', ''), 'Action not known: "Strange News"'],
  [shares('Expired', 'ABC', '5'), 'Action not known: "Expired"'],
  [money('Cash Dividend', '', 'ABC'), 'amount missing'],
] as [Row, string][])('schwab.open(…) rejects %j: %s', (row, reason) => {
  expect(reasonsIn(parsed(row))).toEqual([reason]);
});

const folder = sharedData('schwab');
(folder === undefined ? describe.skip : describe)('Schwab exports in both orders of columns', () => {
  test.each([
    ['cash_merger_transactions.csv', { accepted: 6, rejected: 0, ignored: 0 }],
    ['rsu_settlement_transactions.csv', { accepted: 4, rejected: 0, ignored: 0 }],
    ['schwab-export.csv', { accepted: 119, rejected: 0, ignored: 1 }],
    ['schwab_csv_brokerage_XX876_Transactions_20220731.csv', { accepted: 11, rejected: 0, ignored: 2 }],
    ['schwab_transactions.csv', { accepted: 13, rejected: 0, ignored: 0 }],
    ['transactions.csv', { accepted: 7, rejected: 0, ignored: 0 }],
  ])('%s: every input record is accounted for', (name, counts) => {
    expect(inputRecords(parsedFile(join(folder ?? '', name)))).toEqual(counts);
  });
});
