import type { ManifestEntry } from '../home/manifest.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/**
 * How many orders of Interactive Brokers stand beside the executions that seem to make them up, the one or the other told by this import: of the same
 * account, day, contract and side, each of fewer and together of as many. Nothing in the rows says that they are the same, so both count.
 */
export async function toldInSum(
  warehouse: Warehouse,
  { seq, format, accounts }: ManifestEntry,
): Promise<number> {
  if (!format.startsWith('ibkr-')) return 0;
  const same = ['account', 'trading_date', 'underlying', '"right"', 'strike', 'expiration', 'side'];
  const alike = ['n', 'coarseness', 'quantity', 'seq', ...same];
  const [counted] = await warehouse.rows<{ n: number }>(
    // Those of one size are taken together: of a day's many trades in one contract, each beside each would be millions of pairs.
    `WITH trades AS (
       SELECT ${same
         .slice(0, -1)
         .map((column) => `executions.${column}`)
         .join(', ')}, regexp_extract(action, '^(buy|sell)') AS side,
         coarseness, quantity, seq, count(*) AS n
       FROM executions JOIN imports USING (seq)
       WHERE imports.format LIKE 'ibkr-%' AND list_contains($accounts, executions.account) AND regexp_matches(action, '^(buy|sell)')
       GROUP BY ALL),
     wholes AS (
       SELECT whole.n FROM trades AS whole JOIN trades AS part
         ON ${same.map((column) => `part.${column} IS NOT DISTINCT FROM whole.${column}`).join(' AND ')}
         AND part.coarseness < whole.coarseness AND part.seq <> whole.seq AND part.quantity < whole.quantity
       GROUP BY ${alike.map((column) => `whole.${column}`).join(', ')}
       HAVING sum(part.quantity * part.n) >= whole.quantity AND (whole.seq = $seq OR bool_or(part.seq = $seq)))
     SELECT coalesce(sum(n), 0)::BIGINT AS n FROM wholes`,
    { seq, accounts },
  );
  return Number(counted?.n ?? 0);
}
