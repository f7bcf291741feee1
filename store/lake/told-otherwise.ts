import type { ManifestEntry } from '../home/manifest.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/**
 * How many executions of this import another import of Interactive Brokers tells with another quantity, price or day: their ids are the same but for
 * the revision at their end, and no cancellation says which of the two stands.
 */
export async function toldOtherwise(
  warehouse: Warehouse,
  { seq, format, accounts }: ManifestEntry,
): Promise<number> {
  if (!format.startsWith('ibkr-')) return 0;
  const [counted] = await warehouse.rows<{ n: number }>(
    `WITH trades AS (
       SELECT record_id, executions.account, executions.seq, regexp_replace(execution_id, '\\.[0-9]+$', '') AS execution
       FROM executions JOIN imports USING (seq)
       WHERE imports.format LIKE 'ibkr-%' AND list_contains($accounts, executions.account) AND execution_id IS NOT NULL)
     SELECT count(DISTINCT own.record_id) AS n FROM trades AS own JOIN trades AS other USING (account, execution)
     WHERE own.seq = $seq AND other.seq <> $seq AND other.record_id <> own.record_id`,
    { seq, accounts },
  );
  return Number(counted?.n ?? 0);
}
