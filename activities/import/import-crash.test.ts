import { describe, expect, test } from '@jest/globals';
import { appendFile, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Warehouse } from '../../store/duckdb/warehouse.js';
import { openStore, type Store } from '../../store/open-store.js';
import { clock, contents, fill, importHomes, importInto } from '../../test/import-homes.js';
import { importSteps } from './import-file.js';

const { closeHome, fileOf, openHome, pathOf } = importHomes();

describe('a crash', () => {
  /** The store, dying at its `at`-th statement or append; what comes after does not happen either. */
  function dying(store: Store, at: number): Store & { died: () => boolean } {
    let count = 0;
    const alive = () => {
      count += 1;
      if (count >= at) throw new Error('died');
    };
    const { warehouse, manifest, journal } = store;
    const mortal: Warehouse = {
      rows: async (sql, parameters) => (alive(), warehouse.rows(sql, parameters)),
      chunks: (sql, parameters) => (alive(), warehouse.chunks(sql, parameters)),
      doubles: (sql, parameters) => (alive(), warehouse.doubles(sql, parameters)),
      run: async (sql, parameters) => (alive(), warehouse.run(sql, parameters)),
      columns: async (sql, parameters) => (alive(), warehouse.columns(sql, parameters)),
      temporary: async (table, types, chunks) => (alive(), warehouse.temporary(table, types, chunks)),
      insert: async (table, rows) => (alive(), warehouse.insert(table, rows)),
      insertColumns: async (table, columns) => (alive(), warehouse.insertColumns(table, columns)),
      transaction: async (work) => (alive(), warehouse.transaction(work)),
      snapshot: async (work) => (alive(), warehouse.snapshot(work)),
      moment: async (work) => (alive(), warehouse.moment(work)),
      generation: () => warehouse.generation(),
      writtenSince: (generation) => warehouse.writtenSince(generation),
      close: () => warehouse.close(),
    };
    return {
      ...store,
      warehouse: mortal,
      manifest: { ...manifest, append: async (entry) => (alive(), manifest.append(entry)) },
      journal: { ...journal, append: async (fact) => (alive(), journal.append(fact)) },
      died: () => count >= at,
    };
  }

  test('anywhere in import or retraction leaves what an undisturbed run gives, once it is run again', async () => {
    const first = await fileOf('first.jsonl', [fill(1), fill(2, { price: '0.3' }), fill(9, { quantity: 0 })]);
    const second = await fileOf('second.jsonl', [fill(2), fill(3), fill(4)]);
    const undisturbed = await openHome('undisturbed');
    const { sha256 } = await importInto(undisturbed, first);
    const secondReport = await importInto(undisturbed, second);
    const imported = await contents(undisturbed);
    await importSteps({ store: undisturbed, clock }).retractImport({ fileSha256: sha256 });
    const retracted = await contents(undisturbed);

    const before = await openHome('before');
    await importInto(before, first);
    await closeHome(before);

    let alive = false;
    for (let at = 1; !alive; at += 3) {
      await cp(before.home.dir, pathOf(`home${at}`), { recursive: true });
      let store = await openHome(`home${at}`);
      const mortal = dying(store, at);
      const end = await importInto(mortal, second)
        .then(() => importSteps({ store: mortal, clock }).retractImport({ fileSha256: sha256 }))
        .catch((error: Error) => error.message);
      alive = !mortal.died();
      expect(alive ? typeof end : end).toBe(alive ? 'object' : 'died');
      await closeHome(store);
      store = await openHome(`home${at}`);
      if (store.manifest.entries.length < 2 || store.interrupted)
        expect(await importInto(store, second)).toEqual(secondReport);
      if (store.journal.entries.length === 0) {
        expect(await contents(store)).toEqual(imported);
        await importSteps({ store, clock }).retractImport({ fileSha256: sha256 });
      }
      expect(await contents(store)).toEqual(retracted);
      await closeHome(store);
    }
  }, 120_000);

  test('that tears the manifest takes the import with it, whose leftovers go at the next start', async () => {
    let store = await openHome('home');
    const path = await fileOf('a.jsonl', [fill(1), fill(2, { quantity: 0 })]);
    await importInto(store, path);
    await closeHome(store);
    const line = await readFile(store.home.manifest, 'utf8');
    await rm(store.home.warehouse);
    await writeFile(store.home.manifest, line.slice(0, -20));
    store = await openHome('home');
    expect(store.manifest.entries).toEqual([]);
    const left = await readdir(store.home.dir, { recursive: true });
    expect(left.filter((name) => /parquet|[0-9a-f]{64}/.test(name))).toEqual([]);
    expect(await importInto(store, path)).toMatchObject({ accepted: 1, rejected: 1 });
  });

  test('that loses the warehouse loses nothing: it is made again from lake and journal', async () => {
    let store = await openHome('home');
    const first = await importInto(store, await fileOf('a.jsonl', [fill(1), fill(2, { price: '0.3' })]));
    await importInto(store, await fileOf('b.jsonl', [fill(2), fill(3)]));
    await importSteps({ store, clock }).retractImport({ fileSha256: first.sha256 });
    const { stale: _before, ...before } = await contents(store);
    await closeHome(store);
    await rm(store.home.warehouse);
    store = await openHome('home');
    const { stale: _after, ...after } = await contents(store);
    expect(after).toEqual(before);
  });
});

describe('openStore(home)', () => {
  test('throws StoreCorrupt with the name of a lake file that was changed', async () => {
    const store = await openHome('home');
    await importInto(store, await fileOf('a.jsonl', [fill(1)]));
    const [file] = store.manifest.entries[0]?.files ?? [];
    await closeHome(store);
    await rm(store.home.warehouse);
    await appendFile(join(store.home.lake, file?.path ?? ''), 'x');
    await expect(openStore(store.home)).rejects.toMatchObject({
      name: 'StoreCorrupt',
      message: expect.stringContaining(file?.path ?? '') as unknown,
    });
  });
});
