import type { DuckDBConnection, DuckDBMaterializedResult } from '@duckdb/node-api';
import { bind, type Parameters } from './to-duckdb.js';

/**
 * Runs one statement. The library's own way looks first how many there are, a wait more for each: and a process that is
 * busy waits for its turn each time.
 */
export async function runStatement(
  connection: DuckDBConnection,
  sql: string,
  parameters?: Parameters,
): Promise<DuckDBMaterializedResult> {
  if (parameters === undefined) return connection.run(sql);
  const { values, types } = bind(parameters);
  const prepared = await connection.prepare(sql);
  try {
    prepared.bind(values, types);
    return await prepared.run();
  } finally {
    prepared.destroySync();
  }
}
