import { stagedTable } from './staging.js';
import type { Warehouse } from './warehouse.js';

/**
 * How many trades of what is staged have an amount that is not quantity × price × multiplier less fees: by more than half a cent a share, and the
 * cent to which the amount is rounded. Futures are left out, whose cash is not their worth. In doubles: it is told, nothing is reckoned with it.
 */
export async function stagedAmountsApart(warehouse: Warehouse): Promise<number> {
  const [counted] = await warehouse.rows<{ n: number }>(
    `SELECT count(*) AS n FROM (
       SELECT quantity::DOUBLE * multiplier::DOUBLE AS units, price::DOUBLE AS price, amount::DOUBLE AS amount, coalesce(fees, 0)::DOUBLE AS fees,
         CASE WHEN action LIKE 'sell%' THEN 1 ELSE -1 END AS sign
       FROM ${stagedTable('executions')}
       WHERE (action LIKE 'buy%' OR action LIKE 'sell%') AND amount IS NOT NULL AND price IS NOT NULL
         AND ("right" IS NOT NULL OR multiplier = 1))
     WHERE abs(amount - (sign * units * price - fees)) > 0.005 * units + 0.01`,
  );
  return Number(counted?.n ?? 0);
}
