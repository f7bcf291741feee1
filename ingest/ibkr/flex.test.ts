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
} from '../../test/parsed-file.js';
import { sharedData } from '../../test/shared-data.js';
import { detectFormat } from '../formats.js';
import { ibkrFlex } from './flex.js';
import type { Parsed } from '../source-format.js';

type Attributes = Readonly<Record<string, string>>;

/** An element: `el('Trade', {symbol: 'ABC'})`. */
const el = (name: string, attributes: Attributes, inside = '') =>
  `<${name} ${Object.entries(attributes)
    .map(([key, value]) => `${key}="${value}"`)
    .join(' ')}>${inside}</${name}>`;

const query = (...sections: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<FlexQueryResponse queryName="q" type="AF"><FlexStatements count="1">\n` +
  `<FlexStatement accountId="U100" fromDate="20240102" toDate="20240131" whenGenerated="20240201;010101">\n${sections.join('\n')}\n</FlexStatement></FlexStatements></FlexQueryResponse>`;
const trades = (...rows: Attributes[]) =>
  `<Trades>${rows.map((row) => el('Trade', row)).join('\n')}</Trades>`;
const parsed = (...sections: string[]) => parsedText(ibkrFlex, query(...sections));
const ignoredIn = (events: readonly Parsed[]) =>
  events.flatMap((event) => (event.kind === 'ignored' ? [event.reason] : []));

const SHARES = {
  assetCategory: 'STK',
  symbol: 'ABC',
  currency: 'USD',
  dateTime: '20240110;093000',
  quantity: '100',
  tradePrice: '10',
  proceeds: '-1000',
  ibCommission: '-1',
  netCash: '-1001',
  buySell: 'BUY',
};
const OPTION = {
  ...SHARES,
  assetCategory: 'OPT',
  symbol: 'ABC   240119C00012500',
  underlyingSymbol: 'ABC',
  putCall: 'C',
  strike: '12.5',
  expiry: '20240119',
  multiplier: '100',
  quantity: '-2',
  tradePrice: '0.5',
  proceeds: '100',
  ibCommission: '-1.3',
  netCash: '98.7',
  buySell: 'SELL',
  openCloseIndicator: 'O',
};
const CALL = {
  underlying: 'ABC',
  root: 'ABC',
  right: 'call',
  strike: '12.5',
  expiration: '2024-01-19',
  multiplier: '100',
};

describe('ibkrFlex.open(…) parses trades', () => {
  test('of shares and options, with ids, costs and the broker’s cash', () => {
    const events = parsed(
      trades(
        { ...SHARES, ibExecID: 'e1', ibOrderID: '7', transactionID: '55', levelOfDetail: 'EXECUTION' },
        { ...OPTION, tradeID: 't2' },
      ),
    );
    expect(plainRecords(events)).toEqual([
      {
        execution_id: 'e1',
        order_id: '7',
        account: 'U100',
        executed_at: '2024-01-10T14:30:00Z',
        action: 'buy',
        underlying: 'ABC',
        multiplier: '1',
        quantity: '100',
        price: '10',
        fees: '1',
        amount: '-1001',
        currency: 'USD',
        sequence: 55,
      },
      {
        execution_id: 't2',
        account: 'U100',
        executed_at: '2024-01-10T14:30:00Z',
        action: 'sell_to_open',
        ...CALL,
        quantity: '2',
        price: '0.5',
        fees: '1.3',
        amount: '98.7',
        currency: 'USD',
      },
    ]);
    expect(recordsIn(events).map(({ lines }) => lines)).toEqual([[4], [5]]);
  });

  test.each([
    ['20240110;093000', '2024-01-10T14:30:00Z'],
    ['2024-01-10, 09:30:00', '2024-01-10T14:30:00Z'],
    ['2024-01-10;093000', '2024-01-10T14:30:00Z'],
    ['01/10/2024 09:30:00', '2024-01-10T14:30:00Z'],
    ['10-JAN-24 093000', '2024-01-10T14:30:00Z'],
    ['20240110093000', '2024-01-10T14:30:00Z'],
    ['2024-07-10;09:30:00 EDT', '2024-07-10T13:30:00Z'],
    ['2024-01-10T09:30:00-05:00', '2024-01-10T14:30:00Z'],
    ['20240110', '2024-01-10'],
    ['20240110;000000', '2024-01-10'],
  ])('at %s, several formats in one file', (dateTime, at) => {
    const events = parsed(trades({ ...SHARES, dateTime }, { ...SHARES, dateTime: '20240110;093000' }));
    expect(plainRecords(events)[0]).toMatchObject({ executed_at: at });
    expect(plainRecords(events)[1]).toMatchObject({ executed_at: '2024-01-10T14:30:00Z' });
  });

  test('with the day first where the statement’s own dates say so', () => {
    const file = query(trades({ ...SHARES, dateTime: '03/02/2024;093000' })).replace(
      '"20240131"',
      '"31/01/2024"',
    );
    expect(plainRecords(parsedText(ibkrFlex, file))).toMatchObject([{ executed_at: '2024-02-03T14:30:00Z' }]);
  });

  test('from the least attributes that say what was traded', () => {
    const least = {
      symbol: 'ABC   240119P00012500',
      quantity: '-1',
      tradePrice: '0.5',
      tradeDate: '20240110',
      tradeTime: '10:00:00',
    };
    const events = parsed(
      trades(least, { symbol: 'DEF', quantity: '5', tradePrice: '2.5', reportDate: '2024-01-10' }),
    );
    expect(plainRecords(events)).toEqual([
      {
        account: 'U100',
        executed_at: '2024-01-10T15:00:00Z',
        action: 'sell',
        ...{
          underlying: 'ABC',
          root: 'ABC',
          right: 'put',
          strike: '12.5',
          expiration: '2024-01-19',
          multiplier: '100',
        },
        quantity: '1',
        price: '0.5',
        currency: 'USD',
      },
      {
        account: 'U100',
        executed_at: '2024-01-10',
        action: 'buy',
        underlying: 'DEF',
        multiplier: '1',
        quantity: '5',
        price: '2.5',
        currency: 'USD',
      },
    ]);
  });

  test('with taxes as costs, a rebate as no fee and a commission in another currency beside it', () => {
    const events = parsed(
      trades(
        { ...SHARES, taxes: '-5', netCash: '' },
        { ...SHARES, ibCommission: '0.25', netCash: '-999.75' },
        { ...SHARES, currency: 'EUR', ibCommissionCurrency: 'USD', netCash: '-1000' },
      ),
    );
    expect(plainRecords(events)).toMatchObject([
      { fees: '6', amount: '-1006' },
      { amount: '-999.75' },
      { currency: 'EUR', amount: '-1000', extra: '{"commission":"-1","commission_currency":"USD"}' },
    ]);
    expect(plainRecords(events)[1]).not.toHaveProperty('fees');
  });

  test('of futures by their worth, with the day’s settlement as the cash', () => {
    const future = {
      ...SHARES,
      assetCategory: 'FUT',
      symbol: 'XY   MAR 24',
      multiplier: '50',
      expiry: '20240315',
    };
    const events = parsed(
      trades({ ...future, tradePrice: '4000', proceeds: '-200000', quantity: '1', netCash: '123' }),
    );
    expect(plainRecords(events)).toMatchObject([
      { underlying: 'XY MAR 24', multiplier: '50', price: '4000', fees: '1' },
    ]);
    expect(plainRecords(events)[0]).not.toHaveProperty('amount');
    expect(recordsIn(events)[0]?.statedAmount).toBe(1_230_000_000_000n);
  });

  test('of futures options with their own multiplier, of index options under the index', () => {
    const events = parsed(
      trades(
        {
          ...OPTION,
          assetCategory: 'FOP',
          symbol: 'LOF4 P6000',
          description: 'CL JAN24 60.0 P',
          underlyingSymbol: 'CLF4',
          putCall: 'P',
          strike: '60',
          expiry: '20240117',
          multiplier: '1000',
        },
        {
          ...OPTION,
          symbol: 'SPXW  240119C04800000',
          underlyingSymbol: '',
          putCall: '',
          strike: '',
          expiry: '',
        },
      ),
    );
    expect(plainRecords(events)).toMatchObject([
      { underlying: 'CLF4', right: 'put', strike: '60', expiration: '2024-01-17', multiplier: '1000' },
      { underlying: 'SPX', root: 'SPXW', right: 'call', strike: '4800', expiration: '2024-01-19' },
    ]);
  });

  test('in several accounts and currencies', () => {
    const events = parsed(trades(SHARES, { ...SHARES, accountId: 'U200', currency: 'EUR' }));
    expect(plainRecords(events)).toMatchObject([
      { account: 'U100', currency: 'USD' },
      { account: 'U200', currency: 'EUR' },
    ]);
  });

  test.each([
    [{ ...OPTION, notes: 'Ep' }, 'expire'],
    [{ ...OPTION, notes: 'P;A' }, 'assign'],
    [{ ...OPTION, notes: 'Ex' }, 'exercise'],
    [{ ...OPTION, notes: 'IA;P', openCloseIndicator: 'C' }, 'sell_to_close'],
    [{ ...OPTION, openCloseIndicator: 'C;O' }, 'sell'],
    [{ ...OPTION, openCloseIndicator: '', notes: 'O;P' }, 'sell_to_open'],
    [{ ...OPTION, transactionType: 'Assignment', openCloseIndicator: '' }, 'assign'],
    [{ ...SHARES, notes: 'A', quantity: '-100', buySell: 'SELL' }, 'sell'],
  ])('by their codes: %#', (row, action) => {
    expect(plainRecords(parsed(trades(row)))).toMatchObject([{ action }]);
  });
});

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
    expect(recordsIn(events)).toMatchObject([{ coarseness: 1, record: { order_id: '7' } }]);
  });

  test('an execution that two statements of one account tell, but two fills alike twice', () => {
    const row = { ...execution, ibExecID: 'e1', transactionID: '1' };
    const fills = parsed(trades(execution, execution));
    expect(recordsIn(fills)).toHaveLength(2);
    const again = parsed(trades(row, { ...row }));
    expect(recordsIn(again)).toHaveLength(1);
    expect(ignoredIn(again)).toEqual(['execution told twice in this file']);
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
    expect(ignoredIn(events)).toEqual(['end of an option that is told among the trades']);
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

describe('ibkrFlex.open(…) voids', () => {
  const cancel = {
    ...SHARES,
    buySell: 'BUY (Ca.)',
    quantity: '-100',
    proceeds: '1000',
    ibCommission: '1',
    netCash: '1001',
  };

  test.each([
    ['after it', [SHARES, cancel]],
    ['before it', [cancel, SHARES]],
    ['told by its code alone', [SHARES, { ...cancel, buySell: '', notes: 'Ca' }]],
    ['told by its kind alone', [SHARES, { ...cancel, buySell: '', transactionType: 'TradeCancel' }]],
    ['told as a negative purchase', [SHARES, { ...cancel, buySell: 'BUY' }]],
    ['with an unsigned quantity', [SHARES, { ...cancel, quantity: '100' }]],
  ])('a trade with its cancellation %s, and keeps the corrected one', (_, rows) => {
    const events = parsed(trades(...rows, { ...SHARES, tradePrice: '9', proceeds: '-900', netCash: '-901' }));
    expect(plainRecords(events)).toMatchObject([{ action: 'buy', price: '9', amount: '-901' }]);
    expect(inputRecords(events)).toEqual({ accepted: 1, rejected: 0, ignored: 2 });
  });

  test('the trade that the cancellation names, of two alike', () => {
    const events = parsed(
      trades(
        { ...SHARES, tradeID: '1' },
        { ...SHARES, tradeID: '2' },
        { ...cancel, tradeID: '', origTradeID: '2' },
      ),
    );
    expect(plainRecords(events)).toMatchObject([{ execution_id: '1' }]);
  });

  test('the trade of its own day, of two alike', () => {
    const later = '20240111;093000';
    const events = parsed(trades(SHARES, { ...SHARES, dateTime: later }, { ...cancel, dateTime: later }));
    expect(plainRecords(events)).toMatchObject([{ executed_at: '2024-01-10T14:30:00Z' }]);
  });

  test('the trade of its own day where the times differ, else the last one', () => {
    const days = ['20240110', '20240111', '20240112'].map((day) => ({
      ...SHARES,
      dateTime: `${day};093000`,
    }));
    const left = (dateTime: string) =>
      plainRecords(parsed(trades(...days, { ...cancel, dateTime }))).map((record) =>
        (record as { executed_at: string }).executed_at.slice(8, 10),
      );
    expect(left('20240111;160000')).toEqual(['10', '12']);
    expect(left('20240115;160000')).toEqual(['10', '11']);
  });

  test('a sale that is taken back by one of a positive quantity, but none that only has no sign', () => {
    const sale = { ...SHARES, buySell: 'SELL', quantity: '-100', proceeds: '1000', netCash: '999' };
    const back = { ...sale, quantity: '100', proceeds: '-1000', netCash: '-999' };
    expect(recordsIn(parsed(trades(sale, back)))).toEqual([]);
    expect(plainRecords(parsed(trades({ ...sale, quantity: '100' })))).toMatchObject([{ action: 'sell' }]);
  });

  test('an exercise, and never ends a contract by its cancellation', () => {
    const exercise = {
      ...OPTION,
      notes: 'Ex',
      tradePrice: '0',
      proceeds: '0',
      netCash: '0',
      ibCommission: '0',
    };
    const back = { ...exercise, notes: 'Ex;Ca', quantity: '2', buySell: '' };
    expect(recordsIn(parsed(trades(exercise, back)))).toEqual([]);
    expect(plainRecords(parsed(trades(back)))).toMatchObject([{ action: 'buy', price: '0' }]);
  });

  test('a trade of another file by its opposite', () => {
    const events = parsed(trades(cancel));
    expect(plainRecords(events)).toMatchObject([
      { action: 'sell', quantity: '100', amount: '1001', extra: '{"cancels":true}' },
    ]);
  });
});

const action = (fields: Attributes) =>
  el('CorporateAction', {
    assetCategory: 'STK',
    currency: 'USD',
    dateTime: '20240110;202500',
    proceeds: '0',
    symbol: 'OLD',
    ...fields,
  });
const actions = (...rows: string[]) => parsed(`<CorporateActions>${rows.join('')}</CorporateActions>`);

describe('ibkrFlex.open(…) parses corporate actions', () => {
  test('a split told by the shares it added, by its ratio', () => {
    const description = 'OLD(US0000000001) SPLIT 4 FOR 1 (OLD, OLD CORP, US0000000001)';
    expect(plainRecords(actions(action({ type: 'FS', quantity: '300', description })))).toMatchObject([
      { action: 'split', underlying: 'OLD', ratio: '4' },
    ]);
  });

  test('a reverse split told by the old position and the new one', () => {
    const description = (name: string) =>
      `OLD(US0000000001) SPLIT 1 FOR 20 (${name}, OLD CORP, US0000000009)`;
    const events = actions(
      action({ type: 'RS', quantity: '5', description: description('OLD') }),
      action({ type: 'RS', quantity: '-100', symbol: 'OLD.OLD', description: description('OLD.OLD') }),
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'split', underlying: 'OLD', ratio: '0.05', quantity: '100' },
    ]);
    expect(recordsIn(events)[0]?.lines).toHaveLength(2);
  });

  test('a change of symbol, and one of the identifier alone as nothing', () => {
    const change = (name: string) =>
      `OLD(US0000000001) CUSIP/ISIN CHANGE TO (US0000000002) (${name}, CORP, US0000000002)`;
    const renamed = actions(
      action({ type: 'IC', quantity: '-85', description: change('OLD') }),
      action({ type: 'IC', quantity: '85', symbol: 'NEW', description: change('NEW') }),
    );
    expect(plainRecords(renamed)).toMatchObject([
      { action: 'symbol_change', underlying: 'OLD', to_underlying: 'NEW', quantity: '85' },
    ]);
    const same = actions(
      action({ type: 'IC', quantity: '-85', description: change('OLD.OLD') }),
      action({ type: 'IC', quantity: '85', description: change('OLD') }),
    );
    expect(inputRecords(same)).toEqual({ accepted: 0, rejected: 0, ignored: 2 });
  });

  test('a merger for cash as a sale, for shares as a change of symbol by its ratio, for both as both', () => {
    const cash =
      'OLD(US0000000001) MERGED(Acquisition) FOR USD 50.00 PER SHARE (OLD, OLD CORP, US0000000001)';
    expect(
      plainRecords(actions(action({ type: 'TC', quantity: '-100', proceeds: '5000', description: cash }))),
    ).toMatchObject([{ action: 'sell', quantity: '100', price: '50', amount: '5000' }]);
    const both = (name: string) =>
      `OLD(US0000000001) CASH and STOCK MERGER (Acquisition) WITH US0000000002 1 FOR 4 (${name}, CORP, US0000000002)`;
    const events = actions(
      action({ type: 'TC', quantity: '-100', proceeds: '70', description: both('OLD') }),
      action({ type: 'TC', quantity: '25', symbol: 'NEW', description: both('NEW') }),
    );
    expect(plainRecords(events)).toMatchObject([
      { kind: 'adjustment', amount: '70' },
      { action: 'symbol_change', to_underlying: 'NEW', ratio: '0.25' },
    ]);
  });

  test('a spin-off as shares without cost, a stock dividend as shares added, worthless shares as sold for nothing', () => {
    const events = actions(
      action({
        type: 'SO',
        quantity: '10',
        symbol: 'NEW',
        description: 'OLD(US0000000001) SPINOFF  1 FOR 10 (NEW, NEW CORP, US0000000003)',
      }),
      action({
        type: 'SD',
        quantity: '3',
        description: 'OLD(US0000000001) STOCK DIVIDEND US0000000001 3 FOR 100 (OLD, OLD, US0000000001)',
      }),
      action({ type: 'DW', quantity: '-7', symbol: 'GONE', description: 'Delisted' }),
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'transfer', direction: 'in', underlying: 'NEW', quantity: '10' },
      { action: 'split', underlying: 'OLD', quantity: '3' },
      { action: 'sell', underlying: 'GONE', quantity: '7', price: '0' },
    ]);
    expect(plainRecords(events)[1]).not.toHaveProperty('ratio');
  });

  test('an option that takes another root, strike and multiplier', () => {
    const option = {
      assetCategory: 'OPT',
      putCall: 'C',
      expiry: '20240119',
      actionID: '9',
      type: 'CS',
      description: 'x',
    };
    const events = actions(
      action({
        ...option,
        symbol: 'OLD   240119C00100000',
        strike: '100',
        multiplier: '100',
        underlyingSymbol: 'OLD',
        quantity: '-1',
      }),
      action({
        ...option,
        symbol: 'OLD1  240119C00050000',
        strike: '50',
        multiplier: '150',
        underlyingSymbol: 'OLD',
        quantity: '1',
      }),
    );
    expect(plainRecords(events)).toMatchObject([
      {
        action: 'symbol_change',
        strike: '100',
        to_strike: '50',
        to_multiplier: '150',
        extra: expect.stringContaining('"to_root":"OLD1"') as unknown,
      },
    ]);
  });

  test('one that was cancelled as nothing', () => {
    const description = 'OLD(US0000000001) SPINOFF  1 FOR 10 (NEW, NEW CORP, US0000000003)';
    const row = { type: 'SO', symbol: 'NEW', description };
    const events = actions(
      action({ ...row, quantity: '10' }),
      action({ ...row, quantity: '-10', code: 'Ca' }),
      action({ ...row, quantity: '11' }),
    );
    expect(plainRecords(events)).toMatchObject([{ quantity: '11' }]);
    expect(inputRecords(events)).toEqual({ accepted: 1, rejected: 0, ignored: 2 });
  });
});

describe('ibkrFlex.open(…) keeps little of a large file', () => {
  const many = (rows: number, level: string) =>
    query(
      trades(
        ...Array.from({ length: rows }, (_, i) => ({ ...SHARES, tradeID: `${i}`, levelOfDetail: level })),
      ),
    );

  test('and hands on trades, and orders, before its end', () => {
    for (const [rows, level] of [
      [10_010, 'EXECUTION'],
      [11_010, 'ORDER'],
    ] as const) {
      const parser = ibkrFlex.open({ account: null }, 'q.xml');
      const early = parser.push(new TextEncoder().encode(many(rows, level).split('</Trades>')[0]));
      expect(recordsIn(early).length).toBeGreaterThan(0);
    }
  });
});

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

describe('ibkrFlex.open(…) rejects', () => {
  test.each([
    [{ ...SHARES, quantity: 'many' }, 'quantity not a number: "many"'],
    [{ ...SHARES, quantity: '0' }, 'quantity not above zero: "0"'],
    [{ ...SHARES, netCash: '1.2.3' }, 'net not a number: "1.2.3"'],
    [{ ...SHARES, dateTime: '20241345;093000' }, 'executed_at not a time: "20241345;093000"'],
    [
      { ...OPTION, symbol: 'C ABC', putCall: 'C', strike: '', expiry: '' },
      'option contract not told: "C ABC"',
    ],
  ])('%#: %s', (row, reason) => {
    expect(reasonsIn(parsed(trades(row)))).toEqual([reason]);
  });

  test('an end of an option at a time that is none', () => {
    const eae = el('OptionEAE', { ...OPTION, transactionType: 'Expiration', dateTime: '', date: 'never' });
    expect(reasonsIn(parsed(`<OptionEAE>${eae}</OptionEAE>`))).toEqual(['executed_at not a time: "never"']);
  });

  test('an element that is not known and carries money', () => {
    const events = parsed(el('Novelties', { amount: '5' }), el('Novelty', { note: 'x' }));
    expect(reasonsIn(events)).toEqual(['element with an amount not known: "Novelties"']);
  });
});

describe('ibkrFlex.open(…) refuses', () => {
  test.each([
    ['a document type', `<!DOCTYPE FlexQueryResponse [<!ENTITY a "b">]><FlexQueryResponse/>`, 'DOCTYPE'],
    ['entities', query(trades({ ...SHARES, symbol: '&a;' })), 'broken or incomplete XML'],
    ['a file cut short', query(trades(SHARES)).slice(0, -60), 'broken or incomplete XML'],
    [
      'the service’s error',
      '<FlexStatementResponse><Status>Fail</Status></FlexStatementResponse>',
      'no Flex Query but <FlexStatementResponse>',
    ],
    ['another encoding', `<?xml version="1.0" encoding="ISO-8859-1"?><FlexQueryResponse/>`, 'encoding'],
    ['an endless attribute', `<FlexQueryResponse a="${'x'.repeat(1_200_000)}"/>`, 'longer than'],
  ])('%s', (_, file, reason) => {
    expect(detectFormat(new TextEncoder().encode(file).subarray(0, 65_536), 'q.xml').name).toBe('ibkr-flex');
    expect(() => parsedText(ibkrFlex, file)).toThrow(FileRefused);
    expect(() => parsedText(ibkrFlex, file)).toThrow(reason);
  });
});

const folder = sharedData('ibkr-flex-and-activity');
(folder === undefined ? describe.skip : describe)('the shared Flex Queries', () => {
  const path = (name: string) => join(folder ?? '', name);

  test('a real one ties out with its own cash report in every currency', () => {
    const events = parsedFile(path('gabbersepp_TestForCoding.xml'));
    expect(inputRecords(events)).toEqual({ accepted: 15, rejected: 0, ignored: 5 });
    expect(new Set(ignoredIn(events))).toEqual(new Set(['cash report']));
    const sums: Record<string, number> = {};
    for (const [, currency = '', net] of readFileSync(path('gabbersepp_TestForCoding.xml'), 'utf8').matchAll(
      /<Trade [^>]*?currency="(\w+)"[^>]*? netCash="([-\d.]+)"/g,
    ))
      sums[currency] = (sums[currency] ?? 0) + Math.round(Number(net) * 1e6);
    const told: Record<string, number> = {};
    for (const { record, statedAmount } of recordsIn(events)) {
      const { currency } = record as { currency: string };
      told[currency] = (told[currency] ?? 0) + Number(statedAmount) / 1e4;
    }
    expect(told).toEqual(sums);
  });

  test('cancelled trades leave nothing', () => {
    const events = parsedFile(path('activity_cancelled_trades.xml'));
    expect(inputRecords(events)).toEqual({ accepted: 0, rejected: 0, ignored: 4 });
  });

  test('cash, options and corporate actions are all accounted for', () => {
    expect(inputRecords(parsedFile(path('activity_cash.xml')))).toEqual({
      accepted: 15,
      rejected: 0,
      ignored: 4,
    });
    expect(inputRecords(parsedFile(path('activity_options.xml')))).toEqual({
      accepted: 6,
      rejected: 0,
      ignored: 7,
    });
    expect(inputRecords(parsedFile(path('activity_corporate_actions.xml')))).toEqual({
      accepted: 9,
      rejected: 0,
      ignored: 7,
    });
  });
});
