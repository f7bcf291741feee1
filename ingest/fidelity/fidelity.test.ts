import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ABC_PUT, fidelityFile, parsedFidelity, plainFidelity, SOLD_PUTS } from '../../test/fidelity-rows.js';
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
import { fidelity } from './fidelity.js';

describe('fidelity.open(…) parses', () => {
  test('an option trade out of its free text: a bare day, commission and fees together, cash net of them', () => {
    const events = parsedFidelity(SOLD_PUTS);
    expect(plainRecords(events)).toEqual([
      {
        account: 'main',
        executed_at: '2024-03-04',
        action: 'sell_to_open',
        underlying: 'ABC',
        root: 'ABC',
        right: 'put',
        strike: '44.5',
        expiration: '2024-05-17',
        multiplier: '100',
        quantity: '2',
        price: '1.05',
        fees: '1.36',
        amount: '208.64',
        currency: 'USD',
      },
    ]);
    expect(statedCash(events)).toBe('208.64');
    expect(inputRecords(events)).toEqual({ accepted: 1, rejected: 0, ignored: 1 });
  });

  test('the four labels of option trades, and shares by what was done', () => {
    const option = (did: string) => ({ ...SOLD_PUTS, action: `${did} ${ABC_PUT} (Cash)` });
    expect(
      plainFidelity(
        option('YOU SOLD CLOSING TRANSACTION'),
        option('YOU BOUGHT OPENING TRANSACTION 22319G50EI'),
        option('YOU BOUGHT CLOSING TRANSACTION'),
        option('YOU BOUGHT'),
        {
          action: 'YOU SOLD EXEC ON MULT EXCHG ABC CORP (ABC) (Margin)',
          quantity: '-3',
          price: '10',
          amount: '30',
        },
        {
          action: 'YOU BOUGHT ABC CORP (ABC) (Cash)',
          symbol: 'ABC',
          quantity: '3',
          price: '10',
          amount: '-30',
        },
      ),
    ).toMatchObject([
      { action: 'sell_to_close' },
      { action: 'buy_to_open' },
      { action: 'buy_to_close' },
      { action: 'buy' },
      { action: 'sell', underlying: 'ABC', quantity: '3', multiplier: '1' },
      { action: 'buy' },
    ]);
  });

  test('contracts of weekly index options, of adjusted ones, and of rows whose symbol does not tell', () => {
    expect(
      plainFidelity(
        { ...SOLD_PUTS, symbol: '-SPXW240517P5000', description: 'PUT (SPXW) NEW S & P 500 INDEX (100 SHS)' },
        {
          ...SOLD_PUTS,
          symbol: 'ABC1240517C8',
          action: 'YOU SOLD OPENING TRANSACTION',
          description: '(12 SHS)',
        },
        { ...SOLD_PUTS, symbol: '8123459AB' },
      ),
    ).toMatchObject([
      { underlying: 'SPX', root: 'SPXW', strike: '5000' },
      { underlying: 'ABC', root: 'ABC1', right: 'call', strike: '8', multiplier: '12' },
      { underlying: 'ABC', right: 'put', strike: '44.5', expiration: '2024-05-17' },
    ]);
  });

  test('how contracts ended, as of the day on which they did, and the shares of an assignment as of the same', () => {
    const contract = { symbol: '-ABC240517P44.5', description: ABC_PUT, quantity: '1', date: '05/20/2024' };
    const assigned = plainFidelity(
      {
        ...contract,
        action: `EXPIRED ${ABC_PUT} as of May-17-2024 ${ABC_PUT} (Cash)`,
        quantity: '-1',
        amount: '0.00',
      },
      { ...contract, action: `ASSIGNED as of 05/17/2024 ${ABC_PUT} (Cash)` },
      { ...contract, action: `EXERCISED as of 2024-05-17 ${ABC_PUT} (Cash)` },
      {
        date: '05/20/2024',
        action: 'YOU BOUGHT ASSIGNED PUTS AS OF 05-17-24 ABC CORP COM... (ABC) (Cash)',
        symbol: 'ABC',
        quantity: '100',
        price: '44.5',
        amount: '-4450',
      },
    );
    expect(assigned).toHaveLength(4);
    expect(assigned).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'expire', executed_at: '2024-05-17', quantity: '1' }),
        expect.objectContaining({ action: 'assign', executed_at: '2024-05-17' }),
        expect.objectContaining({ action: 'exercise', executed_at: '2024-05-17' }),
        expect.objectContaining({ action: 'buy', executed_at: '2024-05-17', amount: '-4450' }),
      ]),
    );
  });

  test('a trade without an amount by its price', () => {
    const events = parsedFidelity({ ...SOLD_PUTS, amount: '' });
    expect(plainRecords(events)).toMatchObject([{ price: '1.05' }]);
    expect(recordsIn(events)[0]).not.toHaveProperty('statedAmount');
  });

  test('a bond at its price per hundred, and its redemption', () => {
    expect(
      plainFidelity(
        {
          action: 'YOU BOUGHT SOME CNTY 05.5% (Cash)',
          symbol: '412003AD7',
          quantity: '55000',
          price: '90.67',
          amount: '-50154.19',
        },
        {
          action: 'REDEMPTION PAYOUT SOME CITY (Cash)',
          symbol: '44244CCF2',
          quantity: '-25000',
          price: '1',
          amount: '25000',
        },
      ),
    ).toMatchObject([
      { action: 'buy', price: '0.9067', amount: '-50154.19' },
      { action: 'sell', price: '1', amount: '25000' },
    ]);
  });

  test('fees that come out below zero as none', () => {
    expect(plainFidelity({ ...SOLD_PUTS, commission: '', fees: '-0.02' })).toMatchObject([
      { amount: '208.64' },
    ]);
    expect(plainFidelity({ ...SOLD_PUTS, commission: '', fees: '-0.02' })[0]).not.toHaveProperty('fees');
  });
});

describe('fidelity.open(…) rejects', () => {
  test.each([
    [{ ...SOLD_PUTS, quantity: 'many' }, 'Quantity not a number: "many"'],
    [{ ...SOLD_PUTS, amount: '1.2.3' }, 'Amount not a number: "1.2.3"'],
    [{ ...SOLD_PUTS, fees: 'x' }, 'fees not a number: "x"'],
    [{ ...SOLD_PUTS, date: '13/45/2024' }, 'executed_at not a time: "2024-13-45"'],
    [{ action: 'STRANGE NEWS (Cash)', amount: '0' }, 'Action not known: "STRANGE NEWS (Cash)"'],
    [{ action: '', amount: '' }, 'Action missing: ""'],
    [
      { action: 'EXPIRED POSITION ABC (Cash)', symbol: 'ABC', quantity: '-5' },
      'Action not known: "EXPIRED POSITION ABC (Cash)"',
    ],
    [{ action: 'DIVIDEND RECEIVED ABC (Cash)', symbol: 'ABC' }, 'amount missing'],
  ])('%j: %s', (told, reason) => {
    expect(reasonsIn(parsedFidelity(told))).toEqual([reason]);
  });

  test('no disclaimer, which is ignored, and a row cut short, which is not', () => {
    const footer =
      '"The data and information, with commas"\nExported data, 2 of 3, is what it is\n\nDate downloaded 01/24/2023 10:28 am\n';
    const events = parsedText(fidelity, `${fidelityFile(SOLD_PUTS)}03/05/2024,YOU BOUGHT\n${footer}`);
    expect(reasonsIn(events)).toEqual(['fields missing: "2 of 13"']);
    expect(inputRecords(events)).toEqual({ accepted: 1, rejected: 1, ignored: 4 });
  });
});

const realOptions = sharedData('tastytrade-and-fidelity-options-2022-2023');
const realMoney = sharedData('fidelity-no-options');
(realOptions === undefined || realMoney === undefined ? describe.skip : describe)(
  'real Fidelity exports',
  () => {
    test.each([
      [realOptions, 'Fidelity_Sample.csv', { accepted: 61, rejected: 0, ignored: 10 }],
      [realMoney, 'History_for_Account_X8YYYYYYY.csv', { accepted: 11, rejected: 0, ignored: 9 }],
      [
        realMoney,
        'fidelity_csv_all_accounts_transactions_20251204.csv',
        { accepted: 21, rejected: 0, ignored: 1 },
      ],
    ])('%s/%s: every input record is accounted for', (folder, name, counts) => {
      expect(inputRecords(parsedFile(join(folder ?? '', name)))).toEqual(counts);
    });
  },
);
