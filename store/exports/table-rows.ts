import { InvalidInput } from '../../domain/errors.js';
import { parseDecimal } from '../../domain/number/decimal.js';
import { isIsoDate, type IsoDate } from '../../domain/time/dates.js';
import { onlyRows } from '../derived/only-rows.js';
import type { Reader } from '../duckdb/warehouse.js';
import type { Value } from '../duckdb/value.js';
import type { ColumnType, ExportedTable } from '../exported-table.js';
import type { Home } from '../home/home.js';
import { jsonLine, orderOf, quoted } from './json-line.js';
import { EXPORTED } from './tables.js';

/** A row as its JSONL export has it. */
export type Row = Readonly<Record<string, Json>>;
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Which rows of a table, and which part of them. */
export interface RowQuery {
  table: string;
  /**
   * What columns have to be, as text; an empty text is null. Of several on one column any will do. A list has to
   * contain it.
   */
  where?: readonly (readonly [column: string, value: string])[] | undefined;
  /** Further conditions, as SQL over `exported`: the program's own, never anybody's text. */
  also?: readonly string[] | undefined;
  /** What the first column of the table's order is one of. */
  ids?: readonly string[] | undefined;
  /** Rows of these days, both included. */
  from?: IsoDate | undefined;
  to?: IsoDate | undefined;
  limit?: number | undefined;
  offset?: number | undefined;
}

/** Some rows and how many there are without limit and offset. */
export interface Rows {
  rows: Row[];
  total: number;
}

/**
 * The rows of a table that can be exported, as its JSONL has them: of a table that has days the newest first, else in
 * the order of the export. Throws InvalidInput for a table, column or value that there cannot be.
 */
export async function tableRows(
  store: { warehouse: Reader; home: Home },
  { table: name, where = [], also = [], ids, from, to, limit, offset = 0 }: RowQuery,
): Promise<Rows> {
  const named = EXPORTED.find((one) => one.name === name);
  if (!named)
    throw new InvalidInput(
      `no table ${JSON.stringify(name)}; there are ${EXPORTED.map((one) => one.name).join(', ')}`,
    );
  const table = { ...named, columns: (await named.columnsIn?.(store)) ?? named.columns };
  const { conditions, values } = conditionsOf(table, where);
  if (from !== undefined || to !== undefined) {
    const day = dayColumn(table);
    if (from !== undefined) conditions.push(`${day} >= $from::DATE`);
    if (to !== undefined) conditions.push(`${day} <= $to::DATE`);
  }
  conditions.push(...also);
  const ofIds = `${quoted(table.order[0] ?? '')} IN (SELECT unnest($ids))`;
  if (ids) conditions.push(`exported.${ofIds}`);
  const rows = (await table.rows?.(store)) ?? (ids ? onlyRows(name, ofIds) : name);
  const found = `FROM ${rows} AS exported ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}`;
  const parameters = { ...values, ...(from && { from }), ...(to && { to }), ...(ids && { ids }) };
  const order = [...(table.day ? [`${table.day} DESC NULLS LAST`] : []), ...orderOf(table)];
  const lines = await store.warehouse.rows<{ line: string }>(
    `SELECT ${jsonLine(Object.entries(table.columns))} AS line ${found} ORDER BY ${order.join(', ')}
     ${limit === undefined ? '' : `LIMIT ${limit}`} OFFSET ${offset}`,
    parameters,
  );
  const isAll = limit === undefined && offset === 0;
  const [count] = isAll
    ? [{ n: lines.length }]
    : await store.warehouse.rows<{ n: number }>(`SELECT count(*) AS n ${found}`, parameters);
  return { rows: lines.map(({ line }) => JSON.parse(line) as Row), total: count?.n ?? 0 };
}

function dayColumn({ name, day }: ExportedTable): string {
  if (day === undefined) throw new InvalidInput(`${name} has no days: leave out --from and --to`);
  return day;
}

function conditionsOf(table: ExportedTable, where: NonNullable<RowQuery['where']>) {
  const values: Record<string, Value> = {};
  const byColumn = new Map<string, string[]>();
  for (const [index, [column, text]] of where.entries()) {
    const type = Object.hasOwn(table.columns, column) ? table.columns[column] : undefined;
    if (type === undefined)
      throw new InvalidInput(
        `${table.name} has no column ${JSON.stringify(column)}; there are ${Object.keys(table.columns).join(', ')}`,
      );
    const parameter = `where${index}`;
    const same = byColumn.get(column) ?? [];
    byColumn.set(column, [...same, conditionOn({ column, type, text, parameter })]);
    if (text !== '') values[parameter] = valueIn({ column, type, text });
  }
  const conditions = [...byColumn.values()].map((any) => `(${any.join(' OR ')})`);
  return { conditions, values };
}

interface Wanted {
  column: string;
  type: ColumnType;
  text: string;
}

function conditionOn({ column, type, text, parameter }: Wanted & { parameter: string }): string {
  const value = `exported.${quoted(column)}`;
  if (text === '') return type === 'list' ? `len(coalesce(${value}, [])) = 0` : `${value} IS NULL`;
  switch (type) {
    case 'list':
      return `list_contains(${value}, $${parameter})`;
    case 'date':
      return `${value} = $${parameter}::DATE`;
    case 'boolean':
      return `${value} = $${parameter}::BOOLEAN`;
    case 'text':
    case 'json':
    case 'decimal':
    case 'integer':
    case 'double':
      return `${value} = $${parameter}`;
  }
}

/** Text as a column of its type has it. Throws InvalidInput for what the column cannot be. */
function valueIn({ column, type, text }: Wanted): Value {
  const refused = (what: string) => new InvalidInput(`${column} is not ${what}: ${JSON.stringify(text)}`);
  switch (type) {
    case 'text':
    case 'json':
    case 'list':
      return text;
    case 'date':
      if (!isIsoDate(text)) throw refused('a date like 2025-01-06');
      return text;
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw refused('true or false');
      return text;
    case 'decimal': {
      const value = parseDecimal(text);
      if (value === undefined) throw refused('a number');
      return value;
    }
    case 'integer':
    case 'double': {
      const value = Number(text);
      if (!Number.isFinite(value)) throw refused('a number');
      return value;
    }
  }
}
