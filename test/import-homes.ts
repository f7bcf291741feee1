import { afterEach, beforeEach } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importSteps } from '../activities/import/import-file.js';
import type { FileReport, ImportInput } from '../activities/import-reports.js';
import { DATASETS } from '../domain/records/records.js';
import { homePaths } from '../store/home/home.js';
import { sourceRows } from '../store/lake/sources.js';
import { closeStore, openStore, type Store } from '../store/open-store.js';

export const clock = () => new Date('2025-01-01T00:00:00Z');

/** Homes, and files to import into them, in a folder of each test of a file; all are closed and gone after it. */
export function importHomes() {
  let dir = '';
  let opened: Store[] = [];
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'import-'));
    opened = [];
  });
  afterEach(async () => {
    for (const store of opened) await closeStore(store);
    await rm(dir, { recursive: true });
  });
  const pathOf = (name: string) => join(dir, name);
  return {
    pathOf,

    async openHome(this: void, name: string): Promise<Store> {
      const store = await openStore(homePaths(pathOf(name)));
      opened.push(store);
      return store;
    },

    async closeHome(this: void, store: Store): Promise<void> {
      opened = opened.filter((other) => other !== store);
      await closeStore(store);
    },

    async fileOf(this: void, name: string, records: readonly (object | string)[]): Promise<string> {
      const path = pathOf(name);
      const lines = records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record)));
      await writeFile(path, lines.map((line) => `${line}\n`).join(''));
      return path;
    },
  };
}

export function importInto(store: Store, path: string, said: Partial<ImportInput> = {}): Promise<FileReport> {
  const { importFile } = importSteps({ store, clock });
  return importFile({ path, givenPath: path, account: null, coveredThrough: null, ...said });
}

/** All that an import changes, but for the numbers of the imports. */
export async function contents(store: Store): Promise<Record<string, object[]>> {
  const tables: Record<string, object[]> = {};
  const sources = await sourceRows(store.warehouse, store.home);
  for (const table of [...DATASETS, 'sources', 'cash', 'imports', 'stale'])
    tables[table] = await store.warehouse.rows(
      `SELECT DISTINCT ${['stale', 'sources'].includes(table) ? '*' : '* EXCLUDE (seq)'} FROM ${table === 'sources' ? sources : table} ORDER BY ALL`,
    );
  return tables;
}

/** A call that is sold, without an id. */
export const FILL = {
  account: 'main',
  executed_at: '2024-03-04T15:00:00Z',
  action: 'sell_to_open',
  underlying: 'SOFI',
  right: 'call',
  strike: 8,
  expiration: '2024-03-15',
  quantity: 1,
  price: '0.35',
  fees: '0.05',
};
export const fill = (id: number, other: object = {}) => ({ ...FILL, execution_id: `e${id}`, ...other });
