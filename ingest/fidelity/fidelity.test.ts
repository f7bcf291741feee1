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
import { fidelity } from './fidelity.js';

const HEADER =
  'Run Date,Action,Symbol,Description,Type,Quantity,Price ($),Commission ($),Fees ($),Accrued Interest ($),Amount ($),Cash Balance ($),Settlement Date';

interface Told {
  date?: string;
  action: string;
  symbol?: string;
  description?: string;
  quantity?: string;
  price?: string;
  commission?: string;
  fees?: string;
  amount?: string;
}

function row(told: Told): string {
  const { date = '03/04/2024', action, symbol = '', description = 'No Description', quantity = '' } = told;
  const { price = '', commission = '', fees = '', amount = '' } = told;
  return ` ${date}, ${action}, ${symbol}, ${description},Cash,${quantity},${price},${commission},${fees},,${amount},,`;
}

const fileOf = (...rows: Told[]) => `\ufeff\n\nBrokerage\n\n${[HEADER, ...rows.map(row)].join('\r\n')}\r\n`;
const parsed = (...rows: Told[]) => parsedText(fidelity, fileOf(...rows));
const plain = (...rows: Told[]) => plainRecords(parsed(...rows));

const PUT = 'PUT (ABC) ABC CORP COMMAY 17 24 $44.5 (100 SHS)';
const SOLD: Told = {
  action: `YOU SOLD OPENING TRANSACTION ${PUT} (Margin)`,
  symbol: '-ABC240517P44.5',
  description: PUT,
  quantity: '-2',
  price: '1.05',
  commission: '1.3',
  fees: '0.06',
  amount: '208.64',
};

describe('fidelity.open(…) parses', () => {
  test('an option trade out of its free text: a bare day, commission and fees together, cash net of them', () => {
    const events = parsed(SOLD);
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
    const option = (did: string) => ({ ...SOLD, action: `${did} ${PUT} (Cash)` });
    expect(
      plain(
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
      plain(
        { ...SOLD, symbol: '-SPXW240517P5000', description: 'PUT (SPXW) NEW S & P 500 INDEX (100 SHS)' },
        { ...SOLD, symbol: 'ABC1240517C8', action: 'YOU SOLD OPENING TRANSACTION', description: '(12 SHS)' },
        { ...SOLD, symbol: '8123459AB' },
      ),
    ).toMatchObject([
      { underlying: 'SPX', root: 'SPXW', strike: '5000' },
      { underlying: 'ABC', root: 'ABC1', right: 'call', strike: '8', multiplier: '12' },
      { underlying: 'ABC', right: 'put', strike: '44.5', expiration: '2024-05-17' },
    ]);
  });

  test('how contracts ended, as of the day on which they did, and the shares of an assignment as of the same', () => {
    const contract = { symbol: '-ABC240517P44.5', description: PUT, quantity: '1', date: '05/20/2024' };
    const assigned = plain(
      {
        ...contract,
        action: `EXPIRED ${PUT} as of May-17-2024 ${PUT} (Cash)`,
        quantity: '-1',
        amount: '0.00',
      },
      { ...contract, action: `ASSIGNED as of 05/17/2024 ${PUT} (Cash)` },
      { ...contract, action: `EXERCISED as of 2024-05-17 ${PUT} (Cash)` },
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

  test('money by what is said of it', () => {
    const money = (action: string, amount: string, symbol = '') => ({ action, amount, symbol });
    const events = parsed(
      money('DIVIDEND RECEIVED ABC CORP (ABC) (Cash)', '5.5', 'ABC'),
      money('LONG-TERM CAP GAIN ABC FUND (ABC) (Cash)', '1', 'ABC'),
      money('INTEREST EARNED FDIC INSURED DEPOSIT AT A BANK (QABCQ) (Cash)', '1.2', 'QABCQ'),
      money('MARGIN INTEREST @ 8.000% (Margin)', '-3.1'),
      money('MUNI EXEMPT INT SOME CITY (Cash)', '1250'),
      money('FOREIGN TAX PAID ABC (ABC) (Cash)', '-2', 'ABC'),
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

  test('what goes in and out of the core position as nothing, a reinvested dividend as a purchase', () => {
    const core = 'FIDELITY GOVERNMENT MONEY MARKET (SPAXX)';
    const of = (action: string, quantity: string, amount: string) => ({
      action,
      symbol: 'SPAXX',
      quantity,
      price: '1',
      amount,
    });
    const events = parsed(
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

  test('shares that come and go in kind without cash, whatever value stands beside them', () => {
    const events = parsed(
      {
        action: 'TRANSFER OF ASSETS ACAT RECEIVE ABC CORP (ABC) (Cash)',
        symbol: 'ABC',
        quantity: '86',
        price: '10',
        amount: '860',
      },
      { action: 'TRANSFER OF ASSETS EST SETTLE 02-04-21 ABC (ABC) (Cash)', symbol: 'ABC', quantity: '-20' },
      { action: 'TRANSFER OF ASSETS ACAT RES.CREDIT (Cash)', amount: '12' },
      { action: 'DISTRIBUTION XYZ SPINOFF FROM ABC (XYZ) (Cash)', symbol: 'XYZ', quantity: '5' },
      { action: 'DISTRIBUTION ABC CORP (ABC) (Cash)', symbol: 'ABC', quantity: '90' },
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'transfer', direction: 'in', quantity: '86' },
      { action: 'transfer', direction: 'out', quantity: '20' },
      { kind: 'transfer', amount: '12' },
      { action: 'transfer', direction: 'in', underlying: 'XYZ' },
      { action: 'split', quantity: '90' },
    ]);
    expect(statedCash(events)).toBe('12');
  });

  test('shares journaled from one side of an account to the other as what changes nothing, to elsewhere as a transfer', () => {
    const journaled = (symbol: string, quantity: string) => ({
      action: `JOURNALED ${symbol} (Margin)`,
      symbol,
      quantity,
      amount: '860',
    });
    const events = parsed(journaled('ABC', '-86'), journaled('XYZ', '-3'), journaled('ABC', '86'));
    expect(plainRecords(events)).toMatchObject([
      { action: 'split', underlying: 'ABC', ratio: '1' },
      { action: 'transfer', direction: 'out', underlying: 'XYZ' },
    ]);
    expect(statedCash(events)).toBe('0');
  });

  test('the two rows of a reverse split or merger as one change, money for shares as a sale', () => {
    const events = parsed(
      { action: 'REVERSE SPLIT R/S FROM 100#REOR M0051311040001 ABC (Cash)', symbol: 'ABC', quantity: '130' },
      { action: 'REVERSE SPLIT R/S TO 200#REOR M0051311040000 ABC (Cash)', symbol: 'ABC', quantity: '-1300' },
      {
        action: 'MERGER MER FROM 54#REOR M0051702100001 NEW (Cash)',
        symbol: 'NEW',
        quantity: '50',
        amount: '99',
      },
      { action: 'MERGER MER PAYOUT #REOR M0051702100000 OLD (Cash)', symbol: 'OLD', quantity: '-100' },
      {
        action: 'MERGER MER PAYOUT #REOR M0000000030000 GONE (Cash)',
        symbol: 'GONE',
        quantity: '-10',
        amount: '250',
      },
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'split', underlying: 'ABC', quantity: '1300', ratio: '0.1' },
      { action: 'symbol_change', underlying: 'OLD', to_underlying: 'NEW', quantity: '100', ratio: '0.5' },
      { action: 'sell', underlying: 'GONE', quantity: '10', amount: '250' },
    ]);
    expect(recordsIn(events).map(({ lines }) => lines)).toEqual([[6, 7], [8, 9], [10]]);
    expect(statedCash(events)).toBe('250');
  });

  test('one fund exchanged for another as sale and purchase, shares for rights and money as a purchase', () => {
    const exchange = (action: string, symbol: string, quantity: string, amount: string) => ({
      action: `${action} ${symbol} (Cash)`,
      symbol,
      quantity,
      amount,
    });
    expect(
      plain(
        exchange('EXCHANGED FROM', 'ABCFX', '-10', '100'),
        exchange('EXCHANGED TO', 'XYZFX', '20', '-100'),
        exchange('CONVERSION', 'ABC', '5', '-50'),
      ),
    ).toMatchObject([
      { action: 'sell', underlying: 'ABCFX', amount: '100' },
      { action: 'buy', underlying: 'XYZFX', amount: '-100' },
      { action: 'buy', underlying: 'ABC', amount: '-50' },
    ]);
  });

  test('money beside shares that are exchanged one for one as an adjustment', () => {
    const events = parsed(
      { action: 'MERGER MER FROM 54#REOR M0051702100001 NEW (Cash)', symbol: 'NEW', quantity: '100' },
      {
        action: 'MERGER MER PAYOUT #REOR M0051702100000 OLD (Cash)',
        symbol: 'OLD',
        quantity: '-100',
        amount: '7',
      },
    );
    const [change, money] = plainRecords(events);
    expect(change).toMatchObject({ action: 'symbol_change', underlying: 'OLD', to_underlying: 'NEW' });
    expect(change).not.toHaveProperty('ratio');
    expect(money).toMatchObject({ kind: 'adjustment', amount: '7', underlying: 'OLD' });
    expect(inputRecords(events).accepted).toBe(2);
  });

  test('a trade without an amount by its price', () => {
    const events = parsed({ ...SOLD, amount: '' });
    expect(plainRecords(events)).toMatchObject([{ price: '1.05' }]);
    expect(recordsIn(events)[0]).not.toHaveProperty('statedAmount');
  });

  test('the same money booked on two days as of one as two', () => {
    const dividend = {
      action: 'DIVIDEND RECEIVED as of Mar-01-2024 ABC (ABC) (Cash)',
      symbol: 'ABC',
      amount: '5',
    };
    const [first, second] = recordsIn(parsed({ ...dividend, date: '03/05/2024' }, dividend));
    expect(first?.record).toEqual(second?.record);
    expect(first?.identity).not.toBe(second?.identity);
  });

  test('a bond at its price per hundred, and its redemption', () => {
    expect(
      plain(
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
    expect(plain({ ...SOLD, commission: '', fees: '-0.02' })).toMatchObject([{ amount: '208.64' }]);
    expect(plain({ ...SOLD, commission: '', fees: '-0.02' })[0]).not.toHaveProperty('fees');
  });
});

describe('fidelity.open(…) reads every layout', () => {
  const quoted = `"${SOLD.action}"`;
  const layouts = {
    'one account, older': [
      'Run Date,Action,Symbol,Security Description,Security Type,Quantity,Price ($),Commission ($),Fees ($),Accrued Interest ($),Amount ($),Settlement Date',
      ` 03/04/2024, ${SOLD.action}, -ABC240517P44.5, ${PUT},Margin,-2,1.05,1.3,0.06,,208.64,03/05/2024`,
    ],
    'one account with its balance, the day with dashes': [
      'Run Date,Action,Symbol,Description,Type,Price ($),Quantity,Commission ($),Fees ($),Accrued Interest ($),Amount ($),Cash Balance ($),Settlement Date',
      `03-04-2024,${quoted}, -ABC240517P44.5,"${PUT}",Margin,1.05,-2,1.30,0.06,,208.64,5208.64,03-05-2024`,
    ],
    'accounts by name': [
      'Run Date,Account,Action,Symbol,Security Description,Security Type,Exchange Quantity,Exchange Currency,Quantity,Currency,Price,Exchange Rate,Commission,Fees,Accrued Interest,Amount,Settlement Date',
      ` 03/04/2024,INDIVIDUAL X12345678, ${SOLD.action}, -ABC240517P44.5, ${PUT},Margin,0,,-2,USD,1.05,0,1.3,0.06,,208.64,03/05/2024`,
    ],
    'accounts by number, columns in another order and one more': [
      'Run Date,Account,Account Number,Action,Symbol,Description,Type,Exchange Quantity,Exchange Currency,Currency,Price,Quantity,Exchange Rate,Commission,Fees,Accrued Interest,amount,More,Settlement Date',
      `03/04/2024,"Mine","X12345678",${quoted}, -ABC240517P44.5,"${PUT}",Margin,0,,USD,1.05,-2,0,1.3,0.06,,208.64,x,03/05/2024`,
    ],
    "the desktop program's table": [
      'Date,Description,Symbol,Quantity,Price,Amount,Cash Balance,Security Description,Commission,Fees,Account',
      `Mar-4-2024,YOU SOLD OPENING TRANSACTION,-ABC240517P44.5,-2,$1.05,+208.64,"+5,208.64",${PUT},1.30,0.06,Mine X12345678`,
    ],
    'cells that stand one beside their headings': [
      'Run Date,Account,Account Number,Action,Symbol,Description,Type,Exchange Quantity,Exchange Currency,Quantity,Currency,Price,Exchange Rate,Commission,Fees,Accrued Interest,Amount,Settlement Date',
      `03/04/2024,"Mine","X12345678",${quoted}, -ABC240517P44.5,"${PUT}",Margin,0,,USD,1.05,-2,0,1.3,0.06,,208.64,03/05/2024`,
    ],
  };

  test.each(Object.entries(layouts))('%s: the same trade by the same name', (_, [header = '', line = '']) => {
    const events = parsedText(fidelity, `\n${header}\n${line}\n`);
    const account = header.includes('Account') ? 'X12345678' : 'main';
    expect(plainRecords(events)).toEqual([{ ...plain(SOLD)[0], account }]);
    expect(recordsIn(events)[0]?.identity).toBe(recordsIn(parsed(SOLD))[0]?.identity);
    expect(fidelity.detect(new TextEncoder().encode(`\n${header}\n`), '')).toBeGreaterThan(0.8);
  });

  test('an account without a number by its name', () => {
    const [header, line] = layouts['accounts by name'] as [string, string];
    const events = parsedText(fidelity, `${header}\n${line.replace('INDIVIDUAL X12345678', 'Mine *4767')}`);
    expect(plainRecords(events)).toMatchObject([{ account: 'Mine *4767' }]);
  });

  test('but refuses one that names no account when none is said, or lacks a column', () => {
    const parser = fidelity.open({ account: null }, '');
    expect(() => parser.push(new TextEncoder().encode(fileOf(SOLD)))).toThrow('--account');
    const [header = ''] = layouts['one account, older'];
    expect(() => parsedText(fidelity, header.replace('Amount', 'Sum'))).toThrow(
      'fidelity without the column "Amount"; its columns are "Run Date", "Action"',
    );
  });
});

describe('fidelity.open(…) follows the cash balance', () => {
  const noted = (...balances: string[]) => {
    const rows = balances.map((balance, i) => {
      const amount = i === 1 ? ',1.5,1,,,,-1.5' : ',,,,,,10';
      const action = i === 1 ? 'REINVESTMENT MONEY MARKET (SPAXX) (Cash)' : 'CHECK RECEIVED (Cash)';
      return `03/0${4 - i}/2024,${action},,,${amount},${balance},`;
    });
    return parsedText(fidelity, [HEADER, ...rows].join('\n')).filter(({ kind }) => kind === 'note');
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

describe('fidelity.open(…) takes cancelled trades back', () => {
  const bought = {
    ...SOLD,
    action: `YOU BOUGHT CLOSING TRANSACTION ${PUT} (Cash)`,
    quantity: '2',
    amount: '-211.36',
  };
  const cancelled = {
    ...bought,
    date: '03/21/2024',
    action: `BUY CANCEL CLOSING TRANSACTION CXL DESCRIPTION CANCELLED TRADE as of Mar-04-2024 ${PUT} (Cash)`,
    quantity: '-2',
    fees: '-0.06',
    amount: '211.36',
  };
  const corrected = {
    ...bought,
    date: '03/21/2024',
    action: `YOU BOUGHT CLOSING TRANSACTION CORR DESCRIPTION CORRECTED CONFIRM as of Mar-04-2024 ${PUT} (Cash)`,
    fees: '0.03',
    amount: '-211.33',
  };
  const correction = { executed_at: '2024-03-04', action: 'buy_to_close', amount: '-211.33', fees: '1.33' };

  test.each([
    ['newest first', [corrected, cancelled, bought], [8, 7, 6]],
    ['oldest first', [bought, cancelled, corrected], [6, 7, 8]],
  ])('%s: the corrected one stays, in the place and by the name of the one it corrects', (_, rows, lines) => {
    const events = parsed(...rows);
    expect(plainRecords(events)).toMatchObject([correction]);
    expect(recordsIn(events)).toMatchObject([
      { lines, coarseness: -1, identity: recordsIn(parsed(bought))[0]?.identity },
    ]);
    expect(statedCash(events)).toBe('-211.33');
  });

  test('an export from after the trade: the same name', () => {
    const [record] = recordsIn(parsed(corrected, cancelled));
    expect(record).toMatchObject({ coarseness: -1, identity: recordsIn(parsed(bought))[0]?.identity });
    expect(plain(corrected, cancelled)).toMatchObject([correction]);
  });

  test('without a correction: nothing that trades, and of two identical fills the other stays', () => {
    const events = parsed(cancelled, bought, bought);
    expect(plainRecords(events)).toMatchObject([
      { action: 'split', ratio: '1', quantity: '2', executed_at: '2024-03-04' },
      { action: 'buy_to_close' },
    ]);
    expect(inputRecords(events).accepted).toBe(3);
    expect(statedCash(events)).toBe('-211.36');
  });

  test('a cancellation voids the trade of the day that it names, even where costs are not what they were', () => {
    const before = { ...bought, date: '03/01/2024' };
    const [identity] = recordsIn(parsed(bought)).map((record) => record.identity);
    for (const rows of [
      [before, bought, { ...cancelled, amount: '211.30' }],
      [{ ...cancelled, amount: '211.30' }, bought, before],
    ])
      expect(recordsIn(parsed(...rows))).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ coarseness: -1, identity }),
          expect.objectContaining({
            record: expect.objectContaining({ executed_at: '2024-03-01' }) as unknown,
          }),
        ]),
      );
  });

  test('a cancellation of another trade changes nothing of this', () => {
    expect(plain({ ...cancelled, symbol: '-ABC240517P45' }, bought)).toMatchObject([
      { action: 'split', strike: '45' },
      { action: 'buy_to_close', strike: '44.5' },
    ]);
  });
});

describe('fidelity.open(…) rejects', () => {
  test.each([
    [{ ...SOLD, quantity: 'many' }, 'Quantity not a number: "many"'],
    [{ ...SOLD, amount: '1.2.3' }, 'Amount not a number: "1.2.3"'],
    [{ ...SOLD, fees: 'x' }, 'fees not a number: "x"'],
    [{ ...SOLD, date: '13/45/2024' }, 'executed_at not a time: "2024-13-45"'],
    [{ action: 'STRANGE NEWS (Cash)', amount: '0' }, 'Action not known: "STRANGE NEWS (Cash)"'],
    [{ action: '', amount: '' }, 'Action missing: ""'],
    [
      { action: 'EXPIRED POSITION ABC (Cash)', symbol: 'ABC', quantity: '-5' },
      'Action not known: "EXPIRED POSITION ABC (Cash)"',
    ],
    [{ action: 'DIVIDEND RECEIVED ABC (Cash)', symbol: 'ABC' }, 'amount missing'],
  ])('%j: %s', (told, reason) => {
    expect(reasonsIn(parsed(told))).toEqual([reason]);
  });

  test('no disclaimer, which is ignored, and a row cut short, which is not', () => {
    const footer =
      '"The data and information, with commas"\nExported data, 2 of 3, is what it is\n\nDate downloaded 01/24/2023 10:28 am\n';
    const events = parsedText(fidelity, `${fileOf(SOLD)}03/05/2024,YOU BOUGHT\n${footer}`);
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
