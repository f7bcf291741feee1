import { stagedTable } from './staging.js';
import type { Warehouse } from '../duckdb/warehouse.js';

const AMOUNTS_APART = 'amount that is not quantity × price × multiplier less fees: the amount counts';
const AGAINST_SIDE =
  'purchase that brings money, or sale that costs more than its fees: look whether its amount has its sign';
const ADJUSTMENTS = 'adjustment: money of an unknown kind, counted as income, not as a trade';

/**
 * What the report is to say of records that are taken as they are, by how many.
 *
 * An amount and quantity × price × multiplier less fees part by more than half a cent a share, and the cent to which
 * the amount is rounded; of futures they do, whose cash is not their worth. In doubles: it is shown, and nothing is
 * computed from it.
 */
export async function stagedNotes(warehouse: Warehouse): Promise<Record<string, number>> {
  const rows = await warehouse.rows<{ note: string; n: number }>(
    `WITH trades AS (
       SELECT quantity::DOUBLE * multiplier::DOUBLE AS units, price::DOUBLE AS price, amount::DOUBLE AS amount, coalesce(fees, 0)::DOUBLE AS fees,
         CASE WHEN action LIKE 'sell%' THEN 1 ELSE -1 END AS sign
       FROM ${stagedTable('executions')}
       WHERE (action LIKE 'buy%' OR action LIKE 'sell%') AND amount IS NOT NULL AND price IS NOT NULL
         AND ("right" IS NOT NULL OR multiplier = 1)),
     notes AS (
       SELECT '${AMOUNTS_APART}' AS note FROM trades WHERE abs(amount - (sign * units * price - fees)) > 0.005 * units + 0.01
       UNION ALL
       SELECT '${AGAINST_SIDE}' FROM ${stagedTable('executions')}
       WHERE price IS NULL AND amount IS NOT NULL AND (action LIKE 'buy%' AND amount > 0 OR action LIKE 'sell%' AND amount < -coalesce(fees, 0))
       UNION ALL
       SELECT '${ADJUSTMENTS}' FROM ${stagedTable('cash_flows')} WHERE kind = 'adjustment')
     SELECT note, count(*) AS n FROM notes GROUP BY note ORDER BY note`,
  );
  return Object.fromEntries(rows.map(({ note, n }) => [note, Number(n)]));
}
