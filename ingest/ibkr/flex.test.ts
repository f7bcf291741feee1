import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FileRefused } from '../../domain/errors.js';
import { CALL, OPTION, SHARES, el, ignoredIn, parsed, query, trades } from '../../test/flex-query.js';
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

  test('with the day first where the statement’s range or another date of the element says so', () => {
    const at = (from: string, to: string, more = {}) => {
      const file = query(trades({ ...SHARES, dateTime: '03/02/2024;093000', ...more }))
        .replace('"20240102"', `"${from}"`)
        .replace('"20240131"', `"${to}"`);
      const events = parsedText(ibkrFlex, file);
      const [{ executed_at }] = plainRecords(events) as [{ executed_at: string }];
      return [executed_at, events.some(({ kind }) => kind === 'note')];
    };
    expect(at('02/01/2024', '01/02/2024')).toEqual(['2024-02-03T14:30:00Z', false]);
    expect(at('02/01/2024', '05/03/2024', { settleDateTarget: '13/02/2024' })).toEqual([
      '2024-02-03T14:30:00Z',
      false,
    ]);
    expect(at('02/01/2024', '03/13/2024')).toEqual(['2024-03-02T14:30:00Z', false]);
    expect(at('02/01/2024', '05/03/2024')).toEqual(['2024-03-02T14:30:00Z', true]);
  });

  test('never where a later date says that the day came first', () => {
    const [early, late] = ['03/02/2024', '13/02/2024'].map((dateTime) => ({ ...SHARES, dateTime }));
    expect(() => parsed(trades(early as typeof SHARES, late as typeof SHARES))).toThrow(
      'the day comes first',
    );
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

  test('with taxes as costs, a rebate as no fee and a commission in another currency as a fee of its own', () => {
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
      { currency: 'EUR', amount: '-1000' },
      { kind: 'fee', currency: 'USD', amount: '-1', description: 'commission on ABC' },
    ]);
    expect(recordsIn(events).map(({ lines }) => lines)).toEqual([[4], [5], [6], [6]]);
    expect(plainRecords(events)[1]).not.toHaveProperty('fees');
  });

  test.each(['STK', 'FUT', 'CFD'])('of %s sold short and bought back as such', (assetCategory) => {
    const rows = ['SELL O', 'BUY C', 'BUY O', 'SELL C', 'SELL C;O'].map((told) => {
      const [buySell = '', openCloseIndicator = ''] = told.split(' ');
      const quantity = buySell === 'BUY' ? '100' : '-100';
      return { ...SHARES, assetCategory, multiplier: '1', buySell, openCloseIndicator, quantity };
    });
    expect(
      plainRecords(parsed(trades(...rows))).map((record) => (record as { action: string }).action),
    ).toEqual(['sell_to_open', 'buy_to_close', 'buy', 'sell', 'sell']);
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

  test('of futures by the multiplier that their worth tells; one that nothing tells is a reject', () => {
    const future = { ...SHARES, assetCategory: 'FUT', symbol: 'ESH4', quantity: '2', tradePrice: '4000' };
    const events = parsed(
      trades({ ...future, proceeds: '-400000' }, { ...future, proceeds: '', netCash: '-4' }),
    );
    expect(plainRecords(events)).toMatchObject([{ multiplier: '50' }]);
    expect(reasonsIn(events)).toEqual(['multiplier of a future missing: ESH4']);
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

describe('ibkrFlex.open(…) rejects', () => {
  test.each([
    [{ ...SHARES, quantity: 'many' }, 'quantity not a number: "many"'],
    [{ ...SHARES, quantity: '0' }, 'quantity not above zero: "0"'],
    [{ ...SHARES, netCash: '1.2.3' }, 'net not a number: "1.2.3"'],
    [{ ...SHARES, dateTime: '20241345;093000' }, 'executed_at not a time: "20241345;093000"'],
    [
      { ...OPTION, symbol: 'C ABC', putCall: 'C', strike: '', expiry: '' },
      'option contract not named: "C ABC"',
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

  test('cancelled trades leave nothing but their place', () => {
    const events = parsedFile(path('activity_cancelled_trades.xml'));
    expect(inputRecords(events)).toEqual({ accepted: 4, rejected: 0, ignored: 0 });
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
