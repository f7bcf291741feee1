import { describe, expect, test } from '@jest/globals';
import { type Attributes, el, parsed } from '../../test/flex-query.js';
import { inputRecords, plainRecords, recordsIn } from '../../test/parsed-file.js';

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
