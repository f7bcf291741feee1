import type { ManifestEntry } from '../home/manifest.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/**
 * The accounts, other than its own, under which half or more of an import's trades are as well, and how many of them;
 * by account.
 */
export async function alsoUnder(
  warehouse: Warehouse,
  { seq, accounts }: ManifestEntry,
): Promise<{ account: string; trades: number }[]> {
  // Bars and advice have no trades to look for.
  if (accounts.length === 0) return [];
  const same = ['"right"', 'strike', 'expiration', 'quantity', 'price', 'amount'].map(
    (column) => `other.${column} IS NOT DISTINCT FROM own.${column}`,
  );
  return warehouse.rows(
    `WITH own AS (SELECT * FROM executions WHERE seq = $seq),
     others AS (SELECT * FROM executions WHERE NOT list_contains($accounts, account)),
     shared AS (
       SELECT other.account, count(DISTINCT own.record_id) AS trades
       FROM own JOIN others AS other ON other.executed_at = own.executed_at AND other.underlying = own.underlying
         AND other.action = own.action AND ${same.join(' AND ')}
       GROUP BY other.account)
     SELECT account, trades FROM shared WHERE 2 * trades >= (SELECT count(*) FROM own) ORDER BY account`,
    { seq, accounts },
  );
}
