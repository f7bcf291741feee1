import type { StoredExecution } from '../../domain/records/execution-order.js';
import { heldByContract, type AskedToClose } from '../../domain/positions/held-when-advised.js';
import type { Lot } from '../../domain/positions/lot.js';
import { canonicalColumns } from '../staging/datasets.js';
import { staleOf } from '../stale.js';
import { turns } from '../turns.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/** SQL of the contract that advice `r` wants closed, as ("right", strike, expiration). */
export const TO_CLOSE = `
  CASE WHEN r.action = 'roll' THEN coalesce(r.from_right, r."right") ELSE r."right" END AS "right",
  CASE WHEN r.action = 'roll' THEN r.from_strike ELSE r.strike END AS strike,
  CASE WHEN r.action = 'roll' THEN r.from_expiration ELSE r.expiration END AS expiration`;

/**
 * SQL, for a WITH RECURSIVE, of the underlyings of which something else may be held, as `held_since` (underlying, since): those whose matches
 * are stale, from the first such day on, and what they were renamed into.
 */
export const HELD_SINCE = `
  renamed_since AS (
    SELECT underlying, min(from_date) AS since FROM ${staleOf('match')} GROUP BY underlying
    UNION SELECT e.to_underlying, since FROM renamed_since JOIN executions AS e USING (underlying) WHERE e.to_underlying IS NOT NULL),
  held_since AS (SELECT underlying, min(since) AS since FROM renamed_since GROUP BY underlying)`;

/**
 * The lots that were open, when advice came, of the contract that it wants closed, by its id. `advice` is a table of (id, account,
 * underlying, "right", strike, expiration, trading_date, sent_at). Only executions of these contracts are read, and of those that were
 * renamed into them.
 */
export async function heldLots(warehouse: Warehouse, advice: string): Promise<Map<string, Lot[]>> {
  const asked = await warehouse.rows<AskedToClose>(
    `SELECT id, account, underlying, "right", strike, expiration, trading_date, sent_at FROM ${advice}
     WHERE "right" IS NOT NULL AND strike IS NOT NULL AND expiration IS NOT NULL ORDER BY id`,
  );
  if (asked.length === 0) return new Map();
  const columns = canonicalColumns('executions').map((name) => `e.${name}`);
  const executions = await warehouse.rows<StoredExecution>(
    `WITH RECURSIVE renamed AS (
       SELECT DISTINCT underlying, "right", strike, expiration, coalesce(to_underlying, underlying) AS to_underlying,
         coalesce(to_strike, strike) AS to_strike
       FROM executions WHERE action IN ('split', 'symbol_change') AND "right" IS NOT NULL
         AND (to_underlying IS NOT NULL OR to_strike IS NOT NULL)),
     wanted AS (
       SELECT underlying, "right", strike, expiration FROM ${advice}
       UNION
       SELECT r.underlying, r."right", r.strike, r.expiration FROM wanted AS w JOIN renamed AS r
         ON r.to_underlying = w.underlying AND r."right" = w."right" AND r.to_strike = w.strike AND r.expiration = w.expiration)
     SELECT e.record_id, e.extra, ${columns.join(', ')} FROM executions AS e
     SEMI JOIN wanted USING (underlying, "right", strike, expiration)
     WHERE e.trading_date <= (SELECT max(trading_date) FROM ${advice}) ORDER BY e.record_id`,
  );
  const held = new Map(asked.map(({ id }): [string, Lot[]] => [id, []]));
  const turn = turns();
  for (const own of heldByContract(asked, executions)) {
    for (const { id, lots } of own) held.get(id)?.push(...lots);
    await turn();
  }
  return held;
}
