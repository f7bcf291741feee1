import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import { atMost, runs } from './runs.js';

const TABLES = ['executions', 'cash_flows', 'lots', 'outcomes'];
const directory = await mkdtemp(join(tmpdir(), 'tradeloop-export-pieces-'));
afterAll(() => rm(directory, { recursive: true }));

/** An export of several days, from which one of fewer can be made. */
interface Export {
  days: number;
  /** The file of the days from `from` to before `to`, as the broker would give it. */
  file: (from: number, to: number) => string;
}

/** Rows of a day, by section. */
interface StatementDay {
  cash: readonly string[];
  trades: readonly string[];
}

/** Identical fills, a spread, shares assigned, an expiration, money. */
const STATEMENT_DAYS: readonly StatementDay[] = [
  {
    cash: [
      '1/3/24,01:00:00,BAL,,Cash balance at the start of business day 03.01 CST,,,,0.00',
      '1/3/24,09:00:00,EFN,,FUNDING,,,5000.00,5000.00',
      '1/3/24,09:00:00,EFN,,FUNDING,,,5000.00,10000.00',
      '1/3/24,10:00:00,TRD,="1",SOLD -1 VERTICAL ABC 100 19 JAN 24 50/45 PUT @.71,-0.03,-1.30,71.00,10069.67',
      '1/3/24,10:00:05,TRD,="2",BOT +100 DEF @10.00,,,-1000.00,9069.67',
      '1/3/24,10:00:05,TRD,="3",BOT +100 DEF @10.00,,-1.00,-1000.00,8068.67',
    ],
    trades: [
      ',1/3/24 10:00:05,STOCK,BUY,+100,TO OPEN,DEF,,,STOCK,10.00,10.00,MKT',
      ',1/3/24 10:00:05,STOCK,BUY,+100,TO OPEN,DEF,,,STOCK,10.00,10.00,MKT',
      ',1/3/24 10:00:00,VERTICAL,SELL,-1,TO OPEN,ABC,19 JAN 24,50,PUT,1.20,.71,LMT',
      ',,,BUY,+1,TO OPEN,ABC,19 JAN 24,45,PUT,.49,CREDIT,',
    ],
  },
  {
    cash: ['1/4/24,11:00:01,TRD,="4",SOLD -150 DEF @11.00,-0.01,,1650.00,9718.66'],
    trades: [',1/4/24 11:00:00,STOCK,SELL,-150,TO CLOSE,DEF,,,STOCK,11.00,11.00,MKT'],
  },
  { cash: ['1/5/24,01:00:00,DOI,,ORDINARY DIVIDEND~DEF,,,5.00,9723.66'], trades: [] },
  {
    cash: [
      '1/20/24,00:00:00,RAD,="5",REMOVAL OF OPTION DUE TO ASSIGNMENT 1.0 ABC 100 19 JAN 24 50 PUT,,,0.00,9723.66',
      '1/20/24,00:00:00,TRD,="6",BOT +100 ABC UPON OPTION ASSIGNMENT,,-5.00,-5000.00,4718.66',
      '1/20/24,00:00:00,RAD,="7",REMOVAL OF OPTION DUE TO EXPIRATION -1.0 ABC 100 19 JAN 24 45 PUT,,,0.00,4718.66',
    ],
    trades: [],
  },
];

const THINKORSWIM: Export = {
  days: STATEMENT_DAYS.length,
  file: (from, to) =>
    [
      'Account Statement for 12345 (margin) since 1/1/24 through 1/31/24',
      'Cash Balance',
      'DATE,TIME,TYPE,REF #,DESCRIPTION,Misc Fees,Commissions & Fees,AMOUNT,BALANCE',
      ...STATEMENT_DAYS.slice(from, to).flatMap(({ cash }) => cash),
      'Account Trade History',
      ',Exec Time,Spread,Side,Qty,Pos Effect,Symbol,Exp,Strike,Type,Price,Net Price,Order Type',
      ...STATEMENT_DAYS.slice(from, to)
        .toReversed()
        .flatMap(({ trades }) => trades),
    ].join('\n'),
};

const hyperliquidFill = (told: object) => ({
  coin: 'ABC',
  px: '10',
  sz: '3',
  side: 'B',
  time: 1704290400123,
  startPosition: '0.0',
  dir: 'Open Long',
  closedPnl: '0.0',
  oid: 7,
  fee: '0.02',
  feeToken: 'USDC',
  ...told,
});
const DAY = 86_400_000;
const HYPERLIQUID = ofRecords([
  [hyperliquidFill({ tid: 1 }), hyperliquidFill({ tid: 2, startPosition: '3.0' })],
  [
    hyperliquidFill({ tid: 0, oid: 1, side: 'A', coin: '@9', sz: '0.1', time: 1704290400000 + DAY }),
    hyperliquidFill({ tid: 0, oid: 1, side: 'A', coin: '@9', sz: '0.1', time: 1704290400000 + DAY }),
    {
      time: 1704290400000 + DAY,
      delta: { type: 'funding', coin: 'ABC', usdc: '-0.5', szi: '6', fundingRate: '0.01' },
    },
  ],
  [
    hyperliquidFill({
      tid: 3,
      side: 'A',
      sz: '8',
      startPosition: '6.0',
      closedPnl: '12',
      px: '12',
      time: 1704290400000 + 2 * DAY,
    }),
  ],
  [
    hyperliquidFill({
      tid: 4,
      startPosition: '-2.0',
      sz: '2',
      closedPnl: '1',
      px: '11.5',
      time: 1704290400000 + 3 * DAY,
    }),
  ],
]);

const alpacaFill = (told: object) => ({
  activity_type: 'FILL',
  transaction_time: '2024-01-03T15:00:00Z',
  type: 'fill',
  price: '10',
  qty: '10',
  side: 'buy',
  symbol: 'ABC',
  order_id: 'o',
  ...told,
});
const ALPACA = ofRecords([
  [
    alpacaFill({ id: 'a' }),
    alpacaFill({ id: 'b' }),
    { activity_type: 'CSD', id: 'c', date: '2024-01-03', net_amount: '500' },
  ],
  [
    { activity_type: 'SPLIT', id: 'd', date: '2024-01-04', symbol: 'ABC', qty: '40', net_amount: '0' },
    { activity_type: 'SPLIT', id: 'e', date: '2024-01-04', symbol: 'ABC', qty: '-20', net_amount: '0' },
  ],
  [
    { activity_type: 'FEE', id: 'f', date: '2024-01-05', net_amount: '-0.02', description: 'TAF' },
    { activity_type: 'FEE', id: 'g', date: '2024-01-05', net_amount: '-0.02', description: 'TAF' },
    alpacaFill({ id: 'h', side: 'sell', qty: '30', price: '6', transaction_time: '2024-01-05T15:00:00Z' }),
  ],
]);

/** Days of records, of which a file has the newest first. */
function ofRecords(days: readonly (readonly object[])[]): Export {
  return { days: days.length, file: (from, to) => JSON.stringify(days.slice(from, to).flat().toReversed()) };
}

/** The hashes of what a home tells that imported these files, in this order. */
async function toldBy(files: readonly string[]): Promise<Record<string, string>> {
  const home = await mkdtemp(join(directory, 'home-'));
  const { steps, close } = await openSteps(home);
  for (const [i, content] of files.entries()) {
    const path = join(home, `export-${i}`);
    await writeFile(path, content);
    const report = await steps.importFile({
      path,
      givenPath: path,
      account: 'main',
      coveredThrough: '2024-01-31',
    });
    expect(report.rejected).toBe(0);
  }
  await steps.reconcileRange({});
  await steps.trackOutcomes({});
  const hashes: Record<string, string> = {};
  for (const table of TABLES)
    hashes[table] = (await steps.exportTable({ table, format: 'csv', out: join(home, 'exports') })).sha256;
  await close();
  return hashes;
}

/** Pieces that cover all days, overlapping or not, in any order. */
function pieces(days: number): fc.Arbitrary<[from: number, to: number][]> {
  return fc
    .array(fc.tuple(fc.nat(days - 1), fc.nat(days - 1)), { maxLength: 3 })
    .map((ranges) => ranges.map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b) + 1]))
    .chain((ranges) => {
      const covered = (day: number) => ranges.some(([from, to]) => from <= day && day < to);
      const missing = [...Array(days).keys()].filter((day) => !covered(day));
      const all = [...ranges, ...missing.map((day): [number, number] => [day, day + 1])];
      return fc.shuffledSubarray(all, { minLength: all.length });
    });
}

test.each([
  ['thinkorswim', THINKORSWIM],
  ['Hyperliquid', HYPERLIQUID],
  ['Alpaca', ALPACA],
])(
  'an export of %s, cut at days into pieces that overlap and imported in any order, tells what the whole one tells',
  async (_, { days, file }) => {
    const whole = await toldBy([file(0, days)]);
    await fc.assert(
      fc.asyncProperty(pieces(days), async (ranges) => {
        expect(await toldBy(ranges.map(([from, to]) => file(from, to)))).toEqual(whole);
      }),
      runs(6, { sharing: 3 }),
    );
  },
  atMost(120_000),
);
