import type { Reader } from '../duckdb/warehouse.js';

/** What matches can be looked for by: what there is of each. */
export interface Facets {
  symbols: { symbol: string; count: number }[];
  accounts: string[];
  types: { match_type: string; count: number }[];
  reasons: string[];
  flags: string[];
  versions: string[];
}

export async function facetsOf(warehouse: Reader): Promise<Facets> {
  const texts = async (sql: string) =>
    (
      await warehouse.rows<{ text: string }>(
        `SELECT DISTINCT text FROM (${sql}) WHERE text IS NOT NULL ORDER BY text`,
      )
    ).map(({ text }) => text);
  return {
    symbols: await warehouse.rows(
      'SELECT underlying AS symbol, count(*) AS count FROM matches GROUP BY underlying ORDER BY count DESC, symbol',
    ),
    accounts: await texts('SELECT coalesce(decision_account, account) AS text FROM matches'),
    types: await warehouse.rows(
      'SELECT match_type, count(*) AS count FROM matches GROUP BY match_type ORDER BY match_type',
    ),
    reasons: await texts('SELECT reason_code AS text FROM matches'),
    flags: await texts('SELECT unnest(flags) AS text FROM matches'),
    versions: await texts('SELECT algorithm_version AS text FROM recommendations'),
  };
}
