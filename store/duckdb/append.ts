import type { DuckDBConnection } from '@duckdb/node-api';
import { turns } from '../turns.js';
import { DuckDBDataChunk } from './node-api.js';
import { toDuckDB } from './to-duckdb.js';
import type { Value } from './value.js';
import { writeColumn } from './write-column.js';

const CHUNK_ROWS = 2048;

/** Rows for a table: so many, and by its columns' names the values from one place to before another. */
export interface Appended {
  table: string;
  length: number;
  slices: (name: string, start: number, end: number) => readonly (Value | undefined)[];
}

/** Appends rows to a table; what a row lacks is null. */
export async function append(
  connection: DuckDBConnection,
  { table, isTemporary, length, slices }: Appended & { isTemporary: boolean },
): Promise<void> {
  if (length === 0) return;
  const described = await connection.runAndReadAll(`SELECT * FROM ${table} LIMIT 0`);
  const [names, types] = [described.columnNames(), described.columnTypes()];
  const appender = await connection.createAppender(table, null, isTemporary ? 'temp' : null);
  const turn = turns();
  for (let start = 0; start < length; start += CHUNK_ROWS) {
    const end = Math.min(start + CHUNK_ROWS, length);
    const chunk = DuckDBDataChunk.create(types, end - start);
    for (const [i, type] of types.entries()) {
      const values = slices(names[i] as string, start, end).map((value) => value ?? null);
      if (!writeColumn(chunk.getColumnVector(i), values))
        chunk.setColumnValues(
          i,
          values.map((value) => toDuckDB(value, type)),
        );
      await turn();
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
