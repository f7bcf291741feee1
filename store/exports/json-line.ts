import { jsonDecimal, jsonValue } from '../duckdb/json-object.js';
import type { ColumnType, ExportedTable } from '../exported-table.js';

export type Column = readonly [name: string, type: ColumnType];

/**
 * SQL of a row of `exported` as one JSON object, members in the columns' order. Decimals are numbers where a double
 * holds them (up to 15 digits) and texts beyond; lists and JSON text are JSON.
 */
export function jsonLine(columns: readonly Column[]): string {
  const members = columns.map((column) => `'"${column[0]}":', coalesce(${memberOf(column)}, 'null')`);
  return `concat('{', ${members.join(`, ',', `)}, '}')`;
}

function memberOf([name, type]: Column): string {
  const value = valueOf(name);
  switch (type) {
    case 'decimal':
      return jsonDecimal(value);
    case 'json':
      return value;
    case 'integer':
    case 'double':
      return `${value}::VARCHAR`;
    case 'text':
    case 'list':
    case 'date':
    case 'boolean':
      return jsonValue(value);
  }
}

/** SQL of what the rows of `exported` are ordered by. */
export function orderOf({ order, nullsFirst = false }: ExportedTable): string[] {
  return order.map((name) => `${valueOf(name)}${nullsFirst ? ' NULLS FIRST' : ''}`);
}

/** SQL of a column of `exported`. */
export function valueOf(name: string): string {
  return `exported.${quoted(name)}`;
}

export function quoted(name: string): string {
  return `"${name}"`;
}
