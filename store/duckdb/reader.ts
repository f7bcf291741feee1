import type { DuckDBVector } from '@duckdb/node-api';
import { turns } from '../turns.js';
import { append } from './append.js';
import { columnValues } from './column-values.js';
import { lengthOf, rowsIn, type Columns } from './columns.js';
import type { Connection } from './connection.js';
import { Interrupted } from './generation.js';
import { nearestDoubles, type DoubleColumns } from './nearest-doubles.js';
import { runStatement } from './statement.js';
import type { Parameters } from './to-duckdb.js';

/** What can be read. */
export interface Reader {
  /**
   * The rows a statement gives, as objects by column name. For up to some ten thousand rows; larger results stay in
   * SQL.
   */
  rows<T extends object>(sql: string, parameters?: Parameters): Promise<T[]>;
  /** The same column by column; where there are no rows, without their names. */
  columns(sql: string, parameters?: Parameters): Promise<Columns>;
  /** The same some two thousand rows at a time; other statements may run in between. */
  chunks(sql: string, parameters?: Parameters): AsyncGenerator<Columns, void>;
  /** The same for what is computed in doubles: each decimal is the nearest one, and what has no value not a number. */
  doubles(sql: string, parameters?: Parameters): AsyncGenerator<DoubleColumns, void>;
  /**
   * Makes a table that only this reader sees, in place of one of that name: what is computed beside SQL and read by it.
   * `types` are those of its columns, by their names.
   */
  temporary(
    table: string,
    types: Readonly<Record<string, string>>,
    chunks: AsyncIterable<Columns>,
  ): Promise<void>;
}

/** Reads by a connection; once the signal says that it is to end no query begins, which throws Interrupted. */
export function readingFrom(connection: Connection, signal?: AbortSignal): Reader {
  const unlessEnded = <T>(query: () => T): T => {
    if (signal?.aborted === true) throw new Interrupted();
    return query();
  };
  const chunksOf = (sql: string, parameters?: Parameters) =>
    unlessEnded(() => chunksIn(connection, columnValues, sql, parameters));
  return {
    async rows<T extends object>(sql: string, parameters?: Parameters) {
      const rows: T[] = [];
      for await (const chunk of chunksOf(sql, parameters)) rows.push(...rowsIn<T>(chunk));
      return rows;
    },
    chunks: chunksOf,
    doubles: (sql, parameters) => unlessEnded(() => chunksIn(connection, nearestDoubles, sql, parameters)),
    async temporary(table, types, chunks) {
      const columns = Object.entries(types).map(([name, type]) => `"${name}" ${type}`);
      const made = `CREATE OR REPLACE TEMPORARY TABLE ${table} (${columns.join(', ')})`;
      await unlessEnded(() => connection.use((open) => open.run(made)));
      for await (const chunk of chunks) {
        const slices = (name: string, start: number, end: number) => chunk[name]?.slice(start, end) ?? [];
        const appended = { table, length: lengthOf(chunk), slices, isTemporary: true };
        await unlessEnded(() => connection.use((open) => append(open, appended)));
      }
    },
    async columns(sql, parameters) {
      const chunks: Columns[] = [];
      for await (const chunk of chunksOf(sql, parameters)) chunks.push(chunk);
      const names = Object.keys(chunks[0] ?? {});
      const whole: Record<string, Columns[string]> = {};
      const turn = turns();
      for (const name of names) {
        await turn();
        whole[name] = chunks.flatMap((chunk) => chunk[name] ?? []);
      }
      return whole;
    },
  };
}

async function* chunksIn<T>(
  connection: Connection,
  valuesOf: (vector: DuckDBVector) => T,
  ...[sql, parameters]: [sql: string, parameters?: Parameters]
): AsyncGenerator<Readonly<Record<string, T>>, void> {
  const result = await connection.use((open) => runStatement(open, sql, parameters));
  const names = result.deduplicatedColumnNames();
  const turn = turns();
  const { chunkCount } = result;
  for (let at = 0; at < chunkCount; at++) {
    // What it lies in goes with the connection.
    const chunk = await connection.use(() => Promise.resolve(result.getChunk(at)));
    await turn();
    yield Object.fromEntries(names.map((name, i) => [name, valuesOf(chunk.getColumnVector(i))]));
  }
}
