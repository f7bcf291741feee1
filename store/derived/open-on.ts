import { heldAtEnd } from '../../domain/positions/open-positions.js';
import type { Position } from '../../domain/positions/positions.js';
import type { StoredExecution } from '../../domain/records/execution-order.js';
import { earlierOf, type IsoDate } from '../../domain/time/dates.js';
import { OF_EXECUTION } from '../inputs/contract-executions.js';
import { madeThrough } from '../inputs/description.js';
import { dayOf } from '../staging/session-calendar.js';
import type { Reader } from '../duckdb/warehouse.js';

/** What each account held at the end of a day, and that day; null where no outcomes are computed. */
export interface OpenOn {
  day: IsoDate | null;
  positions: Position[];
}

/**
 * What the books of all accounts together said at the end of a day, or of the last one that outcomes are computed
 * through, where that is earlier. With `expiresBy` only what expires by then. The books are made again from the
 * executions up to that day: what split, was renamed or was transferred away since stands as it was.
 */
export async function openOn(
  warehouse: Reader,
  { day: asked, expiresBy = null }: { day: IsoDate; expiresBy?: IsoDate | null },
): Promise<OpenOn> {
  const { outcomes_through } = await madeThrough(warehouse);
  if (outcomes_through === null) return { day: null, positions: [] };
  const day = earlierOf(asked, outcomes_through);
  const executions = await warehouse.rows<StoredExecution>(
    `WITH RECURSIVE names AS (
       SELECT account, underlying FROM outcomes
       -- Before any day is worked out: New York is never a day ahead of UTC.
       WHERE (closed_at IS NULL OR closed_at > $day)
         AND opened_at IS NOT NULL AND ${dayOf('opened_at')} <= $day::DATE
         AND (closed_at IS NULL OR ${dayOf('closed_at')} > $day::DATE)
         AND ($expiresBy::DATE IS NULL OR expiration BETWEEN $day::DATE AND $expiresBy::DATE)
       UNION SELECT account, underlying FROM executions
         WHERE action = 'transfer' AND direction = 'out' AND ${dayOf('executed_at')} > $day::DATE
       UNION SELECT e.account, e.underlying FROM names
         JOIN executions AS e ON e.account = names.account AND e.to_underlying = names.underlying)
     SELECT ${OF_EXECUTION} FROM executions AS e SEMI JOIN names USING (account, underlying)
     WHERE e.trading_date <= $through::DATE AND ${dayOf('e.executed_at')} <= $day::DATE
       AND (e.expiration IS NULL OR e.expiration > $day::DATE)
     ORDER BY e.trading_date, e.record_id`,
    { day, expiresBy, through: outcomes_through },
  );
  return { day, positions: heldAtEnd(executions, day) };
}
