import type { DateRange, IsoDate } from '../../domain/time/dates.js';
import { MATCH_TYPES, type MatchType } from '../../domain/matching/match-type.js';
import { TRADE_ACTIONS } from '../../domain/records/records.js';
import type { Reader } from '../duckdb/warehouse.js';

/** What there is of a trading date. */
export interface DayCounts extends Record<MatchType, number> {
  date: IsoDate;
  recommendations: number;
  executions: number;
}

/** The trading dates of a range that there is anything of, in order. */
export function dayCounts(warehouse: Reader, { from, to }: DateRange): Promise<DayCounts[]> {
  const ofType = (type: string) => `count(*) FILTER (match_type = '${type}') AS ${type}`;
  return warehouse.rows<DayCounts>(
    `WITH days AS (
       SELECT trading_date AS date, 'advice' AS what FROM (SELECT DISTINCT recommendation_id, trading_date FROM recommendations)
       UNION ALL SELECT trading_date, 'trade' FROM executions WHERE list_contains($actions, action)),
     inputs AS (
       SELECT date, count(*) FILTER (what = 'advice') AS recommendations, count(*) FILTER (what = 'trade') AS executions
       FROM days WHERE date BETWEEN $from::DATE AND $to::DATE GROUP BY date),
     made AS (
       SELECT trading_date AS date, ${MATCH_TYPES.map(ofType).join(', ')}
       FROM matches WHERE trading_date BETWEEN $from::DATE AND $to::DATE GROUP BY trading_date)
     SELECT coalesce(inputs.date, made.date) AS date, coalesce(recommendations, 0) AS recommendations,
       coalesce(executions, 0) AS executions, coalesce(consent, 0) AS consent, coalesce(modify, 0) AS modify,
       coalesce(reject, 0) AS reject, coalesce(independent, 0) AS independent, coalesce(no_action, 0) AS no_action,
       coalesce(pending, 0) AS pending
     FROM inputs FULL JOIN made ON inputs.date = made.date ORDER BY 1`,
    { from, to, actions: TRADE_ACTIONS },
  );
}

/** A match at a moment: its day, and a hash of its row. */
export interface MatchDigest {
  date: IsoDate;
  digest: string;
}

/** The matches of a range by id, to be compared with those of another moment. */
export async function matchDigests(
  warehouse: Reader,
  { from, to }: DateRange,
): Promise<ReadonlyMap<string, MatchDigest>> {
  const {
    match_id = [],
    date = [],
    digest = [],
  } = await warehouse.columns(
    `SELECT match_id, trading_date AS date, md5(m::VARCHAR) AS digest FROM matches AS m
     WHERE trading_date BETWEEN $from::DATE AND $to::DATE ORDER BY match_id, trading_date`,
    { from, to },
  );
  return new Map(
    (match_id as readonly string[]).map((id, at) => [
      id,
      { date: String(date[at]), digest: String(digest[at]) },
    ]),
  );
}

/** How many matches of each day came, went or are others than before. */
export function changedByDay(
  before: ReadonlyMap<string, MatchDigest>,
  after: ReadonlyMap<string, MatchDigest>,
): ReadonlyMap<IsoDate, number> {
  const changed = new Map<IsoDate, number>();
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(id), after.get(id)];
    if (was?.digest === is?.digest) continue;
    const date = (is ?? was)?.date ?? '';
    changed.set(date, (changed.get(date) ?? 0) + 1);
  }
  return changed;
}
