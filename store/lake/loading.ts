import { join } from 'node:path';
import { canonicalColumns, RULES, sqlText } from '../staging/datasets.js';
import type { Dataset } from '../../domain/records/records.js';
import type { Home } from '../home/home.js';
import type { ManifestEntry } from '../home/manifest.js';
import { namedByBroker } from '../staging/record-ids.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { markStale } from '../stale.js';
import {
  findSuperseded,
  IS_SUPERSEDED,
  reportFiles,
  restoreSuperseded,
  setAsideSuperseded,
  touchSessions,
} from './superseded.js';
import { addCash } from './cash.js';

/**
 * Puts an import's records, cash and coverage into the warehouse and marks what they make stale: all of it or nothing.
 */
export function loadImport(warehouse: Warehouse, home: Home, entry: ManifestEntry): Promise<void> {
  return warehouse.transaction(async () => {
    await listImport(warehouse, entry, { retracted: false });
    await listLakeFiles(warehouse, home, entry);
    const executions = entry.files.find(({ dataset }) => dataset === 'executions');
    const superseding =
      executions === undefined ? undefined : await takeUp(warehouse, lakeTable(home, executions.path));
    for (const { dataset, path } of entry.files) {
      await mergeTellings(warehouse, dataset, { lake: lakeTable(home, path), seq: entry.seq });
      await markTouched(warehouse, dataset, `seq = ${entry.seq}`);
    }
    await superseding?.settle(home);
    await addCash(warehouse, entry);
  });
}

/**
 * Puts what is superseded where the rows `lake` come or go back among the executions. When they have come or gone,
 * `settle` decides anew what is. Undefined where these rows change nothing of it.
 */
export async function takeUp(
  warehouse: Warehouse,
  lake: string,
): Promise<{ settle(home: Home): Promise<void> } | undefined> {
  const touched = await touchSessions(warehouse, lake);
  if (touched === undefined) return undefined;
  await markTouched(warehouse, 'executions', await restoreSuperseded(warehouse));
  return {
    async settle(home) {
      await findSuperseded(warehouse, home, { files: await reportFiles(warehouse), ...touched });
      await markTouched(warehouse, 'executions', IS_SUPERSEDED);
      await setAsideSuperseded(warehouse);
    },
  };
}

/** The row of `imports` of a manifest entry; one that was retracted before it was loaded has nothing but this row. */
export async function listImport(
  warehouse: Warehouse,
  entry: ManifestEntry,
  { retracted }: { retracted: boolean },
): Promise<void> {
  const {
    seq,
    file_sha256,
    path,
    format,
    account,
    imported_at,
    accounts,
    covered_from,
    covered_through,
    reported,
  } = entry;
  const report = JSON.stringify({ counts: entry.counts, reasons: entry.reasons, cash: entry.cash });
  await warehouse.insert('imports', [
    {
      seq,
      file_sha256,
      path,
      format,
      account,
      imported_at,
      accounts,
      covered_from,
      covered_through,
      reported,
      report,
      retracted,
    },
  ]);
}

async function listLakeFiles(warehouse: Warehouse, home: Home, entry: ManifestEntry): Promise<void> {
  for (const { dataset, path } of entry.files)
    await warehouse.run(
      `INSERT INTO lake_files (dataset, path, file_sha256, seq, from_date, to_date)
       SELECT ?, ?, ?, ?, min(trading_date), max(trading_date) FROM ${lakeTable(home, path)}`,
      [dataset, path, entry.file_sha256, entry.seq],
    );
}

/** SQL of a lake file as a table. */
export function lakeTable(home: Home, path: string): string {
  return `read_parquet(${sqlText(join(home.lake, path))})`;
}

/**
 * Brings records from the lake into a dataset's table: what is new goes in, and what the table has is replaced where
 * the new version is the better one. The outcome does not depend on the order of the imports, but for datasets whose
 * later import counts.
 */
export async function mergeTellings(
  warehouse: Warehouse,
  dataset: Dataset,
  { lake, seq }: { lake: string; seq: number },
): Promise<void> {
  const better = betterThanStored(dataset, {
    seq,
    reported: `(SELECT coalesce(reported, '') FROM imports WHERE seq = ${seq})`,
  });
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE known AS
     SELECT record_id, ${better} AS replaced FROM ${lake} AS new JOIN ${dataset} AS old USING (record_id) WHERE new.telling = 1`,
  );
  const [known] = await warehouse.rows<{ n: number }>('SELECT count(*) AS n FROM known');
  const isKnown = known?.n !== 0;
  if (isKnown) {
    const isReplaced = 'record_id IN (SELECT record_id FROM known WHERE replaced)';
    await markTouched(warehouse, dataset, isReplaced);
    await warehouse.run(`DELETE FROM ${dataset} WHERE ${isReplaced}`);
  }
  const columns = canonicalColumns(dataset);
  // A join, even with nothing, would have one thread do all the writing.
  const kept = !isKnown ? '' : 'AND record_id NOT IN (SELECT record_id FROM known WHERE NOT replaced)';
  await warehouse.run(
    `INSERT INTO ${dataset} (record_id, ${columns.join(', ')}, extra, trading_date, coarseness, content_hash, seq)
     SELECT record_id, ${columns.join(', ')}, extra, trading_date, coarseness, content_hash, ${seq}
     FROM ${lake} WHERE telling = 1 ${kept}`,
  );
}

/**
 * SQL that is true where a row `new` of an import is to replace `old` of the same id in the dataset's table. Of two
 * with the broker's own id that differ, the one of the newer report counts, and of reports made at the same time the
 * one that was imported later.
 */
export function betterThanStored(
  dataset: Dataset,
  { seq, reported }: { seq: number; reported: string },
): string {
  if (RULES[dataset].latestWins) return `new.content_hash <> old.content_hash AND ${seq} > old.seq`;
  const better = '(new.coarseness, new.content_hash) < (old.coarseness, old.content_hash)';
  if (dataset !== 'executions') return better;
  const oldReported = "(SELECT coalesce(reported, '') FROM imports WHERE imports.seq = old.seq)";
  return `CASE WHEN new.content_hash <> old.content_hash AND new.coarseness = old.coarseness AND ${namedByBroker('new')}
    THEN (${reported}, ${seq}) > (${oldReported}, old.seq) ELSE ${better} END`;
}

/** Marks for the steps which underlyings the named records touch, and on which trading dates. */
export async function markTouched(warehouse: Warehouse, dataset: Dataset, which: string): Promise<void> {
  for (const { steps, account, underlying, from } of RULES[dataset].touches)
    await markStale(
      warehouse,
      steps,
      `SELECT ${account} AS account, ${underlying} AS underlying, min(${from}) AS from_date, max(trading_date) AS to_date
       FROM ${dataset} WHERE ${which} AND ${underlying} IS NOT NULL GROUP BY 1, 2`,
    );
}
