/** What was held when advice came, from imports to matches, advice and counterfactuals: one book for all. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sessionsBetween } from '../domain/time/calendar.js';
import { decimal } from '../domain/number/decimal.js';
import { homePaths } from '../store/home/home.js';
import { closeStore, openStore, type Store } from '../store/open-store.js';
import { adviseSteps } from './advise.js';
import { importSteps } from './import/import-file.js';
import { outcomeSteps } from './outcomes.js';
import { reconcileSteps } from './reconcile.js';

type Fields = Readonly<Record<string, unknown>>;

let dir: string;
let opened: Store[];
let files: number;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'held-'));
  [opened, files] = [[], 0];
});
afterEach(async () => {
  for (const store of opened) await closeStore(store);
  await rm(dir, { recursive: true });
});

async function home() {
  const store = await openStore(homePaths(join(dir, `home${++files}`)));
  opened.push(store);
  const { importFile, retractImport } = importSteps({ store, clock: () => new Date('2025-01-01T00:00:00Z') });
  const { adviseRange } = adviseSteps({ ...store, importFile });
  const { reconcileRange } = reconcileSteps(store);
  const { trackOutcomes } = outcomeSteps(store);
  return {
    adviseRange,
    retractImport,
    reconcileRange,
    trackOutcomes,
    rows: (sql: string) => store.warehouse.rows(sql),
    bring: async (...records: Fields[]): Promise<string> => {
      const path = join(dir, `${++files}.jsonl`);
      await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      const report = await importFile({ path, givenPath: path, account: null, coveredThrough: '2024-02-29' });
      expect(report.rejected).toBe(0);
      return report.sha256;
    },
  };
}

function bars(symbol: string, price: number): Fields[] {
  return sessionsBetween('2023-11-01', '2024-02-29').map((ts, i) => ({
    ...{ symbol, interval: '1d', ts, open: price, high: price + 2, low: price - 2 },
    ...{ close: price + (i % 3), volume: 1, adjusted: 'none' },
  }));
}

const contract = { right: 'call', strike: 100, expiration: '2024-01-19' };
const trade = (executed_at: string, action: string, more: Fields): Fields => ({
  ...{ account: 'main', executed_at, action, underlying: 'NEW', quantity: 1 },
  ...more,
});
const buying = trade('2024-01-03', 'buy_to_open', { ...contract, underlying: 'OLD', price: 4 });
const renaming = trade('2024-01-05', 'symbol_change', {
  ...contract,
  underlying: 'OLD',
  to_underlying: 'NEW',
});
const rolling = [
  trade('2024-01-10T15:00:00Z', 'sell_to_close', { ...contract, price: 3, order_id: 'o' }),
  trade('2024-01-10T15:00:00Z', 'buy_to_open', {
    ...contract,
    expiration: '2024-02-16',
    price: 5,
    order_id: 'o',
  }),
];
const advice = {
  ...{ recommendation_id: 'roll', sent_at: '2024-01-10T14:00:00Z', account: 'main', action: 'roll' },
  ...{ underlying: 'NEW', right: 'call', strike: 100, expiration: '2024-02-16', quantity: 1, premium: -2 },
  ...{ from_strike: 100, from_expiration: '2024-01-19' },
};
const ADVISED = `SELECT match_type, held_side FROM matches WHERE recommendation_id IS NOT NULL`;
const MATCHES = `SELECT match_type, recommendation_id, trading_date FROM matches ORDER BY ALL`;
const JANUARY = { from: '2024-01-02', to: '2024-01-31' };

describe('advice to roll a call that was bought under an earlier name', () => {
  test('is a consent where it is rolled as advised', async () => {
    const { bring, reconcileRange, rows } = await home();
    await bring(buying, renaming, ...rolling, advice);
    await reconcileRange(JANUARY);
    expect(await rows(ADVISED)).toEqual([{ match_type: 'consent', held_side: 'long' }]);
  });

  test.each([
    ['the purchase', buying, [renaming, ...rolling]],
    ['the change of name', renaming, [buying, ...rolling]],
  ])(
    'comes to that when %s is imported last, and away from it when that is retracted',
    async (_, last, first) => {
      const { bring, reconcileRange, retractImport, rows } = await home();
      await bring(...first, advice);
      await reconcileRange(JANUARY);
      const without = await rows(MATCHES);
      const fileSha256 = await bring(last);
      await reconcileRange(JANUARY);
      expect(await rows(ADVISED)).toEqual([{ match_type: 'consent', held_side: 'long' }]);
      await retractImport({ fileSha256 });
      await reconcileRange(JANUARY);
      expect(await rows(MATCHES)).toEqual(without);
    },
  );

  test('is of the side that a trade earlier on its day opened', async () => {
    const { bring, reconcileRange, rows } = await home();
    const bought = { ...buying, underlying: 'NEW', executed_at: '2024-01-10T13:59:00Z' };
    await bring(bought, ...rolling, advice);
    await reconcileRange(JANUARY);
    expect(await rows(ADVISED)).toEqual([{ match_type: 'consent', held_side: 'long' }]);
  });
});

describe('a counterfactual of advice to close', () => {
  const closing = {
    action: 'sell_to_close',
    recommendation_id: 'close',
    sent_at: '2024-01-04',
    premium: 4.5,
  };
  const asked = { ...closing, ...contract, account: 'main', underlying: 'OLD', quantity: 1 };
  const judged = `SELECT horizon, human_pnl, difference_mid, verdict, source FROM counterfactuals ORDER BY ALL`;

  test('looks past a change of name to how what was held then ended', async () => {
    const plain = await home();
    const sale = trade('2024-01-10', 'sell_to_close', { ...contract, price: 2 });
    await plain.bring(...bars('OLD', 100), buying, asked, { ...sale, underlying: 'OLD' });
    await plain.reconcileRange({});
    await plain.trackOutcomes({});
    const renamed = await home();
    await renamed.bring(...bars('OLD', 100), buying, asked, renaming);
    await renamed.reconcileRange({});
    await renamed.trackOutcomes({});
    await renamed.bring(sale);
    await renamed.reconcileRange({});
    await renamed.trackOutcomes({});
    const [row] = await plain.rows(judged);
    expect(row).toMatchObject({ horizon: '2024-01-10', source: 'model' });
    expect(await renamed.rows(judged)).toEqual([row]);
  });

  test('counts what was held when the advice came, not what was bought later that day', async () => {
    const ofAll = { ...asked, quantity: null };
    const alone = await home();
    const sale = trade('2024-01-10', 'sell_to_close', { ...contract, underlying: 'OLD', price: 2 });
    await alone.bring(...bars('OLD', 100), buying, ofAll, sale);
    const added = await home();
    await added.bring(...bars('OLD', 100), buying, ofAll, sale, {
      ...buying,
      executed_at: '2024-01-04',
      price: 3,
    });
    for (const { reconcileRange, trackOutcomes } of [alone, added]) {
      await reconcileRange({});
      await trackOutcomes({});
    }
    const [row] = await alone.rows(judged);
    expect(row).toMatchObject({ source: 'model' });
    expect(await added.rows(judged)).toEqual([row]);
  });

  test.each([
    ['weeks before it', '2023-12-21'],
    ['earlier on its day', '2024-01-04T15:00:00Z'],
  ])('leaves out what of a lot was closed %s', async (_, closed) => {
    const ofAll = { ...asked, sent_at: '2024-01-04T19:00:00Z', quantity: null };
    const bought = { ...buying, executed_at: '2023-12-20' };
    const part = trade(closed, 'sell_to_close', { ...contract, underlying: 'OLD', price: 3 });
    const rest = trade('2024-01-10', 'sell_to_close', {
      ...contract,
      underlying: 'OLD',
      price: 2,
      quantity: 2,
    });
    const whole = await home();
    await whole.bring(...bars('OLD', 100), { ...bought, quantity: 2 }, ofAll, rest);
    const parted = await home();
    await parted.bring(...bars('OLD', 100), { ...bought, quantity: 3 }, part, ofAll, rest);
    for (const { reconcileRange, trackOutcomes } of [whole, parted]) {
      await reconcileRange({});
      await trackOutcomes({});
    }
    const [row] = await whole.rows(judged);
    expect(row).toMatchObject({ source: 'model', horizon: '2024-01-10' });
    expect(await parted.rows(judged)).toEqual([row]);
  });
});

describe('shares that left by transfer and never came in', () => {
  test('leave nothing short: what is bought later stands in lots, and calls are advised on it', async () => {
    const { bring, adviseRange, trackOutcomes, rows } = await home();
    await bring(
      ...bars('NEW', 20),
      trade('2024-01-03', 'transfer', { direction: 'out', quantity: 200 }),
      trade('2024-01-08', 'buy', { quantity: 200, price: 20 }),
    );
    await trackOutcomes({});
    expect(await rows('SELECT underlying, side, quantity FROM lots')).toEqual([
      { underlying: 'NEW', side: 'long', quantity: decimal(200) },
    ]);
    await adviseRange({ from: '2024-01-09', to: '2024-01-09', account: null });
    expect(await rows(`SELECT underlying, quantity FROM recommendations`)).toEqual([
      { underlying: 'NEW', quantity: decimal(2) },
    ]);
  });
});
