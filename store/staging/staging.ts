import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DATASETS, type Dataset } from '../../domain/records/records.js';
import { canonicalColumns } from './datasets.js';
import { PARTIAL } from '../home/durable-file.js';
import type { Home } from '../home/home.js';
import { stagingInsert, type StagedText } from './staging-text.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/**
 * Where the records of one file meet before they are given ids: temporary tables `staged_<dataset>` with the dataset's
 * canonical columns and `extra`, and with `lines BIGINT[]` (where the record begins in the file, at least one),
 * `identity VARCHAR` (null: its whole content), `coarseness INTEGER` (0 = complete), `stated_amount DECIMAL(38,10)`
 * (the broker's own, null where the file has none) and `position BIGINT` (an execution's place among those of its day,
 * see {@link numberWithinDays}; else null). One file is staged at a time.
 */
export function stagedTable(dataset: Dataset): string {
  return `staged_${dataset}`;
}

/** Empty staging tables, whatever a file before left in them. */
export async function clearStaging(warehouse: Warehouse): Promise<void> {
  for (const dataset of DATASETS)
    await warehouse.run(
      `CREATE OR REPLACE TEMPORARY TABLE ${stagedTable(dataset)} AS
       SELECT ${canonicalColumns(dataset).join(', ')}, extra, NULL::BIGINT[] AS lines, NULL::VARCHAR AS identity,
         0 AS coarseness, NULL::DECIMAL(38,10) AS stated_amount, NULL::BIGINT AS position
       FROM ${dataset} LIMIT 0`,
    );
}

/** A text on its way into a staging table, as a file. */
export interface TextFile extends Omit<StagedText, 'text'> {
  path: string;
}

/** Writes a batch to files under names that stay the same; to be called when those of the batch before are staged. */
export async function writeTexts(home: Home, batch: readonly StagedText[]): Promise<TextFile[]> {
  const files: TextFile[] = [];
  for (const { text, ...of } of batch) {
    const path = join(home.raw, `staged-${files.length}${PARTIAL}`);
    await writeFile(path, text);
    files.push({ ...of, path });
  }
  return files;
}

/**
 * Adds the texts to the staging tables and removes their files: DuckDB reads them on its own threads in a fifth of the
 * time that filling its vectors takes here. The caller may fill the next batch meanwhile, but run no other statement.
 */
export async function stageTexts(warehouse: Warehouse, files: readonly TextFile[]): Promise<void> {
  for (const file of files) {
    await warehouse.run(stagingInsert(file, { table: stagedTable(file.dataset), path: file.path }));
    await rm(file.path);
  }
}

/**
 * Numbers executions of which only the day is known, from 1 within account and day, in the order of the file; backwards
 * where its first day is not before its last, since brokers write the newest first. Those that have a sequence of their
 * own were booked on other days.
 */
export async function numberWithinDays(warehouse: Warehouse): Promise<void> {
  const table = stagedTable('executions');
  await warehouse.run(
    `UPDATE ${table} SET position = ordered.position FROM (
       WITH file AS (SELECT CASE WHEN arg_min(executed_at, lines[1]) < arg_max(executed_at, lines[1]) THEN 1 ELSE -1 END AS onwards
         FROM ${table} WHERE "sequence" IS NULL)
       SELECT staged.rowid AS staged_row, row_number() OVER (PARTITION BY account, executed_at ORDER BY onwards * lines[1]) AS position
       FROM ${table} AS staged, file WHERE length(executed_at) = 10) AS ordered
     WHERE ${table}.rowid = ordered.staged_row`,
  );
}
