import type { DateRange, IsoDate } from '../../domain/time/dates.js';
import { MATCH_TYPES, type MatchType } from '../../domain/matching/match-type.js';
import { TRADE_ACTIONS } from '../../domain/records/records.js';
import { rowsIn } from '../duckdb/columns.js';
import type { Reader } from '../duckdb/warehouse.js';
import { turns } from '../turns.js';

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
  const digests = new Map<string, MatchDigest>();
  const chunks = warehouse.chunks(
    `SELECT match_id, trading_date AS date, hash(m)::VARCHAR AS digest FROM matches AS m
     WHERE trading_date BETWEEN $from::DATE AND $to::DATE ORDER BY match_id, trading_date`,
    { from, to },
  );
  for await (const chunk of chunks)
    for (const { match_id, ...one } of rowsIn<MatchDigest & { match_id: string }>(chunk))
      digests.set(match_id, one);
  return digests;
}

const AT_ONCE = 1_000;

/** How many matches of each day came, went or are others than before. */
export async function changedByDay(
  before: ReadonlyMap<string, MatchDigest>,
  after: ReadonlyMap<string, MatchDigest>,
): Promise<ReadonlyMap<IsoDate, number>> {
  const changed = new Map<IsoDate, number>();
  const count = (date: IsoDate) => changed.set(date, (changed.get(date) ?? 0) + 1);
  const turn = turns();
  let looked = 0;
  for (const [id, { date, digest }] of after) {
    if ((looked += 1) % AT_ONCE === 0) await turn();
    if (before.get(id)?.digest !== digest) count(date);
  }
  for (const [id, { date }] of before) {
    if ((looked += 1) % AT_ONCE === 0) await turn();
    if (!after.has(id)) count(date);
  }
  return changed;
}
