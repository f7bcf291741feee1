import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import { TASTYTRADE_HEADER } from './tastytrade-rows.js';
import { atMost, runs } from './runs.js';

const TABLES = ['executions', 'cash_flows', 'lots', 'outcomes'];
const directory = await mkdtemp(join(tmpdir(), 'tradeloop-pieces-'));
afterAll(() => rm(directory, { recursive: true }));

/** A broker's export: the header and, from the newest to the oldest, the rows of each day. */
interface Export {
  header: string;
  days: readonly (readonly string[])[];
}

const PUT = 'PUT (ABC) ABC CORP MAY 17 24 $44 (100 SHS)';
const fidelityRow = (date: string, action: string, symbol: string, told: string) =>
  `${date},"${action}",${symbol},"words",Cash,${told},`;
const fidelityPut = (date: string, action: string, told: string) =>
  fidelityRow(date, `${action} ${PUT} (Cash)`, ' -ABC240517P44', told);

/** Identical fills, a correction, a trade taken back, an assignment booked late, a merger, what is cash already. */
const FIDELITY: Export = {
  header:
    'Run Date,Action,Symbol,Description,Type,Quantity,Price,Commission,Fees,Accrued Interest,Amount,Settlement Date',
  days: [
    [
      fidelityRow('06/03/2024', 'MERGER MER FROM 1#REOR M0000000010001 NEW (Cash)', 'NEW', '50,,,,,'),
      fidelityRow('06/03/2024', 'MERGER MER PAYOUT #REOR M0000000010000 ABC (Cash)', 'ABC', '-100,,,,,'),
    ],
    [
      fidelityRow(
        '05/20/2024',
        'YOU BOUGHT ASSIGNED PUTS AS OF 05-17-24 ABC (ABC) (Cash)',
        'ABC',
        '100,44,,,,-4400',
      ),
      fidelityPut('05/20/2024', 'ASSIGNED as of May-17-2024', '1,,,,,0.00'),
      fidelityPut(
        '05/20/2024',
        'SELL CANCEL OPENING TRANSACTION CXL DESCRIPTION CANCELLED TRADE as of May-02-2024',
        '1,1.2,,,,-120',
      ),
    ],
    [
      fidelityPut(
        '05/06/2024',
        'YOU SOLD OPENING TRANSACTION CORR DESCRIPTION CORRECTED CONFIRM as of May-01-2024',
        '-1,1.1,0.65,0.01,,109.34',
      ),
      fidelityPut(
        '05/06/2024',
        'SELL CANCEL OPENING TRANSACTION CXL DESCRIPTION CANCELLED TRADE as of May-01-2024',
        '1,1,0.65,-0.02,,-99.33',
      ),
    ],
    [
      fidelityPut('05/02/2024', 'YOU BOUGHT CLOSING TRANSACTION', '1,0.5,,0.02,,-50.02'),
      fidelityPut('05/02/2024', 'YOU SOLD OPENING TRANSACTION', '-1,1.2,,,,120'),
      fidelityRow('05/02/2024', 'DIVIDEND RECEIVED MONEY MARKET (SPAXX) (Cash)', 'SPAXX', ',,,,,1.5'),
      fidelityRow('05/02/2024', 'REINVESTMENT MONEY MARKET (SPAXX) (Cash)', 'SPAXX', '1.5,1,,,,-1.5'),
    ],
    [
      fidelityPut('05/01/2024', 'YOU SOLD OPENING TRANSACTION', '-1,1,0.65,0.02,,99.33'),
      fidelityPut('05/01/2024', 'YOU SOLD OPENING TRANSACTION', '-1,1,0.65,0.02,,99.33'),
      fidelityPut('05/01/2024', 'YOU SOLD OPENING TRANSACTION', '-1,1,,0.02,,99.98'),
    ],
    [
      fidelityRow('04/30/2024', 'Electronic Funds Transfer Received (Cash)', '', ',,,,,5000'),
      fidelityRow('04/30/2024', 'Electronic Funds Transfer Received (Cash)', '', ',,,,,5000'),
    ],
  ],
};

const schwabPut = (date: string, action: string, told: string) =>
  `"${date}","${action}","ABC 05/17/2024 44.00 P","PUT ABC CORP $44 EXP 05/17/24",${told}`;
const schwabShares = (date: string, action: string, told: string) =>
  `"${date}","${action}","ABC","ABC CORP",${told}`;

const SCHWAB: Export = {
  header: '"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"',
  days: [
    [
      schwabShares('06/10/2024 as of 06/07/2024', 'Reverse Split', '"10","","",""'),
      '"06/10/2024 as of 06/07/2024","Reverse Split","890260854","ABC XXXREVERSE SPLIT","-100","","",""',
    ],
    [
      schwabShares('05/20/2024 as of 05/17/2024', 'Buy', '"100","$44.00","","-$4400.00"'),
      schwabPut('05/20/2024 as of 05/17/2024', 'Assigned', '"1","","",""'),
      schwabPut('05/20/2024 as of 05/17/2024', 'Expired', '"1","","",""'),
    ],
    [
      schwabShares('05/03/2024 as of 05/01/2024', 'Buy', '"10","$5.00","","-$50.00"'),
      schwabShares('05/03/2024 as of 05/01/2024', 'Cancel Buy', '"10","$5.10","","$51.00"'),
    ],
    [schwabPut('05/02/2024', 'Buy to Close', '"1","$0.50","$0.66","-$50.66"')],
    [
      schwabPut('05/01/2024', 'Sell to Open', '"1","$1.00","$0.66","$99.34"'),
      schwabPut('05/01/2024', 'Sell to Open', '"1","$1.00","$0.66","$99.34"'),
      schwabPut('05/01/2024', 'Sell to Open', '"1","$1.00","$0.65","$99.35"'),
      schwabShares('05/01/2024', 'Buy', '"10","$5.10","","-$51.00"'),
    ],
    ['"04/30/2024","MoneyLink Transfer","","Tfr BANK","","","","$5000.00"'],
  ],
};

const robinhoodRow = (date: string, symbol: string, told: string) =>
  `"${date}","${date}","${date}","${symbol}",${told}`;

/** Identical fills, shares from elsewhere, an assignment, a reverse split, mergers for shares and for money. */
const ROBINHOOD: Export = {
  header:
    '"Activity Date","Process Date","Settle Date","Instrument","Description","Trans Code","Quantity","Price","Amount"',
  days: [
    [
      robinhoodRow('6/10/2024', 'NEW', '"New","MRGS","5","",""'),
      robinhoodRow('6/10/2024', 'ABC', '"Abc","MRGS","10S","",""'),
      robinhoodRow('6/10/2024', 'DEF', '"Def","MRGC","3S","","$60.00"'),
    ],
    [
      robinhoodRow('6/3/2024', 'ABC', '"Abc","SPR","10","",""'),
      robinhoodRow('6/3/2024', 'ABC', '"Abc","SPR","100S","",""'),
    ],
    [
      robinhoodRow('5/17/2024', 'ABC', '"Abc\nOptions Assigned","Buy","100","$44.00","($4,400.00)"'),
      robinhoodRow('5/17/2024', 'ABC', '"ABC 5/17/2024 Put $44.00","OASGN","1","",""'),
    ],
    [robinhoodRow('5/2/2024', 'DEF', '"Def","ACATI","3","",""')],
    [
      robinhoodRow('5/1/2024', 'ABC', '"ABC 5/17/2024 Put $44.00","BTC","1","$0.50","($50.04)"'),
      robinhoodRow('5/1/2024', 'ABC', '"ABC 5/17/2024 Put $44.00","STO","1","$1.00","$99.96"'),
      robinhoodRow('5/1/2024', 'ABC', '"ABC 5/17/2024 Put $44.00","STO","1","$1.00","$99.96"'),
    ],
    [robinhoodRow('4/30/2024', '', '"ACH Deposit","ACH","","","$5,000.00"')],
  ],
};

const tastytradeRow = (time: string, told: string) => `2024-05-${time}-0400,${told},USD`;
const SPXW_PUT = 'SPXW  240517P05000000,Equity Option';
const OF_SPXW = '100,SPXW,SPX,5/17/24,5000,PUT';

/** Identical fills, a settlement in cash of two rows, futures sold first, shares and money. */
const TASTYTRADE: Export = {
  header: TASTYTRADE_HEADER,
  days: [
    [
      tastytradeRow(
        '17T17:00:00',
        `Receive Deliver,Assignment,,${SPXW_PUT},Removal of option due to assignment,0.00,2,--,--,0.00,${OF_SPXW},`,
      ),
      tastytradeRow(
        '17T17:00:00',
        `Receive Deliver,Cash Settled Assignment,,${SPXW_PUT},Settled,-1000.00,2,--,--,-5.00,${OF_SPXW},`,
      ),
    ],
    [
      tastytradeRow(
        '06T10:00:00',
        'Trade,Buy,BUY,/MESM4,Future,Bought 1 /MESM4 @ 5180.25,0.00,1,0.00,-0.75,-0.62,,,,,,,9',
      ),
    ],
    [
      tastytradeRow(
        '03T17:00:00',
        'Money Movement,Mark to Market,,/MESM4,Future,Marked,25.00,1,--,--,0.00,,,,,,,',
      ),
      tastytradeRow(
        '03T10:00:00',
        'Trade,Sell,SELL,/MESM4,Future,Sold 1 /MESM4 @ 5200.00,0.00,1,0.00,-0.75,-0.62,,,,,,,8',
      ),
    ],
    Array<string>(2).fill(
      tastytradeRow(
        '02T10:00:07',
        `Trade,Sell to Open,SELL_TO_OPEN,${SPXW_PUT},Sold 1,500.00,1,500.00,-1.00,-0.72,${OF_SPXW},7`,
      ),
    ),
    [tastytradeRow('01T09:00:00', 'Money Movement,Deposit,,,,ACH DEPOSIT,5000.00,0,--,--,0.00,,,,,,,')],
  ],
};

/** The hashes of what a home tells that imported these files, in this order. */
async function toldBy(files: readonly string[]): Promise<Record<string, string>> {
  const home = await mkdtemp(join(directory, 'home-'));
  const { steps, close } = await openSteps(home);
  for (const [i, content] of files.entries()) {
    const path = join(home, `export-${i}.csv`);
    await writeFile(path, content);
    await steps.importFile({ path, givenPath: path, account: 'main', coveredThrough: '2024-06-30' });
  }
  await steps.reconcileRange({});
  await steps.trackOutcomes({});
  const hashes: Record<string, string> = {};
  for (const table of TABLES)
    hashes[table] = (await steps.exportTable({ table, format: 'csv', out: join(home, 'exports') })).sha256;
  await close();
  return hashes;
}

const fileOf = ({ header, days }: Export, from: number, to: number) =>
  `${[header, ...days.slice(from, to).flat()].join('\n')}\n`;

/** Pieces of so many days that cover them all, each after the first beginning in or right behind another; in any order. */
function pieces(days: number): fc.Arbitrary<[from: number, to: number][]> {
  return fc
    .array(fc.tuple(fc.nat(days - 1), fc.nat(days - 1)), { minLength: 1, maxLength: 3 })
    .map((ranges) => ranges.map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b) + 1]))
    .chain((ranges) => {
      const missing = [...Array(days).keys()].filter(
        (day) => !ranges.some(([from, to]) => from <= day && day < to),
      );
      return fc.shuffledSubarray([...ranges, ...missing.map((day): [number, number] => [day, day + 1])], {
        minLength: ranges.length + missing.length,
      });
    });
}

/** Each day alone, but for two of which the newer begins with what took effect before the older. */
const A_LATE_BOOKING_FIRST: [number, number][] = [
  [1, 2],
  [5, 6],
  [4, 5],
  [2, 4],
  [0, 1],
];

test.each([
  ['Fidelity', FIDELITY],
  ['Schwab', SCHWAB],
  ['Robinhood', ROBINHOOD],
  ['tastytrade', TASTYTRADE],
])(
  'an export of %s, cut at days into pieces that overlap and imported in any order, tells what the whole one tells',
  async (_, whole) => {
    const all = whole.days.length;
    const expected = await toldBy([fileOf(whole, 0, all)]);
    await fc.assert(
      fc.asyncProperty(pieces(all), async (ranges) => {
        expect(await toldBy(ranges.map(([from, to]) => fileOf(whole, from, to)))).toEqual(expected);
      }),
      { ...runs(5, { sharing: 4 }), examples: [[A_LATE_BOOKING_FIRST]] },
    );
  },
  atMost(120_000),
);
