import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sessionsBetween } from '../domain/time/calendar.js';
import { decimal } from '../domain/number/decimal.js';
import { homePaths } from '../store/home/home.js';
import { closeStore, openStore, type Store } from '../store/open-store.js';
import { sharedData } from '../test/shared-data.js';
import { adviseSteps } from './advise.js';
import { importSteps } from './import/import-file.js';
import { messagesIn } from './notify.js';
import { outcomeSteps } from './outcomes.js';
import { reconcileSteps } from './reconcile.js';
import { NOTHING_GAINED, replayedAs } from '../test/replayed.js';
import { weekSteps } from './week.js';

type Fields = Readonly<Record<string, unknown>>;

let dir: string;
let store: Store;
let files: number;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'off-scale-'));
  store = await openStore(homePaths(join(dir, 'home')));
  files = 0;
});
afterEach(async () => {
  await closeStore(store);
  await rm(dir, { recursive: true });
});

function importing() {
  return importSteps({ store, clock: () => new Date('2025-01-01T00:00:00Z') });
}

async function importFile(path: string): Promise<string> {
  const report = await importing().importFile({ path, givenPath: path, account: null, coveredThrough: null });
  expect(report.rejected).toBe(0);
  return report.sha256;
}

async function bring(...records: readonly Fields[]): Promise<string> {
  const path = join(dir, `${++files}.jsonl`);
  await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return importFile(path);
}

async function track(through?: string) {
  await reconcileSteps(store).reconcileRange({});
  return outcomeSteps(store).trackOutcomes(through === undefined ? {} : { through });
}

function advise(from: string, to: string) {
  const { importFile: bringAdvice } = importing();
  return adviseSteps({ ...store, importFile: bringAdvice }).adviseRange({ from, to, account: null });
}

type Row = {
  close_kind: string;
  pnl_economic: bigint | null;
  excursion_source: string | null;
  flags: string[];
};

/** The outcomes in the order of their ends. */
function outcomes(): Promise<Row[]> {
  return store.warehouse.rows<Row>(
    'SELECT close_kind, pnl_economic, excursion_source, flags FROM outcomes ORDER BY closed_at, close_kind',
  );
}

/** All that is derived, in which anew must come to the same. */
function derived() {
  const tables = ['lots', 'outcomes', 'counterfactuals', 'off_scale'];
  return Promise.all(tables.map((table) => store.warehouse.rows(`SELECT * FROM ${table} ORDER BY ALL`)));
}

async function expectSameAnew(): Promise<void> {
  const before = await derived();
  for (const table of ['lots', 'outcomes', 'counterfactuals', 'outcomes_through', 'off_scale'])
    await store.warehouse.run(`DELETE FROM ${table}`);
  await track();
  expect(before).toEqual(await derived());
}

const put = { right: 'put', strike: 3300, expiration: '2022-04-14', underlying: 'AMZN', account: 'main' };
const shares = { underlying: 'AMZN', account: 'main', quantity: 100 };
const TRADES = [
  { ...put, executed_at: '2022-03-01', action: 'sell_to_open', quantity: 1, price: 200 },
  { ...put, executed_at: '2022-04-14', action: 'assign', quantity: 1 },
  { ...shares, executed_at: '2022-04-14', action: 'buy', price: 3300 },
  { ...shares, executed_at: '2022-04-18', action: 'sell', price: 3050 },
];
const SPLIT = { underlying: 'AMZN', kind: 'split', date: '2022-06-06', ratio: 20 };

/** Bars on the share count of after the split, around 152.5. */
function bars(from = '2022-01-03', to = '2022-07-29'): Fields[] {
  return sessionsBetween(from, to).map((ts, i) => {
    const close = ts === '2022-04-14' ? 151.7 : 152 + (i % 3) / 2;
    return {
      ...{ symbol: 'AMZN', interval: '1d', ts, open: close, high: close + 2, low: close - 2, close },
      ...{ volume: 1000, adjusted: 'split' },
    };
  });
}

const LINE =
  'AMZN: bars up to 2022-04-18 are on another share count than the trades (about 20 for 1): ' +
  'import its split, dated after 2022-04-18: {"underlying":"AMZN","kind":"split","date":"2022-04-19","ratio":20}';

describe('trackOutcomes on bars that carry a split which the data lacks', () => {
  test('gives no economic view and no excursions, and says which market event would mend it', async () => {
    await bring(...TRADES);
    await bring(...bars());
    expect((await track()).bars_off_scale).toEqual([LINE]);
    const unknown = { pnl_economic: null, excursion_source: null, flags: ['bars_off_scale'] };
    expect(await outcomes()).toEqual([
      { ...unknown, close_kind: 'assigned' },
      { ...unknown, close_kind: 'traded' },
    ]);
    await expectSameAnew();
  });

  test('hears a call deep in the money, whose premium leaves little open, of a small split', async () => {
    const day = {
      ts: '2024-03-01',
      open: 100,
      high: 101,
      low: 99,
      close: 100,
      volume: 1000,
      adjusted: 'split',
    };
    await bring({ symbol: 'DEEP', interval: '1d', ...day });
    const call = { underlying: 'DEEP', account: 'main', right: 'call', strike: 5, expiration: '2024-06-21' };
    await bring({ ...call, executed_at: '2024-03-01', action: 'buy_to_open', quantity: 1, price: 120 });
    expect((await track()).bars_off_scale).toEqual([expect.stringContaining('about 5 for 4')]);
  });

  test('settles at the price of the day once the split is imported, and not when it is retracted', async () => {
    await bring(...TRADES);
    await bring(...bars());
    await track();
    const file = await bring(SPLIT);
    expect((await track()).bars_off_scale).toEqual([]);
    const mended = await outcomes();
    expect(mended).toMatchObject([
      { close_kind: 'assigned', pnl_economic: decimal(-6600), flags: [] },
      { close_kind: 'traded', pnl_economic: decimal(1600), excursion_source: 'bars', flags: [] },
    ]);
    await expectSameAnew();
    await importing().retractImport({ fileSha256: file });
    expect((await track()).bars_off_scale).toEqual([LINE]);
    expect((await outcomes()).map(({ pnl_economic }) => pnl_economic)).toEqual([null, null]);
    await expectSameAnew();
  });

  test('restates all accounts when a late trade of one shows the bars to be off, or on, their share count', async () => {
    const call = { ...put, right: 'call', strike: 140 };
    // A share that comes in by transfer and an assigned call say nothing of its price.
    await bring(
      { ...call, executed_at: '2022-03-01', action: 'sell_to_open', quantity: 1, price: 12 },
      { ...call, executed_at: '2022-04-14', action: 'assign', quantity: 1 },
      { ...shares, executed_at: '2022-04-14', action: 'sell', price: 140 },
    );
    await bring(...bars());
    await track();
    const [before] = await outcomes();
    expect(before?.pnl_economic).toBe(decimal(30));
    const late = await bring(
      { ...shares, account: 'other', executed_at: '2022-04-20', action: 'buy', price: 3050 },
      { ...shares, account: 'other', executed_at: '2022-04-21', action: 'sell', price: 3040 },
    );
    await track();
    expect((await outcomes())[0]).toMatchObject({ pnl_economic: null, flags: ['bars_off_scale'] });
    await expectSameAnew();
    await importing().retractImport({ fileSha256: late });
    await track();
    expect((await outcomes())[0]).toEqual(before);
    await expectSameAnew();
  });

  test('looks at no trade of after the day it is asked for', async () => {
    await bring(...TRADES);
    await bring(...bars());
    expect((await track('2022-02-28')).bars_off_scale).toEqual([]);
    expect((await track('2022-03-31')).bars_off_scale).toEqual([
      'AMZN: bars up to 2022-03-01 are on another share count than the trades (at least 20 for 1): ' +
        'import its split, dated after 2022-03-01: {"underlying":"AMZN","kind":"split","date":"2022-03-02","ratio":"RATIO"}',
    ]);
    await track();
    await expectSameAnew();
  });

  test('judges no advice there, by advice whose underlying price shows it too', async () => {
    const advice = {
      ...{ recommendation_id: 'a', sent_at: '2022-03-01T14:00:00Z', account: 'main', action: 'sell_to_open' },
      ...{
        underlying: 'AMZN',
        right: 'put',
        strike: 3000,
        expiration: '2022-03-18',
        quantity: 1,
        premium: 90,
      },
    };
    await bring({ ...advice, underlying_price: 3060 });
    // The account is known that far.
    await bring({ ...shares, underlying: 'MSFT', executed_at: '2022-07-29', action: 'buy', price: 280 });
    await bring(...bars());
    expect((await track()).bars_off_scale).toHaveLength(1);
    const sources = () => store.warehouse.rows('SELECT source, pnl_mid FROM counterfactuals');
    expect(await sources()).toEqual([{ source: 'none', pnl_mid: null }]);
    await bring(SPLIT);
    await track();
    expect(await sources()).toMatchObject([{ source: 'model' }]);
    await expectSameAnew();
  });

  test('is told in the message of a week with trades there', async () => {
    await bring(...TRADES);
    await bring(...bars());
    await track();
    const bringUpToDate = () => Promise.resolve(false);
    const week = weekSteps({
      ...{ ...store, messages: messagesIn(dir, []), bringUpToDate },
      prepareReplay: replayedAs(NOTHING_GAINED),
    });
    expect((await week.aggregateWeek({ week: '2022-W15' })).message).toContain(
      `DOES NOT TIE OUT\n  ${LINE}\n`,
    );
    expect((await week.aggregateWeek({ week: '2022-W20' })).message).not.toContain('DOES NOT TIE OUT');
  });
});

describe('adviseRange on bars that carry a split which the data lacks', () => {
  test('gives no advice and says what would mend it; with the split it does', async () => {
    await bring({ ...shares, executed_at: '2022-03-01', action: 'buy', price: 3050 });
    await bring(...bars());
    const silent = await advise('2022-03-07', '2022-03-11');
    expect(silent).toMatchObject({ recommendations: 0, without_bars: { AMZN: 5 } });
    expect(silent.bars_off_scale).toEqual([expect.stringContaining('(about 20 for 1)')]);
    await bring(SPLIT);
    const mended = await advise('2022-03-07', '2022-03-11');
    expect(mended).toMatchObject({ recommendations: 5, without_bars: {}, bars_off_scale: [] });
  });
});

const folder = sharedData('yahoo-daily');
const testReal = folder === undefined ? test.skip : test;

testReal(
  'an assigned put of AMZN on the real bars of 2022: null without the split, its loss with it',
  async () => {
    await bring(...TRADES);
    expect(await readdir(folder ?? '')).toContain('AMZN.csv');
    await importFile(join(folder ?? '', 'AMZN.csv'));
    expect((await track()).bars_off_scale).toEqual([LINE]);
    expect((await outcomes())[0]).toMatchObject({ pnl_economic: null, flags: ['bars_off_scale'] });
    await bring(SPLIT);
    expect((await track()).bars_off_scale).toEqual([]);
    const [assigned, traded] = await outcomes();
    // It was sold for 20,000 and would have cost the strike less the close of 14 April.
    expect(Number(assigned?.pnl_economic) / 1e10).toBeCloseTo(-6600, -2);
    expect((assigned?.pnl_economic ?? 0n) + (traded?.pnl_economic ?? 0n)).toBe(decimal(-5000));
  },
);
