import { stat } from 'node:fs/promises';
import { unfollowedDecisions } from './derived/algorithm.js';
import { behindJournal } from './derived/from-journal.js';
import { stepsByOtherRules } from './derived/step-rules.js';
import { MIGRATIONS } from './duckdb/migrate.js';
import { openSnapshots, type Reader, type Warehouse } from './duckdb/warehouse.js';
import { storeIdOf, type Home } from './home/home.js';
import { factsHeeded } from './derived/linked-inputs.js';
import { matchFactsOf, readJournal, type Facts } from './home/journal.js';
import { readManifest, type Manifest } from './home/manifest.js';
import { standingImports } from './home/standing.js';
import { isSupersededByRules } from './lake/superseding-rules.js';

/** A home as it lies there. */
interface ReadableStore {
  home: Home;
  storeId: string;
  manifest: Pick<Manifest, 'entries'>;
  journal: Facts;
  warehouse: Pick<Warehouse, 'snapshot' | 'close'>;
}

/**
 * Opens a home to read it, beside others who do, changing nothing. Undefined where it has to be opened to be written
 * first: there is no warehouse, another process writes it, a crash left something to be done, or its schema or rules
 * are another version's.
 */
export async function openToRead(home: Home): Promise<ReadableStore | undefined> {
  const storeId = await storeIdOf(home);
  if (storeId === undefined || !(await isThere(home.warehouse))) return undefined;
  const warehouse = await openSnapshots(home.warehouse).catch(() => undefined);
  if (warehouse === undefined) return undefined;
  try {
    const [manifest, journal] = await Promise.all([readManifest(home.manifest), readJournal(home.journal)]);
    if (await warehouse.snapshot((reader) => isUpToDate(reader, { manifest, journal })))
      return { home, storeId, manifest, journal, warehouse };
  } catch {
    // Whoever opens it to write says what is wrong with it.
  }
  await warehouse.close();
  return undefined;
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Whether the warehouse has this program's schema and rules, what the manifest and the journal say, and matches
 * that take what people said into account.
 */
async function isUpToDate(
  reader: Reader,
  imports: Pick<ReadableStore, 'manifest' | 'journal'>,
): Promise<boolean> {
  const [schema] = await reader.rows<{ version: number }>(
    'SELECT max(version) AS version FROM schema_migrations',
  );
  if (schema?.version !== MIGRATIONS.length) return false;
  if ((await stepsByOtherRules(reader)).length > 0 || !(await isSupersededByRules(reader))) return false;
  const [reconciled] = await reader.rows('SELECT to_date FROM reconciled LIMIT 1');
  if (reconciled && (await factsHeeded(reader)) < matchFactsOf(imports.journal).length) return false;
  if ((await behindJournal(reader, imports.journal)).length > 0) return false;
  if (unfollowedDecisions(imports.journal).length > 0) return false;
  const loaded = await reader.rows<{ seq: number; retracted: boolean }>(
    'SELECT seq::INTEGER AS seq, retracted FROM imports ORDER BY seq',
  );
  const standing = standingImports(imports);
  const { entries } = imports.manifest;
  return (
    loaded.length === entries.length &&
    loaded.every(({ seq, retracted }, at) => seq === entries[at]?.seq && retracted !== standing.has(seq))
  );
}
