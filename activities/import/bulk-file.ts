import Papa from 'papaparse';
import { canonicalHeadings, datasetOfColumns } from '../../ingest/canonical/csv.js';
import { canonicalRecord } from '../../ingest/canonical/record.js';
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
import { clearStaging } from '../../store/staging/staging.js';
import type { Warehouse } from '../../store/duckdb/warehouse.js';
import type { StagedFile } from './staged-file.js';

/** A file that is in the home, and the account of records that name none. */
interface BulkFile {
  path: string;
  account: string | null;
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
  if (!(await stageSource(warehouse, staged, { source, account, raw })))
    throw new Error(`not all of the ${source.count} rows of the Parquet file were read`);
}

/**
 * Stages a CSV file of canonical records with so many lines that begins with `head`. False, with nothing staged, where DuckDB does not
 * read a record from each line: the file is then to be read record by record.
 */
export async function stagePlainCsv(
  warehouse: Warehouse,
  staged: StagedFile,
  { path, account, head, lines }: BulkFile & { head: Uint8Array; lines: number },
): Promise<boolean> {
  const headings = canonicalHeadings(csvHeadings(head));
  if (new Set(headings).size < headings.length || headings.some((heading) => heading.includes('\n')))
    return false;
  // A line before the header that says how fields are divided is none for DuckDB.
  if (/^\s*"?sep=/i.test(headText(head))) return false;
  const source = await csvSource(warehouse, path, { headings, count: lines - 1 });
  const raw = (fields: UnsureRow['fields']) => Papa.unparse([fields]);
  if (await stageSource(warehouse, staged, { source, account, raw })) return true;
  await clearStaging(warehouse);
  return false;
}

interface ReadableSource {
  source: BulkSource;
  account: string | null;
  /** How a row stands in the file, for the rejects. */
  raw(this: void, fields: UnsureRow['fields']): string;
}

/** False where DuckDB did not read all rows; then what is staged is not to be used, and nothing was counted or rejected. */
async function stageSource(
  warehouse: Warehouse,
  staged: StagedFile,
  { source, account, raw }: ReadableSource,
): Promise<boolean> {
  const headings = source.columns.map(({ name }) => name);
  const dataset = datasetOfColumns(headings);
  const { sure, unsure } = await stageBulk(warehouse, source, { dataset, account });
  if (sure + unsure !== source.count) return false;
  staged.counts.records += sure;
  if (unsure === 0) return true;
  for await (const rows of unsureRows(warehouse)) {
    await staged.take(
      rows.filter(hasContent).flatMap(({ line, fields }) => {
        const named = Object.fromEntries(headings.map((name, at) => [name, fields[at] ?? null]));
        return canonicalRecord(dataset, named, { input: { line, raw: raw(fields) }, account });
      }),
    );
    await staged.flush();
  }
  return true;
}

function hasContent({ fields }: UnsureRow): boolean {
  return fields.some((field) => field !== null && field.trim() !== '');
}
