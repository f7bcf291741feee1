import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  inputRecords,
  parsedFile,
  parsedText,
  plainRecords,
  reasonsIn,
  statedCash,
} from '../../test/parsed-file.js';
import { sharedData } from '../../test/shared-data.js';
import { ibkrTransactions } from './transactions.js';

const HEAD = [
  'Statement,Header,Field Name,Field Value',
  'Statement,Data,Title,Transaction History',
  'Statement,Data,Period,"January 1, 2024 - January 31, 2024"',
  'Summary,Header,Field Name,Field Value',
  'Summary,Data,Base Currency,EUR',
];
const COLUMNS =
  'Transaction History,Header,Date,Account,Description,Transaction Type,Symbol,Quantity,Price,Price Currency,Gross Amount ,Commission,Net Amount';
const file = (...rows: string[]) =>
  [...HEAD, COLUMNS, ...rows.map((row) => `Transaction History,Data,${row}`)].join('\n');
const parsed = (...rows: string[]) => parsedText(ibkrTransactions, file(...rows));

describe('ibkrTransactions.open(…) parses', () => {
  test('trades in the base currency, a price in another as what it came to', () => {
    const events = parsed(
      '2024-01-10,U100,ABC INC,Buy,ABC,10.0,20.0,USD,-180.0,-1.0,-181.0',
      '2024-01-11,U100,XYZ AG,Sell,XYZ,-4.0,25.0,EUR,100.0,-,100.0',
      '2024-01-12,U100,ABC 19JAN24 12.5 C,Sell,ABC   240119C00012500,-1.0,0.5,EUR,50.0,-1.0,49.0',
    );
    expect(plainRecords(events)).toMatchObject([
      {
        account: 'U100',
        executed_at: '2024-01-10',
        action: 'buy',
        price: '18',
        amount: '-181',
        fees: '1',
        currency: 'EUR',
        extra: '{"price":"20","price_currency":"USD"}',
      },
      { action: 'sell', price: '25', amount: '100' },
      { action: 'sell', underlying: 'ABC', right: 'call', strike: '12.5', price: '0.5', amount: '49' },
    ]);
  });

  test('ends of options and cash, amounts with exponents', () => {
    const events = parsed(
      '2024-01-19,U100,ABC 19JAN24 12.5 C,Expired,ABC   240119C00012500,1.0,0.0,EUR,0.0,-,0.0',
      '2024-01-19,U100,ABC 19JAN24 15 C,Assigned,ABC   240119C00015000,1.0,0.0,EUR,0.0,-,0.0',
      '2024-01-10,U100,Net Amount in Base from Forex Trade,Forex Trade Component,EUR.USD,0.8,1.1,USD,-2.5E-4,-,-2.5E-4',
      '2024-01-10,U100,Disbursement,Withdrawal,-,-,-,-,-50.0,-,-50.0',
      '2024-01-10,U100,Tax,Foreign Tax Withholding,ABC,-,-,-,-3.0,-,-3.0',
    );
    expect(plainRecords(events)).toMatchObject([
      { kind: 'adjustment', amount: '-0.00025', at: '2024-01-10' },
      { kind: 'withdrawal', amount: '-50' },
      { kind: 'fee', underlying: 'ABC', amount: '-3' },
      { action: 'expire', quantity: '1' },
      { action: 'assign', strike: '15' },
    ]);
  });

  test('a masked account as the one that the user said where it may be that, else as it is', () => {
    const row = '2024-01-10,U***67,ABC INC,Buy,ABC,10.0,20.0,EUR,-200.0,-1.0,-201.0';
    const as = (account: string) => {
      const parser = ibkrTransactions.open({ account }, 'h.csv');
      return plainRecords([...parser.push(new TextEncoder().encode(file(row))), ...parser.end()]);
    };
    expect(as('U1234567')).toMatchObject([{ account: 'U1234567' }]);
    expect(as('main')).toMatchObject([{ account: 'U***67' }]);
  });
});

describe('ibkrTransactions.open(…) rejects and refuses', () => {
  test('a type without money that is not known, a file without a column', () => {
    expect(reasonsIn(parsed('2024-01-10,U100,x,Novelty,-,-,-,-,-,-,-'))).toEqual([
      'Transaction Type not known: "Novelty"',
    ]);
    const without = file('2024-01-10,U100,x,Buy,ABC').replace(',Net Amount', '');
    expect(() => parsedText(ibkrTransactions, without)).toThrow(
      'section Transaction History without the column "Net Amount"',
    );
  });
});

const folder = sharedData('ibkr-flex-and-activity');
(folder === undefined ? describe.skip : describe)('the shared transaction history', () => {
  const path = join(folder ?? '', 'kapji_transaction_history.csv');

  test('is accounted for and comes to its net amounts', () => {
    const events = parsedFile(path);
    expect(inputRecords(events)).toEqual({ accepted: 12, rejected: 0, ignored: 7 });
    const nets = [...readFileSync(path, 'utf8').matchAll(/^Transaction History,Data.*,([-\dE.]+)$/gm)].map(
      ([, net]) => Number(net),
    );
    expect(Number(statedCash(events))).toBeCloseTo(
      nets.reduce((sum, net) => sum + net, 0),
      8,
    );
  });
});
