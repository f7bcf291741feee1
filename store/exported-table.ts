import type { Home } from './home/home.js';
import type { Reader } from './duckdb/warehouse.js';

/** What a column holds: `json` is JSON text, `list` a list of texts, and times that may lack their clock are `text`. */
export type ColumnType = 'text' | 'json' | 'list' | 'decimal' | 'integer' | 'double' | 'date' | 'boolean';

/**
 * A table as it is exported. It stands in the file that reads and writes the table, and `exports/tables.ts` lists all
 * of them: a new table is that file, a migration and a line in the list.
 */
export interface ExportedTable {
  name: string;
  /** The exported columns in the contract's order; what else the table has is the store's own. */
  columns: Readonly<Record<string, ColumnType>>;
  /** Gives the columns, where those of a home are others. */
  columnsIn?(this: void, store: { warehouse: Reader }): Promise<ExportedTable['columns']>;
  /** The columns that rows are ordered by: equal contents give equal bytes. */
  order: readonly string[];
  /** Whether rows without a value there come before those with one. */
  nullsFirst?: boolean;
  /** Gives SQL of the rows, where they are not those of the table of that name. */
  rows?(this: void, store: { warehouse: Reader; home: Home }): Promise<string>;
  /** SQL of the day of a row, by which people look for it; a table without one has no days. */
  day?: string;
}

/** The columns that name an instrument. */
export const INSTRUMENT_COLUMNS = {
  underlying: 'text',
  root: 'text',
  right: 'text',
  strike: 'decimal',
  expiration: 'date',
  multiplier: 'decimal',
} as const satisfies ExportedTable['columns'];
