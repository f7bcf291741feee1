import type { ManifestEntry } from './manifest.js';
import type { Warehouse } from './warehouse.js';

/**
 * How many orders of Interactive Brokers stand beside the executions that seem to make them up, the one or the other told by this import: of the same
 * account, day, contract and side, each of fewer and together of as many. Nothing in the rows says that they are the same, so both count.
 */
export async function toldInSum(
  warehouse: Warehouse,
  { seq, format, accounts }: ManifestEntry,
): Promise<number> {
  if (!format.startsWith('ibkr-')) return 0;
  const same = ['account', 'trading_date', 'underlying', '"right"', 'strike', 'expiration', 'side'].map(
    (column) => `part.${column} IS NOT DISTINCT FROM whole.${column}`,
  );
  const [counted] = await warehouse.rows<{ n: number }>(
    `WITH trades AS (
       SELECT executions.*, regexp_extract(action, '^(buy|sell)') AS side FROM executions JOIN imports USING (seq)
       WHERE imports.format LIKE 'ibkr-%' AND list_contains($accounts, executions.account) AND regexp_matches(action, '^(buy|sell)')),
     wholes AS (
       SELECT whole.record_id FROM trades AS whole JOIN trades AS part ON ${same.join(' AND ')}
         AND part.coarseness < whole.coarseness AND part.seq <> whole.seq AND part.quantity < whole.quantity
       GROUP BY whole.record_id, whole.quantity, whole.seq
       HAVING sum(part.quantity) >= whole.quantity AND (whole.seq = $seq OR bool_or(part.seq = $seq)))
     SELECT count(*) AS n FROM wholes`,
    { seq, accounts },
  );
  return Number(counted?.n ?? 0);
}
