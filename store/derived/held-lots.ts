import { heldByContract, type AskedToClose } from '../../domain/positions/held-when-advised.js';
import type { Lot } from '../../domain/positions/lot.js';
import { executionsOfContracts } from '../inputs/contract-executions.js';
import { staleOf } from '../stale.js';
import { turns } from '../turns.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/** SQL of the contract that advice `r` wants closed, as ("right", strike, expiration). */
export const TO_CLOSE = `
  CASE WHEN r.action = 'roll' THEN coalesce(r.from_right, r."right") ELSE r."right" END AS "right",
  CASE WHEN r.action = 'roll' THEN r.from_strike ELSE r.strike END AS strike,
  CASE WHEN r.action = 'roll' THEN r.from_expiration ELSE r.expiration END AS expiration`;

/**
 * SQL, for a WITH RECURSIVE, of the underlyings of which something else may be held, as `held_since` (underlying,
 * since): those whose matches are stale, from the first such day on, and what they were renamed into.
 */
export const HELD_SINCE = `
  renamed_since AS (
    SELECT underlying, min(from_date) AS since FROM ${staleOf('match')} GROUP BY underlying
    UNION SELECT e.to_underlying, since FROM renamed_since JOIN executions AS e USING (underlying) WHERE e.to_underlying IS NOT NULL),
  held_since AS (SELECT underlying, min(since) AS since FROM renamed_since GROUP BY underlying)`;

/**
 * The lots that were open, when advice came, of the contract that it wants closed, by its id. `advice` is a table of
 * (id, account, underlying, "right", strike, expiration, trading_date, sent_at). Only executions of these contracts are
 * read, and of those that were renamed into them.
 */
export async function heldLots(warehouse: Warehouse, advice: string): Promise<Map<string, Lot[]>> {
  const asked = await warehouse.rows<AskedToClose>(
    `SELECT id, account, underlying, "right", strike, expiration, trading_date, sent_at FROM ${advice}
     WHERE "right" IS NOT NULL AND strike IS NOT NULL AND expiration IS NOT NULL ORDER BY id`,
  );
  if (asked.length === 0) return new Map();
  const executions = await executionsOfContracts(warehouse, {
    contracts: advice,
    through: `(SELECT max(trading_date) FROM ${advice})`,
  });
  const held = new Map(asked.map(({ id }): [string, Lot[]] => [id, []]));
  const turn = turns();
  for (const own of heldByContract(asked, executions)) {
    for (const { id, lots } of own) held.get(id)?.push(...lots);
    await turn();
  }
  return held;
}
