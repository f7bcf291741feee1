import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FileRefused } from '../../domain/errors.js';
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
import { ibkrActivity } from './activity.js';
import type { Parsed } from '../source-format.js';

const HEAD = [
  'Statement,Header,Field Name,Field Value',
  'Statement,Data,BrokerName,Interactive Brokers LLC',
  'Statement,Data,Period,"January 1, 2024 - January 31, 2024"',
  'Account Information,Header,Field Name,Field Value',
  'Account Information,Data,Account,U100',
];
const TRADES =
  'Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,C. Price,Proceeds,Comm/Fee,Basis,Realized P/L,MTM P/L,Code';
const OPTIONS = 'Equity and Index Options';

/** A row of the section: kind, category, symbol, quantity, price, proceeds, commission, code. */
function row(
  kind: string,
  category: string,
  [symbol, quantity, price, proceeds, commission, code]: string[],
  at = '2024-01-10, 09:30:00',
) {
  const quoted = [at, quantity ?? ''].map((text) => `"${text}"`);
  return `Trades,Data,${kind},${category},USD,${symbol},${quoted.join(',')},${price},0,"${proceeds}",${commission},0,0,0,${code}`;
}
const parsed = (...lines: string[]) => parsedText(ibkrActivity, [...HEAD, ...lines].join('\n'));
const ignoredIn = (events: readonly Parsed[]) =>
  events.flatMap((event) => (event.kind === 'ignored' ? [event.reason] : []));

describe('ibkrActivity.open(…) parses trades', () => {
  test('of shares and options, with thousands separators and the multiplier that the money tells', () => {
    const events = parsed(
      TRADES,
      row('Order', 'Stocks', ['ABC', '1,400', '11.5', '-16,100', '-1', 'O;P']),
      row('Order', OPTIONS, ['ABC 19JAN24 12.5 C', '-2', '0.5', '100', '-1.3', 'O']),
      row('Order', 'Options On Futures', ['CL 17JAN24 60 P', '-1', '2.4', '2400', '-2.4', 'O']),
      'Trades,SubTotal,,Stocks,USD,ABC,,"1,400",,,"-16,100",-1,0,0,0,',
      'Trades,Total,,Stocks,USD,,,,,,"-16,100",-1,0,0,0,',
    );
    const call = { underlying: 'ABC', root: 'ABC', right: 'call', strike: '12.5', expiration: '2024-01-19' };
    expect(plainRecords(events)).toMatchObject([
      {
        account: 'U100',
        executed_at: '2024-01-10T14:30:00Z',
        action: 'buy',
        underlying: 'ABC',
        quantity: '1400',
        fees: '1',
        amount: '-16101',
      },
      {
        action: 'sell_to_open',
        ...call,
        multiplier: '100',
        quantity: '2',
        price: '0.5',
        fees: '1.3',
        amount: '98.7',
      },
      {
        action: 'sell_to_open',
        underlying: 'CL',
        right: 'put',
        strike: '60',
        multiplier: '1000',
        amount: '2397.6',
      },
    ]);
    expect(inputRecords(events)).toEqual({ accepted: 3, rejected: 0, ignored: 5 });
  });

  test('how options ended, with the shares they delivered', () => {
    const events = parsed(
      TRADES,
      row('Order', OPTIONS, ['ABC 19JAN24 12.5 C', '2', '0', '0', '0', 'A;C']),
      row('Order', OPTIONS, ['ABC 19JAN24 15 C', '1', '0', '0', '0', 'C;Ep']),
      row('Order', OPTIONS, ['ABC 19JAN24 10 C', '-1', '0', '0', '0', 'C;Ex']),
      row('Order', 'Stocks', ['ABC', '-200', '12.5', '2500', '0', 'A;C']),
    );
    expect(plainRecords(events).map((record) => (record as { action: string }).action)).toEqual([
      'sell',
      'assign',
      'expire',
      'exercise',
    ]);
  });

  test('the end of a contract with a multiplier of its own, told by its opening or at the file’s end', () => {
    const events = parsed(
      TRADES,
      row('Order', 'Options On Futures', ['CL 17JAN24 60 P', '1', '0', '0', '0', 'C;Ep']),
      row('Order', 'Options On Futures', ['NG 17JAN24 3 P', '1', '0', '0', '0', 'C;Ep']),
      row('Order', 'Options On Futures', ['CL 17JAN24 60 P', '-1', '2.4', '2400', '-2.4', 'O']),
      'Financial Instrument Information,Header,Asset Category,Symbol,Description,Underlying,Multiplier',
      'Financial Instrument Information,Data,Options On Futures,LNEF4 P3000,NG 17JAN24 3 P,NGF4,"10,000"',
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'expire', underlying: 'NG', multiplier: '10000' },
      { action: 'sell_to_open', underlying: 'CL', multiplier: '1000' },
      { action: 'expire', underlying: 'CL', multiplier: '1000' },
    ]);
  });

  test('of futures by their worth, of currencies with a commission in another', () => {
    const events = parsed(
      TRADES.replace('Proceeds', 'Notional Value'),
      'Trades,Data,Order,Futures,USD,MESH4,"2024-01-10, 10:00:00",1,4800,4810,-24000,-0.61,0,0,50,O',
      'Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,,Proceeds,Comm in EUR,,,MTM in EUR,Code',
      'Trades,Data,Order,Forex,USD,EUR.USD,"2024-01-10, 10:00:00","1,000",1.1,,-1100,-2,,,0,',
    );
    expect(plainRecords(events)).toMatchObject([
      { underlying: 'MESH4', multiplier: '5', price: '4800', fees: '0.61' },
      {
        underlying: 'EUR.USD',
        action: 'buy',
        quantity: '1000',
        amount: '-1100',
      },
      {
        kind: 'fee',
        at: '2024-01-10T15:00:00Z',
        amount: '-2',
        currency: 'EUR',
        description: 'commission on EUR.USD',
      },
    ]);
    expect(recordsIn(events)[0]?.statedAmount).toBe(493_900_000_000n);
  });

  test('of shares sold short and bought back, by their codes', () => {
    const events = parsed(
      TRADES,
      row('Order', 'Stocks', ['ABC', '-3', '10', '30', '-1', 'O']),
      row('Order', 'Stocks', ['ABC', '3', '9', '-27', '-1', 'C;P']),
    );
    expect(plainRecords(events)).toMatchObject([{ action: 'sell_to_open' }, { action: 'buy_to_close' }]);
  });

  test('executions where the statement details them, else orders', () => {
    const order = row('Order', 'Stocks', ['ABC', '3', '10', '-30', '-1', 'O']);
    const fills = [
      row('Trade', 'Stocks', ['ABC', '1', '10', '-10', '-0.4', 'O']),
      row('Trade', 'Stocks', ['ABC', '2', '10', '-20', '-0.6', 'O']),
    ];
    const detailed = parsed(
      TRADES,
      order,
      ...fills,
      row('ClosedLot', 'Stocks', ['ABC', '3', '9', '', '', 'ST']),
    );
    expect(plainRecords(detailed)).toMatchObject([{ quantity: '1' }, { quantity: '2' }]);
    expect(inputRecords(detailed)).toEqual({ accepted: 2, rejected: 0, ignored: 5 });
    expect(plainRecords(parsed(TRADES, order))).toMatchObject([{ quantity: '3' }]);
  });

  test('executions of some orders, and the orders that none detail', () => {
    const events = parsed(
      TRADES,
      row('Order', 'Stocks', ['ABC', '3', '10', '-30', '-1', 'O']),
      row('Order', 'Stocks', ['ABC', '5', '10', '-50', '-1', 'O']),
      row('Trade', 'Stocks', ['ABC', '4', '10', '-40', '-0.4', 'O']),
      row('Trade', 'Stocks', ['ABC', '1', '10', '-10', '-0.6', 'O']),
      row('Order', 'Stocks', ['ABC', '-8', '11', '88', '-1', 'C']),
    );
    const quantities = plainRecords(events).map((record) => (record as { quantity: string }).quantity);
    expect(quantities).toEqual(['4', '1', '3', '8']);
    expect(inputRecords(events)).toMatchObject({ accepted: 4, rejected: 0 });
  });

  test('executions of all orders, whichever is whose', () => {
    const events = parsed(
      TRADES,
      ...['10', '5'].map((quantity) => row('Order', 'Stocks', ['ABC', quantity, '10', '-1', '-1', 'O'])),
      ...['6', '4', '5'].map((quantity) => row('Trade', 'Stocks', ['ABC', quantity, '10', '-1', '-1', 'O'])),
    );
    expect(plainRecords(events)).toMatchObject([{ quantity: '6' }, { quantity: '4' }, { quantity: '5' }]);
    expect(inputRecords(events)).toMatchObject({ accepted: 3, rejected: 0 });
  });

  test('a part of an order, which is a reject', () => {
    const events = parsed(
      TRADES,
      row('Order', 'Stocks', ['ABC', '5', '10', '-50', '-1', 'O']),
      row('Trade', 'Stocks', ['ABC', '4', '10', '-40', '-0.4', 'O']),
    );
    expect(plainRecords(events)).toMatchObject([{ quantity: '4' }]);
    expect(reasonsIn(events)).toEqual(['order whose executions are listed in part']);
  });

  test('executions, where they stand before the orders that sum them up', () => {
    const fills = ['1', '2'].map((quantity) =>
      row('Trade', 'Stocks', ['ABC', quantity, '10', '-1', '-1', 'O']),
    );
    const events = parsed(TRADES, ...fills, row('Order', 'Stocks', ['ABC', '3', '10', '-30', '-2', 'O']));
    expect(plainRecords(events)).toMatchObject([{ quantity: '1' }, { quantity: '2' }]);
  });

  test('orders behind executions that are not theirs', () => {
    const events = parsed(
      TRADES,
      row('Trade', 'Stocks', ['ABC', '2', '10', '-20', '-1', 'O']),
      row('Order', 'Stocks', ['ABC', '2', '10', '-20', '-1', 'O']),
      row('Order', 'Stocks', ['DEF', '3', '10', '-30', '-1', 'O']),
      row('Trade', 'Stocks', ['DEF', '4', '10', '-40', '-1', 'O']),
      row('Order', 'Stocks', ['DEF', '5', '10', '-50', '-1', 'O']),
    );
    expect(plainRecords(events)).toMatchObject([{ quantity: '2' }, { quantity: '3' }, { quantity: '4' }]);
    expect(reasonsIn(events)).toEqual(['order whose executions are listed in part']);
  });

  test('nothing of a trade that was cancelled', () => {
    const events = parsed(
      TRADES,
      row('Order', 'Stocks', ['ABC', '3', '10', '-30', '-1', 'O']),
      row('Order', 'Stocks', ['ABC', '-3', '10', '30', '1', 'Ca']),
      row('Order', 'Stocks', ['ABC', '3', '9', '-27', '-1', 'O']),
    );
    expect(plainRecords(events)).toMatchObject([{ action: 'split', ratio: '1' }, { price: '9' }]);
  });

  test('in accounts that a column names, and columns in any order', () => {
    const events = parsed(
      'Trades,Header,Account,DataDiscriminator,Asset Category,Comm/Fee,Currency,SYMBOL,Quantity,T. Price,Proceeds,Date/Time,Code,New',
      'Trades,Data,U200,Order,Stocks,0,EUR,ABC,1,10,-10,"2024-01-10, 09:30:00",O,x',
    );
    expect(plainRecords(events)).toMatchObject([{ account: 'U200', currency: 'EUR', price: '10' }]);
  });
});

describe('ibkrActivity.open(…) parses the other sections', () => {
  test('cash by its section, without its totals', () => {
    const events = parsed(
      'Dividends,Header,Currency,Date,Description,Amount',
      'Dividends,Data,USD,2024-01-15,ABC(US0000000001) Cash Dividend USD 0.24 per Share,2.40',
      'Dividends,Data,Total,,,2.40',
      'Dividends,Data,Total in EUR,,,2.20',
      'Withholding Tax,Header,Currency,Date,Description,Amount,Code',
      'Withholding Tax,Data,USD,2024-01-15,ABC(US0000000001) Cash Dividend USD 0.24 per Share - US Tax,-0.36,',
      'Interest,Header,Currency,Date,Description,Amount',
      'Interest,Data,EUR,2024-01-03,EUR Credit Interest for Dec-2023,1.10',
      'Deposits & Withdrawals,Header,Currency,Settle Date,Description,Amount',
      'Deposits & Withdrawals,Data,USD,2024-01-02,Electronic Fund Transfer,"5,000"',
      'Fees,Header,Subtitle,Currency,Date,Description,Amount',
      'Fees,Data,Other Fees,USD,2024-01-03,Market data,-10',
      'Fees,Data,Total,,,,-10',
      'Something New,Header,Currency,Date,Description,Amount',
      'Something New,Data,USD,2024-01-03,What is it,7',
      'Open Positions,Header,DataDiscriminator,Asset Category,Currency,Symbol,Quantity',
      'Open Positions,Data,Summary,Stocks,USD,ABC,5',
    );
    expect(plainRecords(events)).toMatchObject([
      { account: 'U100', at: '2024-01-15', kind: 'dividend', underlying: 'ABC', amount: '2.4' },
      { kind: 'fee', amount: '-0.36' },
      { kind: 'interest', currency: 'EUR', amount: '1.1' },
      { kind: 'deposit', amount: '5000' },
      { kind: 'fee', amount: '-10' },
      { kind: 'adjustment', amount: '7', description: 'What is it' },
    ]);
    expect(reasonsIn(events)).toEqual([]);
  });

  test('a fee that a trade abroad holds already once, another as a fee', () => {
    const events = parsed(
      TRADES,
      row('Order', 'Stocks', ['XYZ', '10', '5', '-50', '-1.25', 'O']).replace(',USD,', ',GBP,'),
      'Transaction Fees,Header,Asset Category,Currency,Date/Time,Symbol,Description,Quantity,Trade Price,Amount,Code',
      'Transaction Fees,Data,Stocks,GBP,"2024-01-10, 09:30:00",XYZ,UK Stamp Tax,10,5,-0.25,',
      'Transaction Fees,Data,Stocks,EUR,"2024-01-11, 20:20:00",ALO,Daily Trade Charge,10,5,-0.30,',
    );
    expect(plainRecords(events)).toMatchObject([
      { kind: 'fee', amount: '-0.3', currency: 'EUR' },
      { amount: '-51.25' },
    ]);
    expect(ignoredIn(events)).toContain('fee that is part of a trade');
  });

  test('corporate actions and transfers', () => {
    const description = (name: string) =>
      `"ABC(US0000000001) Split 1 for 20 (${name}, ABC CORP, US0000000002)"`;
    const events = parsed(
      'Corporate Actions,Header,Asset Category,Currency,Report Date,Date/Time,Description,Quantity,Proceeds,Value,Realized P/L,Code',
      `Corporate Actions,Data,Stocks,USD,2024-01-11,"2024-01-10, 20:25:00",${description('ABC')},5,0,0,0,`,
      `Corporate Actions,Data,Stocks,USD,2024-01-11,"2024-01-10, 20:25:00",${description('ABC.OLD')},-100,0,0,0,`,
      'Corporate Actions,Data,Total,,,,,,0,0,0,',
      'Transfers,Header,Asset Category,Currency,Symbol,Date,Type,Direction,Xfer Company,Xfer Account,Qty,Xfer Price,Market Value,Realized P/L,Cash Amount,Code',
      'Transfers,Data,Stocks,USD,DEF,2024-01-05,ACATS,In,--,1,"2,500",--,"37,100.00",0.00,0.00,',
      'Transfers,Data,Cash,USD,,2024-01-05,ACATS,In,--,1,,,,,500,',
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'transfer', direction: 'in', underlying: 'DEF', quantity: '2500' },
      { kind: 'transfer', amount: '500' },
      { action: 'split', underlying: 'ABC', ratio: '0.05', executed_at: '2024-01-11T01:25:00Z' },
    ]);
  });

  test('the cash report, and says when the rows do not add up to it', () => {
    const report = (to: string) => [
      'Cash Report,Header,Currency Summary,Currency,Total,Securities,Futures',
      'Cash Report,Data,Starting Cash,USD,100,100,0',
      `Cash Report,Data,Ending Cash,USD,${to},${to},0`,
    ];
    const trade = row('Order', 'Stocks', ['ABC', '3', '10', '-30', '-1', 'O']);
    expect(ignoredIn(parsed(...report('69'), TRADES, trade)).slice(-2)).toEqual([
      'cash report',
      'cash report',
    ]);
    expect(ignoredIn(parsed(...report('70'), TRADES, trade))).toContain(
      'cash report to which the rows of the file do not add up',
    );
  });

  test('the cash report of a currency that was bought for another', () => {
    const events = parsed(
      'Cash Report,Header,Currency Summary,Currency,Total,Securities,Futures',
      'Cash Report,Data,Starting Cash,EUR,0,0,0',
      'Cash Report,Data,Ending Cash,EUR,998,998,0',
      TRADES.replace('Comm/Fee', 'Comm in EUR'),
      row('Order', 'Forex', ['EUR.USD', '1,000', '1.1', '-1100', '-2', '']),
    );
    expect(ignoredIn(events).slice(-2)).toEqual(['cash report', 'cash report']);
  });

  test('the range that the statement covers', () => {
    const parser = ibkrActivity.open({ account: null }, 's.csv');
    parser.push(new TextEncoder().encode(HEAD.join('\n')));
    parser.end();
    expect(parser.covered?.()).toEqual({ from: '2024-01-01', through: '2024-01-31' });
  });
});

describe('ibkrActivity.open(…) rejects', () => {
  test.each([
    [
      row('Order', OPTIONS, ['ABC CALL', '1', '1', '-100', '-1', 'O']),
      'option contract not named: "ABC CALL"',
    ],
    [
      row('Adjustment', 'Stocks', ['ABC', '1', '1', '-1', '0', '']),
      'kind of trade row not known: "Adjustment"',
    ],
    [row('Order', 'Stocks', ['ABC', '1.0,5', '1', '-1', '0', '']), 'quantity not a number: "1.0,5"'],
    [
      row('Order', 'Stocks', ['ABC', '1', '1', '-1', '0', ''], 'gestern'),
      'executed_at not a time: "gestern"',
    ],
    ['Nowhere,Data,1', 'row of a section without headings: "Nowhere"'],
    ['Novelty,Header,Thing\nNovelty,Data,1', 'section not known: "Novelty"'],
  ])('%s', (line, reason) => {
    expect(reasonsIn(parsed(TRADES, line))).toEqual([reason]);
  });
});

describe('ibkrActivity.open(…) refuses', () => {
  test('a statement in another language, naming its heading', () => {
    expect(() => parsedText(ibkrActivity, 'Statement,Header,Feldname,Feldwert\n')).toThrow(FileRefused);
    expect(() => parsedText(ibkrActivity, 'Statement,Header,Feldname,Feldwert\n')).toThrow(
      '"Feldname"); choose English',
    );
  });

  test('a section without a column that it needs, naming it', () => {
    const file = [
      ...HEAD,
      'Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,Proceeds,Comm/Fee,Code',
      'Trades,Data,Order,Stocks,USD,ABC,x,1,1,0,O',
    ].join('\n');
    expect(() => parsedText(ibkrActivity, file)).toThrow(
      'section Trades without the column "T. Price"; its columns are "DataDiscriminator", "Asset Category"',
    );
  });

  test('a file that names no account when the user said none', () => {
    const file = [TRADES, row('Order', 'Stocks', ['ABC', '1', '1', '-1', '0', ''])].join('\n');
    const parser = ibkrActivity.open({ account: null }, 's.csv');
    parser.push(new TextEncoder().encode(file));
    expect(() => parser.end()).toThrow('names no account');
  });
});

const folder = sharedData('ibkr-flex-and-activity');
(folder === undefined ? describe.skip : describe)('the shared activity statement', () => {
  test('is accounted for and comes to the proceeds and commissions of its rows', () => {
    const path = join(folder ?? '', 'bulentgercek_activity_sample.csv');
    const events = parsedFile(path);
    let cents = 0;
    for (const line of readFileSync(path, 'utf8')
      .split('\n')
      .filter((text) => text.startsWith('Trades,Data,Order')))
      for (const text of line.split(',').slice(11, 13)) cents += Math.round(Number(text) * 100);
    expect(inputRecords(events)).toEqual({ accepted: 10, rejected: 0, ignored: 2 });
    expect(statedCash(events)).toBe(String(cents / 100));
    expect(
      new Set(plainRecords(events).map((record) => (record as { multiplier: string }).multiplier)),
    ).toEqual(new Set(['100']));
  });
});
