import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';

/** What matches can be looked for by: what there is of each. */
export interface Facets {
  symbols: { symbol: string; count: number }[];
  accounts: string[];
  types: { match_type: string; count: number }[];
  reasons: string[];
  flags: string[];
  versions: string[];
  /** The first and the last trading date of a match; null where there is none. */
  first_date: IsoDate | null;
  last_date: IsoDate | null;
}

export async function facetsOf(warehouse: Reader): Promise<Facets> {
  const texts = async (sql: string) =>
    (
      await warehouse.rows<{ text: string }>(
        `SELECT DISTINCT text FROM (${sql}) WHERE text IS NOT NULL ORDER BY text`,
      )
    ).map(({ text }) => text);
  const [dates] = await warehouse.rows<Pick<Facets, 'first_date' | 'last_date'>>(
    'SELECT min(trading_date) AS first_date, max(trading_date) AS last_date FROM matches',
  );
  return {
    ...(dates ?? { first_date: null, last_date: null }),
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
