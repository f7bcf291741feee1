import { DATASETS, type Dataset } from '../domain/records.js';
import type { Decimal } from '../domain/decimal.js';
import { canonicalColumns } from './datasets.js';
import type { Warehouse } from './warehouse.js';

/**
 * Where the records of one file meet before they are given ids: temporary tables `staged_<dataset>` with the dataset's canonical
 * columns and `extra`, and with
 * `lines BIGINT[]` (where the record begins in the file, at least one), `identity VARCHAR` (null: its whole content),
 * `coarseness INTEGER` (0 = a full telling), `stated_amount DECIMAL(38,10)` (the broker's own, null where the file has none) and
 * `position BIGINT` (an execution's place among those of its day, see {@link numberWithinDays}; else null).
 * One file is staged at a time.
 */
export function stagedTable(dataset: Dataset): string {
  return `staged_${dataset}`;
}

/** A record on its way into the store, one of any dataset; the columns that it lacks are null. */
export interface StagedRow {
  dataset: Dataset;
  record: object;
  lines: readonly number[];
  identity?: string;
  coarseness?: number;
  statedAmount?: Decimal;
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

/** Adds records to the staging tables. */
export async function stageRows(warehouse: Warehouse, rows: readonly StagedRow[]): Promise<void> {
  const byDataset = new Map<Dataset, object[]>();
  for (const { dataset, record, lines, identity, coarseness, statedAmount } of rows) {
    const staged = {
      ...record,
      lines,
      identity: identity ?? null,
      coarseness: coarseness ?? 0,
      stated_amount: statedAmount ?? null,
    };
    const sameDataset = byDataset.get(dataset);
    if (sameDataset) sameDataset.push(staged);
    else byDataset.set(dataset, [staged]);
  }
  for (const [dataset, staged] of byDataset) await warehouse.insert(stagedTable(dataset), staged);
}

/**
 * Numbers executions of which only the day is known, from 1 within account and day, in the order of the file; backwards where its first day
 * is not before its last, since brokers write the newest first. Those that have a sequence of their own were booked on other days.
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
