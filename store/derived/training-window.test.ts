import { appendFile, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NotFound, StoreCorrupt } from '../../domain/errors.js';
import { homePaths, type Home } from '../home/home.js';
import { openStore, closeStore, type Store } from '../open-store.js';
import { knownLabels } from './known-labels.js';
import { freezeWindow, frozenRows, removeOldWindows, streamedRows } from './training-window.js';

let dir: string;
let home: Home;
let store: Store;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'window-'));
  home = homePaths(join(dir, 'home'));
  store = await openStore(home);
});
afterEach(async () => {
  await closeStore(store);
  await rm(dir, { recursive: true });
});

const WINDOW = { from: '2025-01-01', to: '2025-01-31' };

describe('frozenRows(reader, home, sha256)', () => {
  test('the rows of the file of that hash', async () => {
    const sha256 = await freezeWindow(store, WINDOW);
    expect(await frozenRows(store.warehouse, home, sha256)).toEqual([]);
  });

  test('a file that is gone, or is not what its name says: an error that names it', async () => {
    const sha256 = await freezeWindow(store, WINDOW);
    await appendFile(join(home.training, `${sha256}.parquet`), 'x');
    await expect(frozenRows(store.warehouse, home, sha256)).rejects.toThrow(StoreCorrupt);
    await rm(join(home.training, `${sha256}.parquet`));
    await expect(frozenRows(store.warehouse, home, sha256)).rejects.toThrow(NotFound);
  });
});

test('streamedRows and knownLabels(reader, { from, to, end }) have what was decided before where its label became known since', async () => {
  for (const [id, day, known] of [
    ['long', '2024-06-03', '2025-01-17T21:00:00Z'],
    ['over', '2024-06-03', '2025-01-14'],
    ['open', '2024-06-03', null],
    ['in', '2025-01-15', '2025-01-15T16:00:00Z'],
    ['asked', '2025-01-16', null],
    ['later', '2025-02-03', '2025-02-03T16:00:00Z'],
  ] as const) {
    await store.warehouse.run(
      `INSERT INTO scenarios (scenario_id, trading_date, status, label, labelled_at) VALUES (?, ?::DATE, ?, ?, ?)`,
      [id, day, known === null ? 'no_outcome' : 'labelled', known === null ? null : 1, known],
    );
    await store.warehouse.run(
      `INSERT INTO scenario_features (scenario_id, "values", missing) VALUES (?, [1.5], [])`,
      [id],
    );
    await store.warehouse.run(`INSERT INTO scenario_results (scenario_id, vetoes) VALUES (?, [])`, [id]);
  }
  const stream = { from: '2025-01-15', to: '2025-01-31', end: Date.parse('2025-01-31T21:00:00Z') };
  const ids = (rows: readonly { scenario_id: string }[]) => rows.map(({ scenario_id }) => scenario_id);
  expect(ids(await streamedRows(store.warehouse, stream))).toEqual(['asked', 'in', 'long']);
  expect(ids(await knownLabels(store.warehouse, stream))).toEqual(['in', 'long']);
  // Before its label was known it was not there.
  const before = { ...stream, end: Date.parse('2025-01-17T20:59:59Z') };
  expect(ids(await streamedRows(store.warehouse, before))).toEqual(['asked', 'in']);
});

describe('removeOldWindows(home, {but, before})', () => {
  test('what was written before goes, be it a window or a checkpoint; what a model was trained on stays', async () => {
    const sha256 = await freezeWindow(store, WINDOW);
    const [kept, old, fresh] = ['a', 'b', 'c'].map((digit) => `${digit.repeat(64)}.parquet`) as [
      ...[string, string, string],
    ];
    for (const name of [kept, old, fresh, 'mlp-0.checkpoint']) {
      await writeFile(join(home.training, name), '');
      if (name !== fresh) await utimes(join(home.training, name), 0, 0);
    }
    await removeOldWindows(home, { but: new Set(['a'.repeat(64)]), before: new Date(Date.now() - 60_000) });
    expect((await readdir(home.training)).sort()).toEqual([`${sha256}.parquet`, kept, fresh].sort());
  });
});
