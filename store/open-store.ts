import { join } from 'node:path';
import { StoreCorrupt } from '../domain/errors.js';
import { ensureHome, type Home } from './home/home.js';
import { factsOf, openJournal, type Journal } from './home/journal.js';
import { hashFile } from './lake/landing.js';
import { sweepLeftovers } from './home/leftovers.js';
import { listImport, loadImport } from './lake/loading.js';
import { openManifest, type Manifest, type ManifestEntry } from './home/manifest.js';
import { takeBack } from './lake/retraction.js';
import { standingImports } from './home/standing.js';
import { writeCurrentAlgorithm } from './derived/current-algorithm.js';
import { followJournal } from './derived/from-journal.js';
import { followRules } from './derived/step-rules.js';
import { fromFact, insertWeek } from './derived/weeks.js';
import { openWarehouse } from './duckdb/open-warehouse.js';
import type { Warehouse } from './duckdb/warehouse.js';
import { loadKeptRows } from './lake/kept-rows.js';
import { followSupersedingRules } from './lake/superseding-rules.js';

/** What is open of a home: what was imported and what people did, and the warehouse that is made from both. */
interface Parts {
  readonly home: Home;
  readonly storeId: string;
  readonly manifest: Manifest;
  readonly journal: Journal;
  readonly warehouse: Warehouse;
}

/** A home that is open and up to date. */
export interface Store extends Parts {
  /** The import that a crash kept from being loaded, and so from being reported; loaded by now. */
  readonly interrupted: ManifestEntry | undefined;
}

/**
 * Opens a home and brings its warehouse up to the manifest and the journal, wherever a crash left them: leftovers go,
 * landed imports that are not loaded are loaded, facts that were not acted upon are. On a warehouse that is new this
 * makes all of it anew, but for what the steps derive. Throws StoreCorrupt where a lake file is not what the manifest
 * says, WarehouseBroken where the warehouse cannot be read.
 */
export async function openStore(home: Home): Promise<Store> {
  const { storeId } = await ensureHome(home);
  const manifest = await openManifest(home.manifest);
  const journal = await openJournal(home.journal);
  await sweepLeftovers({ home, manifest, journal });
  const warehouse = await openWarehouse(home.warehouse).catch(async (error: unknown) => {
    await manifest.close();
    await journal.close();
    throw error;
  });
  const store = { home, storeId, manifest, journal, warehouse };
  await followRules(warehouse);
  await followSupersedingRules(warehouse, home);
  const pending = await loadPending(store);
  await catchUp(store);
  await writeCurrentAlgorithm(store);
  // One is landed at a time: where more are pending, the warehouse is new.
  return { ...store, interrupted: pending.length === 1 ? pending[0] : undefined };
}

export async function closeStore(store: Store): Promise<void> {
  try {
    await store.warehouse.close();
  } finally {
    await store.manifest.close();
    await store.journal.close();
  }
}

/** Loads what the manifest lists and the warehouse lacks, and acts upon the journal's facts. */
export async function catchUp(store: Parts): Promise<void> {
  await loadPending(store);
  await followStanding(store);
  await noteCoverage(store);
  for (const { row } of factsOf(store.journal, 'week_published'))
    await insertWeek(store.warehouse, fromFact(row));
  await followJournal(store);
  await loadKeptRows(store);
}

/** Loads the imports that were landed and not loaded; gives them. */
export async function loadPending({ home, manifest, journal, warehouse }: Parts): Promise<ManifestEntry[]> {
  const [loaded] = await warehouse.rows<{ seqs: number[] | null }>(
    'SELECT list(seq::BIGINT) AS seqs FROM imports',
  );
  const known = new Set(loaded?.seqs ?? []);
  const standing = standingImports({ manifest, journal });
  const pending = manifest.entries.filter(({ seq }) => !known.has(seq));
  for (const entry of pending)
    if (!standing.has(entry.seq)) await listImport(warehouse, entry, { retracted: true });
    else {
      await checkLakeFiles(home, entry);
      await loadImport(warehouse, home, entry);
    }
  return pending;
}

async function checkLakeFiles(home: Home, entry: ManifestEntry): Promise<void> {
  for (const { path, sha256 } of entry.files) {
    const found = await hashFile(join(home.lake, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 'missing';
      throw error;
    });
    if (found !== sha256)
      throw new StoreCorrupt(
        `lake file ${path} is not what was imported from ${entry.path}: sha256 ${found}, manifest ${sha256}`,
      );
  }
}

/** Loads the imports that count again and takes out those that count no more; gives the number of records that went. */
export async function followStanding(store: Parts): Promise<number> {
  const { home, warehouse } = store;
  const standing = standingImports(store);
  const listed = await warehouse.rows<{ seq: number; retracted: boolean }>(
    'SELECT seq::INTEGER AS seq, retracted FROM imports ORDER BY seq',
  );
  const seqsOf = (rows: typeof listed) => rows.map(({ seq }) => seq);
  const back = seqsOf(listed.filter(({ seq, retracted }) => retracted && standing.has(seq)));
  if (back.length > 0) {
    await warehouse.run(`DELETE FROM imports WHERE seq IN (${back.join(', ')})`);
    await loadPending(store);
    await noteCoverage(store);
  }
  const gone = seqsOf(listed.filter(({ seq, retracted }) => !retracted && !standing.has(seq)));
  return gone.length > 0 ? takeBack(warehouse, home, gone) : 0;
}

async function noteCoverage({ journal, warehouse }: Parts): Promise<void> {
  for (const { seq, through } of factsOf(journal, 'import_covered'))
    await warehouse.run(
      'UPDATE imports SET covered_through = greatest(covered_through, ?::DATE) WHERE seq = ?',
      [through, seq],
    );
}
