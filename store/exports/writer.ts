import { rm } from 'node:fs/promises';
import { CONTRACT_VERSION } from '../../domain/records/records.js';
import { PARTIAL, putInPlace } from '../home/durable-file.js';
import type { Home } from '../home/home.js';
import { sqlText } from '../staging/datasets.js';
import { plainDecimal } from '../duckdb/plain-decimal.js';
import { jsonLine, orderOf, quoted, valueOf, type Column } from './json-line.js';
import type { Reader } from '../duckdb/warehouse.js';
import { EXPORTED } from './tables.js';

export const EXPORT_FORMATS = ['parquet', 'jsonl', 'csv'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * Writes a table as a file, replacing one of that name; gives the number of rows. Rows are ordered by their ids, so
 * that equal contents give equal bytes. Times are text. Decimals are DECIMAL(38,10) in Parquet and plain texts without
 * trailing zeros elsewhere: in JSONL numbers where a double holds them (up to 15 digits), strings beyond. Lists and
 * objects are JSON in JSONL, JSON text in CSV. A text in CSV that a spreadsheet would take for a formula begins with an
 * apostrophe.
 */
export async function writeExport(
  { warehouse, home }: { warehouse: Reader; home: Home },
  { table: name, format, path }: { table: string; format: ExportFormat; path: string },
): Promise<number> {
  const table = EXPORTED.find((one) => one.name === name);
  if (!table) throw new RangeError(`no table to export: ${name}`);
  const rows = (await table.rows?.({ warehouse, home })) ?? name;
  const columns = Object.entries((await table.columnsIn?.({ warehouse })) ?? table.columns);
  const order = orderOf(table).join(', ');
  try {
    const [written] = await warehouse.rows<{ Count: number }>(
      `COPY (SELECT ${FORMATS[format].select(columns)} FROM ${rows} AS exported ORDER BY ${order})
       TO ${sqlText(path + PARTIAL)} (${FORMATS[format].options})`,
    );
    await putInPlace(path + PARTIAL, path);
    return written?.Count ?? 0;
  } catch (error) {
    await rm(path + PARTIAL, { force: true });
    throw error;
  }
}

const FORMATS: Readonly<
  Record<ExportFormat, { select(columns: readonly Column[]): string; options: string }>
> = {
  parquet: {
    select: (columns) => columns.map(([name]) => valueOf(name)).join(', '),
    options: `FORMAT parquet, KV_METADATA {tradeloop_contract: '${CONTRACT_VERSION}'}`,
  },
  csv: {
    select: (columns) => columns.map((column) => `${csvValue(column)} AS ${quoted(column[0])}`).join(', '),
    options: 'FORMAT csv, HEADER',
  },
  // A line is made as one text. JSON escapes the control characters that the writer quotes with, so it never quotes.
  jsonl: {
    select: (columns) => `${jsonLine(columns)} AS line`,
    options: `FORMAT csv, HEADER false, DELIMITER '\x1d', QUOTE '\x1e', ESCAPE '\x1e'`,
  },
};

function csvValue([name, type]: Column): string {
  const value = valueOf(name);
  switch (type) {
    case 'decimal':
      return plainDecimal(value);
    case 'list':
      return `to_json(${value})::VARCHAR`;
    case 'text':
    case 'json':
      return `CASE WHEN regexp_matches(${value}, '^[=+@\\t\\r-]') THEN '''' || ${value} ELSE ${value} END`;
    case 'integer':
    case 'double':
    case 'date':
    case 'boolean':
      return value;
  }
}
