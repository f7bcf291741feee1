import type { StoredExecution } from '../../domain/records/execution-order.js';
import type { Parameters, Reader } from '../duckdb/warehouse.js';
import { canonicalColumns } from '../staging/datasets.js';

/** SQL of the columns of executions `e` as a StoredExecution has them. */
export const OF_EXECUTION = ['record_id', 'extra', ...canonicalColumns('executions')]
  .map((name) => `e.${name}`)
  .join(', ');

/**
 * The executions, in all accounts, of the contracts that `contracts` names, and of those that were renamed into them;
 * through the trading date that `through` gives. Both are SQL: a relation of (underlying, "right", strike, expiration),
 * and a date. By record.
 */
export function executionsOfContracts(
  warehouse: Reader,
  { contracts, through }: { contracts: string; through: string },
  parameters: Parameters = {},
): Promise<StoredExecution[]> {
  return warehouse.rows<StoredExecution>(
    `WITH RECURSIVE renamed AS (
       SELECT DISTINCT underlying, "right", strike, expiration, coalesce(to_underlying, underlying) AS to_underlying,
         coalesce(to_strike, strike) AS to_strike
       FROM executions WHERE action IN ('split', 'symbol_change') AND "right" IS NOT NULL
         AND (to_underlying IS NOT NULL OR to_strike IS NOT NULL)),
     wanted AS (
       SELECT underlying, "right", strike, expiration FROM ${contracts}
       UNION
       SELECT r.underlying, r."right", r.strike, r.expiration FROM wanted AS w JOIN renamed AS r
         ON r.to_underlying = w.underlying AND r."right" = w."right" AND r.to_strike = w.strike AND r.expiration = w.expiration)
     SELECT ${OF_EXECUTION} FROM executions AS e SEMI JOIN wanted USING (underlying, "right", strike, expiration)
     WHERE e.trading_date <= ${through} ORDER BY e.record_id`,
    parameters,
  );
}
