import { stat } from 'node:fs/promises';
import Papa from 'papaparse';
import { datasetOf } from '../../domain/records/dataset-of.js';
import type { Dataset } from '../../domain/records/records.js';
import { canonicalHeadings, datasetOfColumns } from '../../ingest/canonical/csv.js';
import { canonicalLine } from '../../ingest/canonical/jsonl.js';
import { canonicalRecord } from '../../ingest/canonical/record.js';
import type { Parsed } from '../../ingest/source-format.js';
import { csvHeadings } from '../../ingest/text/csv-table.js';
import { headText } from '../../ingest/text/plain-text.js';
import {
  csvSource,
  parquetSource,
  stageBulk,
  unsureRows,
  type BulkSource,
  type UnsureRow,
} from '../../store/staging/bulk.js';
import { jsonSource, namesOf, readJsonLines } from '../../store/staging/bulk-jsonl.js';
import { clearStaging } from '../../store/staging/staging.js';
import type { Warehouse } from '../../store/duckdb/warehouse.js';
import type { StagedFile } from './staged-file.js';

/** A file that is in the home, and the account of records that name none. */
interface BulkFile {
  path: string;
  account: string | null;
}

/** A text of so many lines, of which so many end in a line break, that begins with `head`. */
interface BulkText extends BulkFile {
  head: Uint8Array;
  lines: number;
  breaks: number;
}

/** The first bytes of every Parquet file. */
const PARQUET_MAGIC = 'PAR1';

export function isParquet(head: Uint8Array): boolean {
  return new TextDecoder().decode(head.subarray(0, PARQUET_MAGIC.length)) === PARQUET_MAGIC;
}

/** Stages a Parquet file of canonical records. Throws FileRefused for one that does not read or holds other things. */
export async function stageParquet(
  warehouse: Warehouse,
  staged: StagedFile,
  { path, account }: BulkFile,
): Promise<void> {
  const source = await parquetSource(warehouse, path);
  const raw = (fields: UnsureRow['fields']) =>
    JSON.stringify(Object.fromEntries(source.columns.map(({ name }, at) => [name, fields[at]])));
  if (!(await stageColumns(warehouse, staged, { source, account, raw })))
    throw new Error(`not all of the ${source.count} rows of the Parquet file were read`);
}

/**
 * Stages a CSV file of canonical records with so many lines that begins with `head`. False, with nothing staged, where
 * DuckDB does not read a record from each line: the file is then to be read record by record.
 */
export async function stagePlainCsv(
  warehouse: Warehouse,
  staged: StagedFile,
  { path, account, head, lines }: BulkText,
): Promise<boolean> {
  const headings = canonicalHeadings(csvHeadings(head));
  if (new Set(headings).size < headings.length || headings.some((heading) => heading.includes('\n')))
    return false;
  // A line before the header that says how fields are divided is none for DuckDB.
  if (/^\s*"?sep=/i.test(headText(head))) return false;
  const source = await csvSource(warehouse, path, { headings, count: lines - 1 });
  const raw = (fields: UnsureRow['fields']) => Papa.unparse([fields]);
  if (await stageColumns(warehouse, staged, { source, account, raw })) return true;
  await clearStaging(warehouse);
  return false;
}

/**
 * Stages a file of canonical records as JSON, one a line. False, with nothing staged, where not every line is a record
 * of the same dataset that DuckDB reads as it is: the file is then to be read record by record.
 */
export async function stagePlainJsonl(
  warehouse: Warehouse,
  staged: StagedFile,
  { path, account, lines, breaks }: BulkText,
): Promise<boolean> {
  const { size } = await stat(path);
  const lists = await readJsonLines(warehouse, path, { lines, bytes: size - breaks });
  const [dataset, ...others] = new Set((lists ?? []).map(datasetOf));
  if (lists === undefined || dataset === undefined || others.length > 0) return false;
  const names = namesOf(dataset, lists);
  if (names === undefined) return false;
  const source = jsonSource(dataset, names, lines);
  const read = ({ line, fields: [text] }: UnsureRow) =>
    canonicalLine({ line, text: text ?? '' }, { account, datasetOfNames: datasetOf });
  if (await stageSource(warehouse, staged, { source, dataset, account, read })) return true;
  await clearStaging(warehouse);
  return false;
}

interface ColumnSource {
  source: BulkSource;
  account: string | null;
  /** How a row stands in the file, for the rejects. */
  raw(this: void, fields: UnsureRow['fields']): string;
}

function stageColumns(
  warehouse: Warehouse,
  staged: StagedFile,
  { source, account, raw }: ColumnSource,
): Promise<boolean> {
  const headings = source.columns.map(({ name }) => name);
  const dataset = datasetOfColumns(headings);
  const read = ({ line, fields }: UnsureRow) => {
    const named = Object.fromEntries(headings.map((name, at) => [name, fields[at] ?? null]));
    return canonicalRecord(dataset, named, { input: { line, raw: raw(fields) }, account });
  };
  return stageSource(warehouse, staged, { source, dataset, account, read });
}

interface ReadableSource {
  source: BulkSource;
  dataset: Dataset;
  account: string | null;
  read(this: void, row: UnsureRow): Parsed[];
}

/**
 * False where DuckDB did not read all rows; then what is staged is not to be used, and nothing was counted or rejected.
 */
async function stageSource(
  warehouse: Warehouse,
  staged: StagedFile,
  { source, dataset, account, read }: ReadableSource,
): Promise<boolean> {
  const { sure, unsure } = await stageBulk(warehouse, source, { dataset, account });
  if (sure + unsure !== source.count) return false;
  staged.counts.records += sure;
  if (unsure === 0) return true;
  for await (const rows of unsureRows(warehouse)) {
    await staged.take(eventsOf(rows, read));
    await staged.flush();
  }
  return true;
}

/** One after the other, so that whoever takes them may pause. */
function* eventsOf(rows: readonly UnsureRow[], read: ReadableSource['read']): Generator<Parsed> {
  for (const row of rows) if (hasContent(row)) yield* read(row);
}

function hasContent({ fields }: UnsureRow): boolean {
  return fields.some((field) => field !== null && field.trim() !== '');
}
