import type { DateRange } from '../../domain/time/dates.js';
import { latestRevision } from '../derived/latest-revision.js';
import type { Reader } from '../duckdb/warehouse.js';
import { dayOf } from '../staging/session-calendar.js';

/** What a week's advice asked for, and who was right of what was judged in it. */
export interface WeekFigures {
  actions: { action: string; count: number }[];
  verdicts: { verdict: string; count: number }[];
  /** Closings whose P&L is known, and those of them that won. */
  closings: number;
  won: number;
  /** Decisions judged in it, and those of them that would have won as advised, by the middle of the model. */
  judged: number;
  advised_won: number;
}

export async function weekFigures(warehouse: Reader, { from, to }: DateRange): Promise<WeekFigures> {
  const [closed] = await warehouse.rows<{ closings: number; won: number }>(
    `SELECT count(pnl) AS closings, count(*) FILTER (pnl > 0) AS won FROM outcomes
     WHERE closed_at IS NOT NULL AND ${dayOf('closed_at')} BETWEEN $from::DATE AND $to::DATE`,
    { from, to },
  );
  const [advised] = await warehouse.rows<{ judged: number; advised_won: number }>(
    `SELECT count(pnl_mid) AS judged, count(*) FILTER (pnl_mid > 0) AS advised_won FROM counterfactuals
     WHERE source <> 'none' AND horizon BETWEEN $from::DATE AND $to::DATE`,
    { from, to },
  );
  return {
    actions: await warehouse.rows(
      `SELECT action, count(*) AS count FROM (
         SELECT recommendation_id, action FROM recommendations AS r
         WHERE trading_date BETWEEN $from::DATE AND $to::DATE ${latestRevision('r')})
       GROUP BY action ORDER BY action`,
      { from, to },
    ),
    verdicts: await warehouse.rows(
      `SELECT verdict, count(*) AS count FROM counterfactuals
       WHERE source <> 'none' AND verdict IS NOT NULL AND horizon BETWEEN $from::DATE AND $to::DATE
       GROUP BY verdict ORDER BY verdict`,
      { from, to },
    ),
    closings: closed?.closings ?? 0,
    won: closed?.won ?? 0,
    ...(advised ?? { judged: 0, advised_won: 0 }),
  };
}
