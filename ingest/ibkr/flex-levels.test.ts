import { SUMS } from '../../domain/records/coarseness.js';
import { describe, expect, test } from '@jest/globals';
import { CALL, OPTION, SHARES, el, ignoredIn, parsed, trades } from '../../test/flex-query.js';
import { inputRecords, plainRecords, reasonsIn, recordsIn } from '../../test/parsed-file.js';

describe('ibkrFlex.open(…) counts once', () => {
  const execution = { ...SHARES, levelOfDetail: 'EXECUTION' };

  test('executions that orders, sums and lots tell again', () => {
    const order = el('Order', { ...SHARES, levelOfDetail: 'ORDER', ibOrderID: '7' });
    const lot = el('Lot', { ...SHARES, levelOfDetail: 'CLOSED_LOT' });
    const sum = el('Trade', { ...SHARES, levelOfDetail: 'SYMBOL_SUMMARY' });
    const events = parsed(`<Trades>${order}${el('Trade', execution)}${order}${lot}${sum}</Trades>`);
    expect(recordsIn(events)).toHaveLength(1);
    expect(inputRecords(events)).toEqual({ accepted: 1, rejected: 0, ignored: 4 });
  });

  test('orders where the query has no executions', () => {
    const events = parsed(trades({ ...SHARES, levelOfDetail: 'ORDER', ibOrderID: '7' }));
    expect(recordsIn(events)).toMatchObject([{ coarseness: SUMS + 1, record: { order_id: '7' } }]);
  });

  test('an execution that two statements of one account tell, but two fills alike twice', () => {
    const row = { ...execution, ibExecID: 'e1', transactionID: '1' };
    const fills = parsed(trades(execution, execution));
    expect(recordsIn(fills)).toHaveLength(2);
    const again = parsed(trades(row, { ...row }));
    expect(recordsIn(again)).toHaveLength(1);
    expect(ignoredIn(again)).toEqual(['execution twice in this file']);
  });

  test('ends of options that the trades tell too', () => {
    const ended = {
      ...OPTION,
      notes: 'Ep',
      tradePrice: '0',
      proceeds: '0',
      netCash: '0',
      quantity: '2',
      buySell: 'BUY',
    };
    const eae = el('OptionEAE', {
      ...ended,
      transactionType: 'Expiration',
      dateTime: '',
      date: '20240110',
      quantity: '2',
    });
    const events = parsed(trades(ended), `<OptionEAE>${eae}</OptionEAE>`);
    expect(plainRecords(events)).toMatchObject([{ action: 'expire', quantity: '2', amount: '0' }]);
    expect(ignoredIn(events)).toEqual(['end of an option that is among the trades']);
  });

  test('an end that the trades tell in two parts', () => {
    const ended = {
      ...OPTION,
      notes: 'A',
      tradePrice: '0',
      proceeds: '0',
      netCash: '0',
      quantity: '1',
      buySell: 'BUY',
    };
    const eae = el('OptionEAE', {
      ...ended,
      transactionType: 'Assignment',
      dateTime: '',
      date: '20240110',
      quantity: '2',
    });
    const events = parsed(trades(ended, ended), `<OptionEAE>${eae}</OptionEAE>`);
    expect(inputRecords(events)).toEqual({ accepted: 2, rejected: 0, ignored: 1 });
  });

  test('what an option came to where only its end tells it', () => {
    const nothing = {
      ...OPTION,
      tradePrice: '0',
      proceeds: '0',
      netCash: '0',
      quantity: '2',
      buySell: 'BUY',
      ibCommission: '0',
    };
    const eae = el('OptionEAE', {
      ...nothing,
      transactionType: 'Assignment',
      dateTime: '',
      date: '20240110',
    });
    expect(plainRecords(parsed(trades(nothing), `<OptionEAE>${eae}</OptionEAE>`))).toMatchObject([
      { action: 'assign', quantity: '2' },
    ]);
    expect(plainRecords(parsed(trades(nothing)))).toMatchObject([{ action: 'buy_to_open', price: '0' }]);
  });

  test('ends of options, and the shares they delivered, of a query without trades', () => {
    const eae = [
      {
        ...OPTION,
        date: '20240119',
        dateTime: '',
        transactionType: 'Assignment',
        quantity: '2',
        tradePrice: '0',
        netCash: '',
        proceeds: '',
        buySell: '',
        ibCommission: '',
      },
      {
        assetCategory: 'STK',
        symbol: 'ABC',
        currency: 'USD',
        date: '20240119',
        transactionType: 'Sell',
        quantity: '-200',
        tradePrice: '12.5',
      },
    ];
    const events = parsed(`<OptionEAE>${eae.map((row) => el('OptionEAE', row)).join('')}</OptionEAE>`);
    expect(plainRecords(events)).toMatchObject([
      { action: 'assign', ...CALL, quantity: '2', executed_at: '2024-01-19' },
      { action: 'sell', underlying: 'ABC', quantity: '200', price: '12.5' },
    ]);
  });

  test('the cash ledger only where no other section tells cash', () => {
    const line = el('StatementOfFundsLine', {
      date: '20240110',
      currency: 'USD',
      activityDescription: 'Electronic Fund Transfer',
      amount: '50',
      levelOfDetail: 'Currency',
    });
    const trade = el('StatementOfFundsLine', {
      date: '20240110',
      currency: 'USD',
      amount: '-50',
      tradeID: '9',
      buySell: 'BUY',
    });
    const cash = el('CashTransaction', {
      type: 'Deposits/Withdrawals',
      amount: '50',
      dateTime: '20240110',
      currency: 'USD',
    });
    const alone = parsed(`<StmtFunds>${line}${trade}</StmtFunds>`);
    expect(plainRecords(alone)).toMatchObject([{ kind: 'deposit', amount: '50' }]);
    expect(reasonsIn(alone)).toEqual(['trade in the cash ledger: add the section Trades to the query: "9"']);
    const both = parsed(`<StmtFunds>${line}</StmtFunds>`, `<CashTransactions>${cash}</CashTransactions>`);
    expect(inputRecords(both)).toEqual({ accepted: 1, rejected: 0, ignored: 1 });
  });

  test('cash rows in detail, sums only where there is no detail', () => {
    const row = {
      type: 'Dividends',
      amount: '5',
      dateTime: '20240110',
      currency: 'USD',
      symbol: 'ABC',
      assetCategory: 'STK',
    };
    const sum = el('CashTransaction', { ...row, levelOfDetail: 'SUMMARY' });
    const detail = el('CashTransaction', { ...row, levelOfDetail: 'DETAIL' });
    expect(recordsIn(parsed(`<CashTransactions>${sum}${detail}</CashTransactions>`))).toHaveLength(1);
    expect(recordsIn(parsed(`<CashTransactions>${sum}</CashTransactions>`))).toHaveLength(1);
  });
});
