import { describe, expect, test } from '@jest/globals';
import {
  inputRecords,
  parsedText,
  plainRecords,
  reasonsIn,
  recordsIn,
  statedCash,
} from '../../test/parsed-file.js';
import { thinkorswim } from './thinkorswim.js';

const TITLE = 'Account Statement for 12345 (margin) since 1/1/24 through 1/31/24';
const CASH = 'DATE,TIME,TYPE,REF #,DESCRIPTION,Misc Fees,Commissions & Fees,AMOUNT,BALANCE';
const FUTURES =
  'Trade Date,Exec Date,Exec Time,Type,Ref #,Description,Misc Fees,Commissions & Fees,Amount,Balance';
const TRADES = ',Exec Time,Spread,Side,Qty,Pos Effect,Symbol,Exp,Strike,Type,Price,Net Price,Order Type';

interface Sections {
  cash?: readonly string[];
  futures?: readonly string[];
  trades?: readonly string[];
  title?: string;
}

function statement({ cash = [], futures = [], trades = [], title = TITLE }: Sections): string {
  return [
    title,
    '',
    'Cash Balance',
    CASH,
    ...cash,
    '',
    'Futures Statements',
    FUTURES,
    ...futures,
    '',
    'Account Trade History',
    TRADES,
    ...trades,
    '',
    'Profits and Losses',
    'Symbol,Description,P/L Open',
    ',OVERALL TOTALS,$1.00',
    '',
    'Account Summary',
    'Net Liquidating Value,"$1,000.00"',
  ].join('\n');
}

const parse = (sections: Sections) => parsedText(thinkorswim, statement(sections));
const told = (sections: Sections) => plainRecords(parse(sections));

/** A row of the cash section of 3 January 2024. */
const cashRow = (time: string, ref: string, description: string, money: string) =>
  `1/3/24,${time},TRD,="${ref}",${description},${money},`;

const VERTICAL = {
  cash: [
    cashRow(
      '10:00:00',
      '77',
      'tIP SOLD -2 VERTICAL ABC 100 (Weeklys) 19 JAN 24 50/45 PUT @.71 CBOE',
      '-0.05,-2.60,142.00',
    ),
  ],
  trades: [
    ',1/3/24 10:00:00,VERTICAL,SELL,-2,TO OPEN,ABC,19 JAN 24,50,PUT,1.20,.71,LMT',
    ',,,BUY,+2,TO OPEN,ABC,19 JAN 24,45,PUT,.49,CREDIT,',
  ],
};

describe('thinkorswim', () => {
  test('joins legs and prices with the cash and its costs, split over the legs to the cent', () => {
    const put = { account: '12345', underlying: 'ABC', root: 'ABC', right: 'put', expiration: '2024-01-19' };
    const leg = {
      ...put,
      order_id: '77',
      executed_at: '2024-01-03T15:00:00Z',
      multiplier: '100',
      quantity: '2',
      currency: 'USD',
    };
    const events = parse(VERTICAL);
    expect(plainRecords(events)).toEqual([
      { ...leg, action: 'sell_to_open', strike: '50', price: '1.2', fees: '1.33', amount: '238.67' },
      { ...leg, action: 'buy_to_open', strike: '45', price: '0.49', fees: '1.32', amount: '-99.32' },
    ]);
    expect(statedCash(events)).toBe('139.35');
    expect(recordsIn(events).map(({ lines }) => lines)).toEqual([[5, 12], [13]]);
    expect(inputRecords(events)).toEqual({ accepted: 3, rejected: 0, ignored: 9 });
  });

  test('takes what rounding of the legs’ prices left as cash of the largest leg', () => {
    const [row = ''] = VERTICAL.cash;
    const events = parse({ ...VERTICAL, cash: [row.replace('142.00', '142.01')] });
    expect(plainRecords(events).map((record) => (record as { amount: string }).amount)).toEqual([
      '238.68',
      '-99.32',
    ]);
  });

  test('tells fills of one second apart by quantity and price; a cash row may be a few seconds late', () => {
    const events = parse({
      cash: [
        cashRow('10:00:00', '1', 'BOT +100 ABC @10.01', ',-1.00,"-1,001.00"'),
        cashRow('10:00:00', '2', 'BOT +50 ABC @10.02', ',-0.50,-501.00'),
        cashRow('10:00:00', '3', 'BOT +50 DEF @9.00', ',,-450.00'),
        cashRow('10:00:08', '4', 'SOLD -50 ABC @11', '-0.01,,550.00'),
      ],
      trades: [
        ',1/3/24 10:00:05,STOCK,SELL,-50,TO CLOSE,ABC,,,STOCK,11.00,11.00,MKT',
        ',1/3/24 10:00:00,STOCK,BUY,+50,TO OPEN,DEF,,,STOCK,9.00,9.00,MKT',
        ',1/3/24 10:00:00,STOCK,BUY,+50,TO OPEN,ABC,,,STOCK,10.02,10.02,MKT',
        ',1/3/24 10:00:00,STOCK,BUY,+100,TO OPEN,ABC,,,STOCK,10.01,10.01,MKT',
      ],
    });
    const fields = plainRecords(events).map((record) => {
      const { order_id, action, amount } = record as Record<string, string>;
      return [order_id, action, amount];
    });
    expect(fields.sort()).toEqual([
      ['1', 'buy', '-1002'],
      ['2', 'buy', '-501.5'],
      ['3', 'buy', '-450'],
      ['4', 'sell', '549.99'],
    ]);
  });

  test('takes one cash row for fills that together come to it, and several for one fill', () => {
    const legs = [
      ',1/3/24 10:00:00,STOCK,BUY,+60,TO OPEN,ABC,,,STOCK,10.00,10.00,MKT',
      ',1/3/24 10:00:00,STOCK,BUY,+40,TO OPEN,ABC,,,STOCK,10.00,10.00,MKT',
    ];
    const one = parse({
      cash: [cashRow('10:00:00', '1', 'BOT +100 ABC @10.00', ',-1.00,-1000.00')],
      trades: legs,
    });
    expect(plainRecords(one)).toMatchObject([{ amount: '-600.6' }, { amount: '-400.4' }]);
    const several = parse({
      cash: [
        cashRow('10:00:00', '1', 'BOT +30 ABC @10.00', ',-0.30,-300.00'),
        cashRow('10:00:00', '2', 'BOT +30 ABC @10.00', ',-0.30,-300.00'),
      ],
      trades: legs.slice(0, 1),
    });
    expect(plainRecords(several)).toMatchObject([{ quantity: '60', fees: '0.6', amount: '-600.6' }]);
    expect(inputRecords(several)).toMatchObject({ accepted: 3, rejected: 0 });
  });

  test('takes times as New York’s through daylight saving, whatever zone the file names', () => {
    const trade = (at: string) => `,${at},STOCK,BUY,+1,TO OPEN,ABC,,,STOCK,1.00,1.00,MKT`;
    expect(told({ trades: [trade('3/8/24 09:30:00'), trade('3/11/24 09:30:00')] })).toMatchObject([
      { executed_at: '2024-03-08T14:30:00Z' },
      { executed_at: '2024-03-11T13:30:00Z' },
    ]);
  });

  test('sells short and buys back shares by their labels', () => {
    const trade = (side: string, effect: string) =>
      `,1/3/24 10:00:00,STOCK,${side},1,${effect},ABC,,,ETF,1.00,1.00,MKT`;
    const trades = [
      trade('SELL', 'TO OPEN'),
      trade('BUY', 'TO CLOSE'),
      trade('SELL', 'TO CLOSE'),
      trade('BUY', 'AUTO'),
    ];
    expect(told({ trades })).toMatchObject([
      { action: 'sell_to_open' },
      { action: 'buy_to_close' },
      { action: 'sell' },
      { action: 'buy' },
    ]);
  });

  test('tells options of an index that settle in the afternoon from those of the morning', () => {
    const trade = (exp: string) =>
      `,1/3/24 10:00:00,SINGLE,BUY,+1,TO OPEN,SPX,${exp},4700,CALL,1.00,1.00,LMT`;
    expect(told({ trades: [trade('19 JAN 24 [AM]'), trade('19 JAN 24')] })).toMatchObject([
      { underlying: 'SPX', root: 'SPX', expiration: '2024-01-19' },
      { underlying: 'SPX', root: 'SPXW', expiration: '2024-01-19' },
    ]);
  });

  test('takes delivered shares and the ends of contracts from the cash section', () => {
    const rad = (description: string) => `1/20/24,00:00:00,RAD,="9",${description},,,0.00,`;
    const records = told({
      cash: [
        rad('REMOVAL OF OPTION DUE TO ASSIGNMENT 2.0 ABC 100 (Weeklys) 19 JAN 24 50 PUT'),
        rad('REMOVAL OF OPTION DUE TO EXPIRATION -3.0 $SPX.X 100 (Weeklys) 19 JAN 24 4700.5 CALL'),
        rad('Removed due to Expiration -6.0 .SPXW240119P4580'),
        rad('PUT ABC CORP $6 EXP 01/19/24: ASG: 1.0 .ABC240119P6'),
        '1/20/24,00:00:00,TRD,="10",BOT +200 ABC UPON OPTION ASSIGNMENT,,-5.00,"-10,000.00",',
      ],
    });
    expect(records).toMatchObject([
      {
        action: 'assign',
        executed_at: '2024-01-20',
        underlying: 'ABC',
        right: 'put',
        strike: '50',
        quantity: '2',
      },
      { action: 'expire', underlying: 'SPX', root: 'SPXW', right: 'call', strike: '4700.5', quantity: '3' },
      { action: 'expire', underlying: 'SPX', root: 'SPXW', right: 'put', strike: '4580', quantity: '6' },
      { action: 'assign', underlying: 'ABC', strike: '6', quantity: '1' },
      { action: 'buy', executed_at: '2024-01-20', quantity: '200', price: '50', fees: '5', amount: '-10005' },
    ]);
  });

  test('makes of shares that an option delivered the end of that option too, where it is held', () => {
    const held = [
      cashRow('10:00:00', '1', 'SOLD -2 ABC 100 19 JAN 24 50 PUT @1.50', ',-1.30,300.00'),
      cashRow('10:00:01', '2', 'BOT +1 ABC 100 16 FEB 24 40 CALL @2.00', ',,-200.00'),
    ];
    const row = (words: string, amount: string) => `1/20/24,00:00:00,EXP,="9",${words},,,"${amount}",`;
    const delivered = (...cash: string[]) =>
      told({ cash: [...held, ...cash] }).filter(
        (one) => 'executed_at' in one && one.executed_at === '2024-01-20',
      );
    for (const words of ['Bought 200.0 ABC due to assignment', 'Received 200 shares of ABC for assignment'])
      expect(delivered(row(words, '-10,000.00'))).toMatchObject([
        { action: 'buy', underlying: 'ABC', quantity: '200', price: '50', amount: '-10000' },
        { action: 'assign', right: 'put', strike: '50', expiration: '2024-01-19', quantity: '2' },
      ]);
    expect(delivered(row('Bought 100 ABC due to exercise', '-4,000.00'))).toMatchObject([
      { action: 'buy', quantity: '100', price: '40' },
      { action: 'exercise', right: 'call', strike: '40', expiration: '2024-02-16', quantity: '1' },
    ]);
    // A strike of which nothing is held; an end that has a row of its own.
    expect(delivered(row('Bought 200 ABC due to assignment', '-9,000.00'))).toHaveLength(1);
    const removed = row('REMOVAL OF OPTION DUE TO ASSIGNMENT 2.0 ABC 100 19 JAN 24 50 PUT', '0.00');
    expect(delivered(removed, row('Bought 200 ABC due to assignment', '-10,000.00'))).toHaveLength(2);
  });

  test.each([
    ['interest', 'Received 5.25 interest on assigned shares'],
    ['adjustment', 'Sold 100 due to assignment of KRV'],
    ['adjustment', 'SOLD 100 DUE TO ASSIGNMENT OF KRV'],
    ['adjustment', 'SOLD 100 SHARES FROM OPTION ASSIGNMENT KRV'],
    ['adjustment', 'Sold 100 shares assigned'],
  ])('takes no word for the symbol of delivered shares, but for %s: %s', (kind, description) => {
    for (const type of ['EXP', 'TRD'])
      expect(told({ cash: [`1/20/24,00:00:00,${type},="9",${description},,,5.25,`] })).toMatchObject([
        { kind, amount: '5.25', description },
      ]);
  });

  test('reads a trade that only the cash section has, and keeps the cash alone of a spread', () => {
    const { cash } = VERTICAL;
    const single = cashRow('10:00:00', '5', 'SOLD -1 ABC 100 19 JAN 24 50 CALL @1.50', '-0.01,-0.65,150.00');
    const records = told({ cash: [single, ...cash] });
    expect(records).toMatchObject([
      { action: 'sell', right: 'call', strike: '50', executed_at: '2024-01-03T15:00:00Z', amount: '149.34' },
      { kind: 'adjustment', amount: '139.35' },
    ]);
  });

  test('keeps the cash alone of a purchase that brings money and of a sale that costs some', () => {
    const cash = [
      cashRow('10:00:00', '1', 'CANCEL BOT +1 ABC @10.00', ',,10.00'),
      cashRow('10:00:01', '2', 'CANCEL SOLD -1 ABC 100 19 JAN 24 50 PUT @1.20', ',,-120.00'),
    ];
    expect(told({ cash })).toMatchObject([
      { kind: 'adjustment', amount: '10', description: 'CANCEL BOT +1 ABC @10.00' },
      { kind: 'adjustment', amount: '-120' },
    ]);
  });

  test('values futures by their points, with the cash of the day apart', () => {
    const events = parse({
      futures: [
        '1/4/24,1/3/24,15:57:53,TRD,="1",SOLD -2 /ESH24:XCME @4700.25,-2.80,-3.60,--,"93.60"',
        '1/4/24,1/3/24,17:00:00,ADJ,--,/ESH24:XCME mark to market at 4701 official settlement price,--,--,-75.00,"18.60"',
        '1/4/24,1/4/24,09:00:00,TRD,="2",BOT +1 /ZNH24:XCBT @112\'165,-0.80,-1.80,--,16.00',
      ],
      trades: [
        ",1/4/24 09:00:00,FUTURE,BUY,+1,TO OPEN,/ZNH24,,,FUTURE,112'165,112'165,LMT",
        ',1/3/24 15:57:53,FUTURE,SELL,-2,TO OPEN,/ESH24,MAR 24,,FUTURE,4700.25,4700.25,LMT',
      ],
    });
    expect(plainRecords(events)).toMatchObject([
      { kind: 'adjustment', amount: '-75' },
      { underlying: '/ZNH24', multiplier: '1000', price: '112.515625', fees: '2.6' },
      { action: 'sell_to_open', underlying: '/ESH24', multiplier: '50', price: '4700.25', fees: '6.4' },
    ]);
    expect(statedCash(events)).toBe('-84');
    expect(plainRecords(events)[1]).not.toHaveProperty('amount');
  });

  test('takes day and multiplier of an option on a future from its cash row', () => {
    const futures = [
      '1/3/24,1/3/24,14:17:49,TRD,="1",SOLD -4 /MESH24:XCME 1/5 9 JAN 24 (Wk2) /EX2F24:XCME 4650 PUT @6.35,-0.88,-7.20,127.00,',
    ];
    const trades = [',1/3/24 14:17:49,SINGLE,SELL,-4,TO OPEN,/MESH24,/EX2F24,4650,PUT,6.35,6.35,LMT'];
    const expected = {
      action: 'sell_to_open',
      underlying: '/MESH24',
      root: '/EX2F24',
      expiration: '2024-01-09',
      multiplier: '5',
      amount: '118.92',
    };
    expect(told({ futures, trades })).toMatchObject([expected]);
    expect(told({ futures })).toMatchObject([{ ...expected, action: 'sell' }]);
    const alone = parse({ trades });
    expect(reasonsIn(alone)).toEqual(['expiration missing']);
  });

  test('keeps the cash of a leg that it cannot read', () => {
    const events = parse({
      futures: ['1/3/24,1/3/24,10:00:00,TRD,="1",BOT +1 /QQQQH24:XCME @5.00,-1.00,,--,'],
      trades: [',1/3/24 10:00:00,FUTURE,BUY,+1,TO OPEN,/QQQQH24,,,FUTURE,5.00,5.00,LMT'],
    });
    expect(reasonsIn(events)).toEqual(['Symbol not a known future: "/QQQQH24"']);
    expect(plainRecords(events)).toMatchObject([{ kind: 'adjustment', amount: '-1' }]);
    expect(inputRecords(events)).toMatchObject({ accepted: 1, rejected: 1 });
  });

  test.each(['32:10:00', '10:61:00', '24:00:00'])('rejects a trade at %s, and reads the rest', (time) => {
    const events = parse({
      cash: [
        cashRow(time, '1', 'BOT +10 ABC @5', ',,-50.00'),
        cashRow('11:00:00', '2', 'SOLD -10 ABC @6', ',,60.00'),
      ],
      trades: [
        `,1/3/24 ${time},STOCK,BUY,+10,TO OPEN,ABC,,,STOCK,5,5,MKT`,
        ',1/3/24 11:00:00,STOCK,SELL,-10,TO CLOSE,ABC,,,STOCK,6,6,MKT',
      ],
    });
    expect(reasonsIn(events)).toEqual([expect.stringContaining(time)]);
    expect(plainRecords(events)).toMatchObject([
      { kind: 'adjustment', amount: '-50' },
      { action: 'sell', amount: '60' },
    ]);
  });

  test('keeps the cash of a trade whose price is longer than any number', () => {
    const description = `BOT +100 ABC @${'9'.repeat(42)}.0`;
    expect(told({ cash: [cashRow('10:00:00', '78', description, ',,-1')] })).toMatchObject([
      { kind: 'adjustment', amount: '-1' },
    ]);
  });

  test('keeps of a spread of futures only the cash that came, where one of them is not known', () => {
    const leg = (side: string, symbol: string, price: string) =>
      `,,,${side},1,TO OPEN,${symbol},,,FUTURE,${price},,`;
    const events = parse({
      futures: [
        '1/3/24,1/3/24,10:00:00,TRD,="1",BOT +1 FUT CALENDAR /QQQQH24:XCME-/ESH24:XCME @5.00,-2.00,,--,',
      ],
      trades: [
        leg('BUY', '/QQQQH24', '4705').replace(',,,', ',1/3/24 10:00:00,FUT CALENDAR,'),
        leg('SELL', '/ESH24', '4700'),
      ],
    });
    expect(plainRecords(events)).toMatchObject([
      { underlying: '/ESH24', fees: '1' },
      { kind: 'adjustment', amount: '-1' },
    ]);
    expect(recordsIn(events).map(({ statedAmount }) => statedAmount)).toEqual([
      -10_000_000_000n,
      -10_000_000_000n,
    ]);
  });

  test('names a trade alike in statements that lack a section, which give way to a full one', () => {
    const cash = [cashRow('10:00:00', '1', 'BOT +3 ABC 100 19 JAN 24 50 CALL @1.5', '-0.01,,-450.00')];
    const trades = [',1/3/24 10:00:00,SINGLE,BUY,+3,TO OPEN,ABC,19 JAN 24,50,CALL,1.50,1.50,LMT'];
    const tellings = [{ cash, trades }, { cash }, { trades }].map(
      (sections) => recordsIn(parse(sections))[0],
    );
    expect(tellings.map((telling) => telling?.coarseness)).toEqual([0, 1, 2]);
    expect(new Set(tellings.map((telling) => telling?.identity)).size).toBe(1);
  });

  test('tells money without a trade by its words and its type', () => {
    const row = (type: string, description: string, amount: string) =>
      `1/3/24,05:00:00,${type},,${description},,,${amount},`;
    const events = parse({
      cash: [
        row('DOI', 'ORDINARY DIVIDEND~ABC', '12.00'),
        row('DOI', 'FREE BALANCE INTEREST ADJUSTMENT', '0.05'),
        row('DOI', 'W-8 WITHHOLDING~ABC', '-1.80'),
        row('EFN', 'CLIENT REQUESTED ELECTRONIC FUNDING RECEIPT (FUNDS NOW)', '"1,000.00"'),
        row('WOU', 'WIRE OUT', '-50.00'),
        row('JRN', 'TRANSFER TO FOREX ACCOUNT', '-20.00'),
        row('XYZ', 'SOMETHING NEW', '3.00'),
        row('JRN', 'MARK TO THE MARKET', '4.00'),
        row('RAD', 'STOCK SPLIT~ABC', '0.00'),
        row('BAL', 'Cash balance at the start of business day 03.01 CST', ''),
        ',,,,TOTAL,0.00,0.00,947.25,"1,000.00"',
      ],
    });
    expect(
      plainRecords(events).map((record) => {
        const { kind, amount, underlying } = record as Record<string, string>;
        return [kind, amount, underlying];
      }),
    ).toEqual([
      ['dividend', '12', 'ABC'],
      ['interest', '0.05', undefined],
      ['fee', '-1.8', 'ABC'],
      ['deposit', '1000', undefined],
      ['withdrawal', '-50', undefined],
      ['transfer', '-20', undefined],
      ['adjustment', '3', undefined],
      ['adjustment', '4', undefined],
    ]);
    expect(reasonsIn(events)).toEqual(['row without money that is not known: "RAD STOCK SPLIT~ABC"']);
    expect(statedCash(events)).toBe('947.25');
  });

  test('notes the first line at which the printed balance and the amounts part by more than a cent', () => {
    const row = (day: number, balance: string) => `1/${day}/24,09:00:00,EFN,,FUNDING,,,1.00,${balance}`;
    const notes = (...cash: string[]) =>
      parse({ cash }).flatMap((event) => (event.kind === 'note' ? [event.reason] : []));
    expect(notes(row(3, '1.00'), row(4, '2.01'), row(5, '3.01'))).toEqual([]);
    expect(notes(row(3, '1.00'), row(4, '2.00'), row(5, '3.50'))).toEqual([
      'the cash balance and the amounts part at line 7',
    ]);
  });

  test('reads a day that stands before its month, where title or balance say so', () => {
    const row = (date: string) => `${date},09:00:00,EFN,,FUNDING,,,1.00,`;
    const title = 'Account Statement for 12345 since 1/7/15 through 31/7/15';
    expect(told({ title, cash: [row('3/7/15')] })).toMatchObject([{ at: '2015-07-03' }]);
    const balance = '3/7/15,01:00:00,BAL,,Cash balance at the start of business day 03.07 CST,,,,1.00';
    expect(told({ cash: [balance, row('3/7/15')] })).toMatchObject([{ at: '2015-07-03' }]);
    expect(told({ cash: [row('3/7/15')] })).toMatchObject([{ at: '2015-03-07' }]);
  });

  test('does not mind order, case and number of columns; without a needed one it refuses the file by its name', () => {
    const shuffled = (headings: string, row: string) =>
      `${TITLE}\nAccount Trade History\n${headings}\n${row}\n`;
    const read = (headings: string, row: string) =>
      plainRecords(parsedText(thinkorswim, shuffled(headings, row)));
    expect(
      read(
        'NEW,SYMBOL,exec time,side,qty,pos effect,exp,strike,type,price',
        'x,ABC,1/3/24 10:00:00,BUY,+1,TO OPEN,19 JAN 24,50,CALL,1.00',
      ),
    ).toMatchObject([{ action: 'buy_to_open', underlying: 'ABC', strike: '50' }]);
    expect(() => read('Exec Time,Side,Qty,Symbol,Exp,Strike,Type,Price', '')).toThrow('"Pos Effect"');
  });

  test('needs neither times nor costs of a section that has balances alone', () => {
    const section = (row: string) => `${TITLE}\nCash Balance\nDATE,TYPE,DESCRIPTION,AMOUNT\n${row}\n`;
    expect(inputRecords(parsedText(thinkorswim, section('1/3/24,BAL,Daily Balance,0.00')))).toEqual({
      accepted: 0,
      rejected: 0,
      ignored: 3,
    });
    expect(() => parsedText(thinkorswim, section('1/3/24,EFN,FUNDING,5.00'))).toThrow(
      'thinkorswim section Cash Balance without the column "TIME", "Misc Fees", "Commissions & Fees"',
    );
  });

  test('names the section of rows that it does not know, and leaves out those that tell no transactions', () => {
    const events = parsedText(thinkorswim, `${TITLE}\nNew Things\nA,B\n1,2\nEquities\nSymbol,Qty\nABC,1\n`);
    expect(reasonsIn(events)).toEqual(['section not known: "New Things"', 'section not known: "New Things"']);
    expect(inputRecords(events)).toEqual({ accepted: 0, rejected: 2, ignored: 5 });
  });

  test('leaves out the total below the money sections, whose amount a thousands separator cuts', () => {
    const text = statement(VERTICAL).replace('Account Trade', 'Total Cash $1,000.00\n\nAccount Trade');
    expect(inputRecords(parsedText(thinkorswim, text))).toEqual({ accepted: 3, rejected: 0, ignored: 10 });
  });

  test('names the account and the range; without its title the account is the one that was said', () => {
    const parser = thinkorswim.open({ account: 'said' }, 'x.csv');
    const events = [...parser.push(new TextEncoder().encode(statement(VERTICAL))), ...parser.end()];
    expect(plainRecords(events)).toMatchObject([{ account: '12345' }, { account: '12345' }]);
    expect(parser.covered?.()).toEqual({ from: '2024-01-01', through: '2024-01-31' });
    expect(told({ ...VERTICAL, title: '' })).toMatchObject([{ account: 'main' }, { account: 'main' }]);
    const nameless = thinkorswim.open({ account: null }, 'x.csv');
    expect(() => nameless.push(new TextEncoder().encode(statement({ ...VERTICAL, title: '' })))).toThrow(
      '--account',
    );
  });
});
