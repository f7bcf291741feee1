import { describe, expect, test } from '@jest/globals';
import { SHARES, el, ignoredIn, parsed, query, trades } from '../../test/flex-query.js';
import { plainRecords, reasonsIn } from '../../test/parsed-file.js';
import { ibkrFlex } from './flex.js';

describe('ibkrFlex.open(…) parses cash and transfers', () => {
  test.each([
    ['Deposits/Withdrawals', '-5', 'withdrawal'],
    ['Deposits &amp; Withdrawals', '5', 'deposit'],
    ['Payment In Lieu Of Dividends', '5', 'dividend'],
    ['Broker Interest Paid', '-5', 'interest'],
    ['Withholding Tax', '-5', 'fee'],
    ['Other Fees', '-5', 'fee'],
    ['Commission Adjustments', '5', 'fee'],
    ['Something New', '5', 'adjustment'],
  ])('%s of %s as %s', (type, amount, kind) => {
    const row = el('CashTransaction', {
      type,
      amount,
      dateTime: '20240110;202000',
      currency: 'EUR',
      description: 'd',
    });
    expect(plainRecords(parsed(`<CashTransactions>${row}</CashTransactions>`))).toEqual([
      { account: 'U100', at: '2024-01-10', kind, amount, currency: 'EUR', description: 'd' },
    ]);
  });

  test('sales tax as a fee', () => {
    const tax = el('SalesTax', {
      date: '20240110',
      currency: 'EUR',
      salesTax: '-1.9',
      taxableDescription: 'Data',
    });
    expect(plainRecords(parsed(`<SalesTaxes>${tax}</SalesTaxes>`))).toMatchObject([
      { kind: 'fee', amount: '-1.9', description: 'Data' },
    ]);
  });

  test('transfers in kind and in cash; one of a short position is a reject', () => {
    const row = {
      assetCategory: 'STK',
      symbol: 'ABC',
      date: '20240110',
      direction: 'IN',
      quantity: '10',
      currency: 'USD',
      type: 'ACATS',
    };
    const events = parsed(
      `<Transfers>${[
        row,
        { ...row, direction: 'OUT', quantity: '-4' },
        { ...row, assetCategory: 'CASH', quantity: '0', cashTransfer: '-25.5' },
        { ...row, quantity: '-1' },
      ]
        .map((each) => el('Transfer', each))
        .join('')}</Transfers>`,
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'transfer', direction: 'in', quantity: '10' },
      { action: 'transfer', direction: 'out', quantity: '4' },
      { kind: 'transfer', amount: '-25.5' },
    ]);
    expect(reasonsIn(events)).toEqual(['transfer of a short position: "ABC"']);
  });

  test('the cash report, and says when the rows do not add up to it', () => {
    const report = (endingCash: string) =>
      `<CashReport>${el('CashReportCurrency', { currency: 'USD', startingCash: '5000', endingCash })}</CashReport>`;
    expect(ignoredIn(parsed(report('3999'), trades(SHARES)))).toEqual(['cash report']);
    expect(ignoredIn(parsed(report('4000'), trades(SHARES)))).toEqual([
      'cash report to which the rows of the file do not add up',
    ]);
  });

  test('the range that the statement covers', () => {
    const parser = ibkrFlex.open({ account: null }, 'q.xml');
    parser.push(new TextEncoder().encode(query(trades(SHARES))));
    parser.end();
    expect(parser.covered?.()).toEqual({ from: '2024-01-02', through: '2024-01-31' });
  });
});
