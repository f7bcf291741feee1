import type { IsoDate } from '../../domain/time/dates.js';
import { dayOf } from '../staging/session-calendar.js';
import type { Reader } from '../duckdb/warehouse.js';

/** How much lies before a day and not before another. */
export interface LeftOut {
  matches: number;
  outcomes: number;
  summaries: number;
  /** Matches from the day on. */
  remaining: number;
}

/** What an epoch that begins on a day leaves out that the one before it did not. */
export async function leftOut(
  warehouse: Reader,
  { from, before }: { from: IsoDate | null; before: IsoDate },
): Promise<LeftOut> {
  const lies = (day: string) => `${day} < $before::DATE AND ${day} >= coalesce($from, '0001-01-01')::DATE`;
  const [counts] = await warehouse.rows<LeftOut>(
    `SELECT (SELECT count(*) FROM matches WHERE ${lies('trading_date')}) AS matches,
       (SELECT count(*) FROM outcomes WHERE closed_at IS NOT NULL AND ${lies(dayOf('closed_at'))}) AS outcomes,
       (SELECT count(*) FROM (
          SELECT DISTINCT date_trunc('week', make_date(year, 1, 4))::DATE + 7 * (week - 1) + 6 AS sunday FROM weekly_summaries)
        WHERE ${lies('sunday')}) AS summaries,
       (SELECT count(*) FROM matches WHERE trading_date >= $before::DATE) AS remaining`,
    { from, before },
  );
  return counts ?? { matches: 0, outcomes: 0, summaries: 0, remaining: 0 };
}
