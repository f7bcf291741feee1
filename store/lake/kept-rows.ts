/**
 * Rows that were said once and that nothing can derive again, as what a model said before its files went. They stand in
 * files of the lake, as imports do, and the journal lists the files: a line there is what makes them count. So a crash
 * between any two of file, line and table heals at the next opening, and a rebuild needs nothing of its own.
 */
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreCorrupt } from '../../domain/errors.js';
import { makeFolder, PARTIAL, putInPlace, sync } from '../home/durable-file.js';
import type { Home } from '../home/home.js';
import { factsOf, type Facts, type Journal } from '../home/journal.js';
import { KEPT_TABLES, type KeptTable } from '../home/kept-facts.js';
import { sqlText } from '../staging/datasets.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { hashFile } from './landing.js';

interface Parts {
  home: Pick<Home, 'lake'>;
  journal: Facts;
  warehouse: Warehouse;
}

/** Keeps rows of a table, none of which is there yet; they are in it when this returns. */
export async function keepRows(
  store: Parts & { journal: Journal },
  table: KeptTable,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const { home, journal, warehouse } = store;
  await warehouse.run(`CREATE OR REPLACE TEMPORARY TABLE rows_to_keep AS SELECT * FROM ${table} LIMIT 0`);
  await warehouse.insert('rows_to_keep', rows);
  const partial = join(home.lake, table, `next${PARTIAL}`);
  await makeFolder(dirname(partial));
  await sync(home.lake);
  try {
    await warehouse.run(
      `COPY (SELECT * EXCLUDE (kept) FROM rows_to_keep ORDER BY ${KEPT_TABLES[table].join(', ')})
       TO ${sqlText(partial)} (FORMAT parquet, COMPRESSION lz4_raw)`,
    );
    const sha256 = await hashFile(partial);
    const path = join(table, `${sha256.slice(0, 32)}.parquet`);
    await putInPlace(partial, join(home.lake, path));
    await journal.append({ fact: 'rows_kept', table, path, rows: rows.length, sha256 });
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await loadKeptRows(store);
}

/** Loads the files that the journal lists and the warehouse lacks. Throws StoreCorrupt for one that is another. */
export async function loadKeptRows({ home, journal, warehouse }: Parts): Promise<void> {
  const loaded = await warehouse.rows<{ path: string }>('SELECT path FROM kept_files ORDER BY path');
  const known = new Set(loaded.map(({ path }) => path));
  const files = factsOf(journal, 'rows_kept')
    .map((fact, i) => ({ ...fact, kept: i + 1 }))
    .filter(({ path }) => !known.has(path));
  for (const { path, sha256 } of files) await checkFile(join(home.lake, path), sha256);
  await warehouse.transaction(async () => {
    for (const { table, path, kept } of files) {
      await warehouse.run(
        `INSERT INTO ${table} BY NAME
         SELECT *, ${kept} AS kept FROM read_parquet(${sqlText(join(home.lake, path))}) ORDER BY ALL`,
      );
      await warehouse.insert('kept_files', [{ path }]);
    }
  });
}

async function checkFile(path: string, sha256: string): Promise<void> {
  const found = await hashFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return 'missing';
    throw error;
  });
  if (found !== sha256)
    throw new StoreCorrupt(`lake file ${path} is not what was kept: sha256 ${found}, journal ${sha256}`);
}
