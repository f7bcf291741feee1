import type { Reader } from '../duckdb/warehouse.js';

/** What a name can be of. */
export type Named = 'account' | 'underlying';

const NAMES: Readonly<Record<Named, string>> = {
  account: `
    SELECT account AS name FROM executions UNION SELECT account FROM recommendations UNION SELECT account FROM cash_flows
    UNION SELECT account FROM lots UNION SELECT account FROM outcomes
    UNION SELECT unnest(accounts) FROM imports WHERE NOT retracted`,
  underlying: `
    SELECT underlying AS name FROM executions UNION SELECT to_underlying FROM executions
    UNION SELECT underlying FROM recommendations UNION SELECT underlying FROM cash_flows UNION SELECT underlying FROM quotes
    UNION SELECT underlying FROM market_events UNION SELECT underlying FROM matches UNION SELECT underlying FROM lots
    UNION SELECT underlying FROM outcomes`,
};

/** The names of the accounts or underlyings of all that is imported, and of what was made of it; in order. */
export async function knownNames(warehouse: Reader, named: Named): Promise<string[]> {
  const rows = await warehouse.rows<{ name: string }>(
    `SELECT name FROM (${NAMES[named]}) WHERE name IS NOT NULL ORDER BY name`,
  );
  return rows.map(({ name }) => name);
}
