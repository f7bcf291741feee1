/**
 * Canonical records in bulk: Parquet and plain CSV, read and checked in SQL and staged without passing through the
 * program.
 */
import { FileRefused } from '../../domain/errors.js';
import type { Dataset } from '../../domain/records/records.js';
import { bulkCheck, type BulkColumn } from './bulk-checks.js';
import { canonicalColumns, sqlText } from './datasets.js';
import { stagedTable } from './staging.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/**
 * A file that DuckDB reads: SQL of its rows in their order, with `line`, and of its columns; and how many rows it must
 * have.
 */
export interface BulkSource {
  rows: string;
  columns: readonly BulkColumn[];
  count: number;
  /** SQL of what must be true of a row beside, to be sure of it. */
  sure: string;
  /** SQL of the list of texts that is kept of a row which is not. */
  fields: string;
}

/** A row that `checkRecord` must decide upon: what its source keeps of it. */
export interface UnsureRow {
  line: number;
  fields: (string | null)[];
}

/**
 * A CSV file of one header line and `count` lines, one a record. It is read into the temporary table `csv_rows` first,
 * whose rowid gives the line: numbering the rows as they are read would have one thread do all the work.
 */
export async function csvSource(
  warehouse: Warehouse,
  path: string,
  { headings, count }: { headings: readonly string[]; count: number },
): Promise<BulkSource> {
  const types = headings.map((_, at) => `'${columnAt(at)}': 'VARCHAR'`);
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE csv_rows AS SELECT * FROM read_csv(${sqlText(path)}, columns = {${types.join(', ')}},
       auto_detect = false, header = false, skip = 1, delim = ',', quote = '"', escape = '"', ignore_errors = true)`,
  );
  const columns = headings.map((name, at) => ({ name, text: columnAt(at) }));
  return { rows: 'SELECT *, rowid + 2 AS line FROM csv_rows', count, ...told(columns) };
}

/** A Parquet file; a row's line is its number. Throws FileRefused for one that does not read. */
export async function parquetSource(warehouse: Warehouse, path: string): Promise<BulkSource> {
  const file = `read_parquet(${sqlText(path)}, file_row_number = true)`;
  try {
    const described = await warehouse.rows<{ column_name: string; column_type: string }>(
      `DESCRIBE SELECT * EXCLUDE (file_row_number) FROM ${file}`,
    );
    const [counted] = await warehouse.rows<{ count: number }>(`SELECT count(*) AS count FROM ${file}`);
    const selected = described.map(({ column_name }, at) => `${quoted(column_name)} AS ${columnAt(at)}`);
    const columns = described.map(({ column_name, column_type }, at) => ({
      name: column_name,
      ...parquetField(columnAt(at), column_type),
    }));
    return {
      rows: `SELECT ${selected.join(', ')}, file_row_number + 1 AS line FROM ${file}`,
      count: counted?.count ?? 0,
      ...told(columns),
    };
  } catch (error) {
    throw new FileRefused(`a Parquet file that does not read: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** Columns, all of whose texts are kept of an unsure row, null where empty. */
function told(columns: readonly BulkColumn[]): Pick<BulkSource, 'columns' | 'sure' | 'fields'> {
  return { columns, sure: 'TRUE', fields: `[${columns.map(({ text }) => text).join(', ')}]` };
}

function columnAt(at: number): string {
  return `c${at}`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function parquetField(column: string, type: string): Omit<BulkColumn, 'name'> {
  const text = `${column}::VARCHAR`;
  if (/^(U?(TINYINT|SMALLINT|INTEGER|BIGINT)|DECIMAL.*)$/.test(type)) return { text, exact: column };
  if (/\[\]$|^(STRUCT|MAP)/.test(type)) return { text: `to_json(${column})::VARCHAR` };
  switch (type) {
    case 'VARCHAR':
      return { text: `nullif(${column}, '')` };
    case 'DOUBLE':
    case 'FLOAT':
      return { text: `CASE WHEN contains(${text}, 'e') THEN ${withoutExponent(column)} ELSE ${text} END` };
    case 'TIMESTAMP WITH TIME ZONE':
      return { text: instantText(column) };
    default:
      return { text };
  }
}

function instantText(column: string): string {
  const fraction = `CASE WHEN microsecond(${column}) % 1000000 = 0 THEN '' ELSE strftime(${column}, '.%f') END`;
  return `strftime(${column}, '%Y-%m-%dT%H:%M:%S') || ${fraction} || 'Z'`;
}

function withoutExponent(column: string): string {
  return `coalesce(TRY_CAST(${column} AS DECIMAL(38,10))::VARCHAR, ${column}::VARCHAR)`;
}

/**
 * Stages the rows that are surely right records of the dataset and puts the others aside for {@link unsureRows}. Gives
 * the numbers of both; where they are fewer than the file must have, DuckDB could not read all of it.
 */
export async function stageBulk(
  warehouse: Warehouse,
  { rows, columns, count, ...source }: BulkSource,
  { dataset, account }: { dataset: Dataset; account: string | null },
): Promise<{ sure: number; unsure: number }> {
  const { values, extra, sure, consistent, defaults } = bulkCheck(dataset, columns, account);
  const named = values.map(({ name, value }) => `${value} AS "${name}"`);
  const checked = `
    FROM (SELECT line, ${named.join(', ')}, ${extra} AS extra, ${source.sure} AND ${sure} AS sure, ${source.fields} AS fields FROM (${rows}))`;
  const isSure = `coalesce(sure AND ${consistent}, FALSE)`;
  const staged = values.map(({ name }) => defaults[name] ?? `"${name}"`);
  const surely = await warehouse.run(
    `INSERT INTO ${stagedTable(dataset)} (${canonicalColumns(dataset).join(', ')}, extra, lines, coarseness)
     SELECT ${staged.join(', ')}, extra, [line], 0 ${checked} WHERE ${isSure}`,
  );
  const unsure = surely === count ? 0 : await putAside(warehouse, `${checked} WHERE NOT ${isSure}`);
  await warehouse.run('DROP TABLE IF EXISTS csv_rows');
  await warehouse.run('DROP TABLE IF EXISTS json_rows');
  return { sure: surely, unsure };
}

async function putAside(warehouse: Warehouse, from: string): Promise<number> {
  await warehouse.run(`CREATE OR REPLACE TEMPORARY TABLE unsure_rows AS SELECT line, fields ${from}`);
  const [aside] = await warehouse.rows<{ n: number }>('SELECT count(*) AS n FROM unsure_rows');
  return aside?.n ?? 0;
}

const PAGE_ROWS = 10_000;

/** What {@link stageBulk} put aside, in the order of the file, a page at a time. */
export async function* unsureRows(warehouse: Warehouse): AsyncGenerator<UnsureRow[]> {
  let after = 0;
  for (;;) {
    const rows = await warehouse.rows<UnsureRow>(
      `SELECT line, fields FROM unsure_rows WHERE line > $after ORDER BY line LIMIT ${PAGE_ROWS}`,
      { after },
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.line;
  }
}
