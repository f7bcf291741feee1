import { appendFile, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NotFound, StoreCorrupt } from '../../domain/errors.js';
import { homePaths, type Home } from '../home/home.js';
import { openStore, closeStore, type Store } from '../open-store.js';
import { freezeWindow, frozenRows, removeOldWindows } from './training-window.js';

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
