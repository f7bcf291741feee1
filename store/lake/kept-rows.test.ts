import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chosenAction, type PredictionRow } from '../../domain/learning/predictions/prediction.js';
import { homePaths, type Home } from '../home/home.js';
import { closeStore, openStore, type Store } from '../open-store.js';
import { keepRows } from './kept-rows.js';

let home: Home;
let store: Store;
beforeEach(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'kept-rows-')));
  store = await openStore(home);
});
afterEach(async () => {
  await closeStore(store);
  await rm(home.dir, { recursive: true });
});

const row = (scenario_id: string, p: number): PredictionRow => ({
  ...{ scenario_id, model_id: 'base_rate-1', lineage: 'base_rate', source: 'live', role: 'baseline' },
  ...{ trained_through: '2025-01-06', spec_id: null, ...chosenAction(p, []) },
});
const rows = [row('b', 0.1 + 0.2), row('a', 1 / 3)];
const stored = () =>
  store.warehouse.rows<PredictionRow>('SELECT * EXCLUDE (kept) FROM predictions ORDER BY scenario_id');
const files = () => readdir(join(home.lake, 'predictions'));
async function reopened(meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
  await closeStore(store);
  await meanwhile();
  store = await openStore(home);
}
const withoutWarehouse = () => rm(home.warehouse);

describe('keepRows(store, table, rows)', () => {
  test('keeps what was said, to the last bit, through a warehouse made anew', async () => {
    await keepRows(store, 'predictions', rows);
    await keepRows(store, 'predictions', [row('c', 0.7)]);
    const before = await stored();
    expect(before).toEqual([rows[1], rows[0], row('c', 0.7)]);
    await reopened(withoutWarehouse);
    expect(await stored()).toEqual(before);
    await reopened();
    expect(await stored()).toEqual(before);
  });

  test('leaves nothing of what a crash kept from being listed, and loads what it kept from being loaded', async () => {
    await keepRows(store, 'predictions', rows);
    const [kept] = await files();
    await reopened(() => writeFile(join(home.lake, 'predictions', 'torn.parquet'), 'PAR1'));
    expect(await files()).toEqual([kept]);
    await store.warehouse.run('DELETE FROM predictions');
    await store.warehouse.run('DELETE FROM kept_files');
    await reopened();
    expect(await stored()).toHaveLength(2);
  });

  test('where the journal cannot be written leaves no file, and no row', async () => {
    const full = { ...store.journal, append: () => Promise.reject(new Error('ENOSPC')) };
    await expect(keepRows({ ...store, journal: full }, 'predictions', rows)).rejects.toThrow('ENOSPC');
    expect(await stored()).toEqual([]);
    await reopened();
    expect(await files()).toEqual([]);
  });

  test('is refused where a file is no longer what was kept', async () => {
    await keepRows(store, 'predictions', rows);
    const [kept] = await files();
    const path = join(home.lake, 'predictions', kept as string);
    const bytes = await readFile(path);
    await closeStore(store);
    await rm(home.warehouse);
    await appendFile(path, 'x');
    await expect(openStore(home)).rejects.toMatchObject({ name: 'StoreCorrupt' });
    await writeFile(path, bytes);
    store = await openStore(home);
    expect(await stored()).toHaveLength(2);
  });
});
