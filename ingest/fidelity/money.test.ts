import { describe, expect, test } from '@jest/globals';
import { FIDELITY_HEADER, parsedFidelity } from '../../test/fidelity-rows.js';
import { inputRecords, parsedText, plainRecords, recordsIn, statedCash } from '../../test/parsed-file.js';
import { fidelity } from './fidelity.js';

describe('fidelity.open(…) parses', () => {
  test('money by what is said of it', () => {
    const money = (action: string, amount: string, symbol = '') => ({ action, amount, symbol });
    const events = parsedFidelity(
      money('DIVIDEND RECEIVED ABC CORP (ABC) (Cash)', '5.5', 'ABC'),
      money('LONG-TERM CAP GAIN ABC FUND (ABC) (Cash)', '1', 'ABC'),
      money('INTEREST EARNED FDIC INSURED DEPOSIT AT A BANK (QABCQ) (Cash)', '1.2', 'QABCQ'),
      money('MARGIN INTEREST @ 8.000% (Margin)', '-3.1'),
      money('MUNI EXEMPT INT SOME CITY (Cash)', '1250'),
      money('FOREIGN TAX PAID ABC (ABC) (Cash)', '-2', 'ABC'),
      money('NON-RESIDENT TAX DIVIDEND RECEIVED ABC (ABC) (Cash)', '-3', 'ABC'),
      money('FEE CHARGED ABC ADR (ABC) (Cash)', '-1', 'ABC'),
      money('Electronic Funds Transfer Received (Cash)', '1000'),
      money('DIRECT DEBIT TAX OFFICE FEE (Cash)', '-40'),
      money('CHECK RECEIVED (Cash)', '7'),
      money('TRANSFERRED TO VS X12345678 (Cash)', '-200'),
      money('NORMAL DISTR PARTIAL (Cash)', '-300'),
      money('IN LIEU OF FRX SHARE EU PAYOUT ABC (ABC) (Cash)', '0.36', 'ABC'),
      money('SOMETHING NOBODY KNOWS (Cash)', '-9'),
    );
    expect(recordsIn(events).map(({ record }) => 'kind' in record && record.kind)).toEqual([
      'dividend',
      'dividend',
      'interest',
      'interest',
      'interest',
      'fee',
      'fee',
      'fee',
      'deposit',
      'withdrawal',
      'deposit',
      'transfer',
      'withdrawal',
      'adjustment',
      'adjustment',
    ]);
    expect(plainRecords(events).at(-1)).toMatchObject({
      description: 'SOMETHING NOBODY KNOWS (Cash)',
      amount: '-9',
    });
  });

  test('what is worded as a move of the core and moves the printed balance, or is of a fund that was bought, as a trade', () => {
    const row = (action: string, quantity: string, amount: string, balance: string) =>
      `03/0${quantity.length}/2025,${action},ABCXX,,Cash,1.00,${quantity},,,,${amount},${balance},`;
    const events = (balances: [string, string]) =>
      plainRecords(
        parsedText(
          fidelity,
          [
            'Run Date,Action,Symbol,Description,Type,Price ($),Quantity,Commission ($),Fees ($),Accrued Interest ($),Amount ($),Cash Balance ($),Settlement Date',
            row('REDEMPTION FROM CORE ACCOUNT ABC FUND (ABCXX) (Cash)', '-50', '50.00', balances[0]),
            row('YOU BOUGHT ABC FUND (ABCXX) (Cash)', '80', '-80.00', balances[1]),
          ].join('\n'),
        ),
      );
    const [bought, sold] = [
      { action: 'buy', quantity: '80' },
      { action: 'sell', quantity: '50', amount: '50' },
    ];
    expect(events(['70.00', '20.00'])).toEqual(
      expect.arrayContaining([bought, sold].map((one): object => expect.objectContaining(one) as object)),
    );
    expect(events(['20.00', '20.00'])).toMatchObject([bought]);
    expect(events(['', ''])).toEqual(
      expect.arrayContaining([bought, sold].map((one): object => expect.objectContaining(one) as object)),
    );
  });

  test('what goes in and out of the core position as nothing, a reinvested dividend as a purchase', () => {
    const core = 'FIDELITY GOVERNMENT MONEY MARKET (SPAXX)';
    const of = (action: string, quantity: string, amount: string) => ({
      action,
      symbol: 'SPAXX',
      quantity,
      price: '1',
      amount,
    });
    const events = parsedFidelity(
      { action: `DIVIDEND RECEIVED ${core} (Cash)`, symbol: 'SPAXX', amount: '1.5' },
      of(`REINVESTMENT ${core} (Cash)`, '1.5', '-1.5'),
      of(`PURCHASE INTO CORE ACCOUNT ${core} MORNING TRADE (Cash)`, '700', '-700'),
      of(`REDEMPTION FROM CORE ACCOUNT ${core} MORNING TRADE (Cash)`, '-17', '17'),
      { ...of('REINVESTMENT ABC FUND (ABCFX) (Cash)', '0.5', '-7'), symbol: 'ABCFX', price: '14' },
    );
    expect(plainRecords(events)).toMatchObject([
      { kind: 'dividend', amount: '1.5' },
      { action: 'buy', underlying: 'ABCFX', amount: '-7' },
    ]);
    expect(inputRecords(events)).toEqual({ accepted: 2, rejected: 0, ignored: 4 });
    expect(statedCash(events)).toBe('-5.5');
  });
  test('the same money booked on two days as of one as two', () => {
    const dividend = {
      action: 'DIVIDEND RECEIVED as of Mar-01-2024 ABC (ABC) (Cash)',
      symbol: 'ABC',
      amount: '5',
    };
    const [first, second] = recordsIn(parsedFidelity({ ...dividend, date: '03/05/2024' }, dividend));
    expect(first?.record).toEqual(second?.record);
    expect(first?.identity).not.toBe(second?.identity);
  });
});

describe('fidelity.open(…) follows the cash balance', () => {
  const noted = (...balances: string[]) => {
    const rows = balances.map((balance, i) => {
      const amount = i === 1 ? ',1.5,1,,,,-1.5' : ',,,,,,10';
      const action = i === 1 ? 'REINVESTMENT MONEY MARKET (SPAXX) (Cash)' : 'CHECK RECEIVED (Cash)';
      return `03/0${4 - i}/2024,${action},,,${amount},${balance},`;
    });
    return parsedText(fidelity, [FIDELITY_HEADER, ...rows].join('\n')).filter(({ kind }) => kind === 'note');
  };

  test('and says nothing where it goes with the amounts, give or take a cent, or is not there yet', () => {
    expect(noted('130.00', '120', '120', '110.01')).toEqual([]);
    expect(noted('Processing', '120', '120', '110')).toEqual([]);
    expect(noted('', '', '', '')).toEqual([]);
  });

  test('and notes the line at which they part', () => {
    expect(noted('130', '120', '120', '100', '10')).toEqual([
      { kind: 'note', reason: 'the cash balance and the amounts part at line 5' },
    ]);
  });
});
