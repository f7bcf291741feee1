import { afterEach, beforeEach, expect } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importSteps } from '../activities/import/import-file.js';
import { outcomeSteps } from '../activities/outcomes.js';
import type { OutcomesReport } from '../activities/loop-reports.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { homePaths } from '../store/home/home.js';
import { closeStore, openStore, type Store } from '../store/open-store.js';

export type Fields = Readonly<Record<string, unknown>>;

/** Homes in a folder of each test of a file, and what fills them; all are closed and gone after it. */
export function outcomeHomes() {
  let dir = '';
  let opened: Store[] = [];
  let files = 0;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'outcomes-'));
    opened = [];
  });
  afterEach(async () => {
    for (const store of opened) await closeStore(store);
    await rm(dir, { recursive: true });
  });
  return {
    async openHome(this: void): Promise<Store> {
      const store = await openStore(homePaths(join(dir, `home${++files}`)));
      opened.push(store);
      return store;
    },

    async closeHome(this: void, store: Store): Promise<void> {
      opened = opened.filter((other) => other !== store);
      await closeStore(store);
    },

    /** Imports canonical records and gives the file's sha256. */
    async bring(
      this: void,
      store: Store,
      records: readonly Fields[],
      coveredThrough: string | null = null,
    ): Promise<string> {
      const path = join(dir, `${++files}.jsonl`);
      await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      const steps = importSteps({ store, clock: () => new Date('2025-01-01T00:00:00Z') });
      const report = await steps.importFile({ path, givenPath: path, account: null, coveredThrough });
      expect(report.rejected).toBe(0);
      return report.sha256;
    },
  };
}

export async function retract(store: Store, fileSha256: string): Promise<void> {
  await importSteps({ store, clock: () => new Date(0) }).retractImport({ fileSha256 });
}

export function track(store: Store, through?: string): Promise<OutcomesReport> {
  const { trackOutcomes } = outcomeSteps(store);
  return trackOutcomes(through === undefined ? {} : { through });
}

/** All outcomes, as the tables have them. */
export async function everythingTold(store: Store): Promise<object> {
  const tables = ['lots', 'outcomes', 'counterfactuals'].map(async (table) => [
    table,
    await store.warehouse.rows(`SELECT * FROM ${table} ORDER BY ALL`),
  ]);
  return Object.fromEntries(await Promise.all(tables)) as object;
}

/** What stands there is what comes of computing all of it at once. */
export async function expectSameAnew(store: Store, through: string): Promise<void> {
  const before = await everythingTold(store);
  for (const table of ['lots', 'outcomes', 'counterfactuals', 'outcomes_through'])
    await store.warehouse.run(`DELETE FROM ${table}`);
  await track(store, through);
  expect(before).toEqual(await everythingTold(store));
}

export function execution(fields: Fields): Fields {
  return { account: 'main', underlying: 'AAPL', quantity: 1, ...fields };
}

export function call(executed_at: string, action: string, more: Fields = {}): Fields {
  return execution({ executed_at, action, right: 'call', strike: 100, expiration: '2024-01-19', ...more });
}

export function bars(symbol: string, price: number, from = '2024-01-02', to = '2024-02-29'): Fields[] {
  return sessionsBetween(from, to).map((ts, i) => ({
    symbol,
    interval: '1d',
    ts,
    open: price,
    high: price + (i % 5),
    low: price - (i % 3),
    close: price,
    adjusted: 'none',
  }));
}
