import type { IsoWeek } from '../../domain/time/iso-week.js';
import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import type { Dataset } from '../../domain/records/records.js';
import { dayOf } from '../staging/session-calendar.js';
import type { Reader } from '../duckdb/warehouse.js';

/** What would go: SQL of the records of each dataset, and the imports that they are of. */
export interface WouldGo {
  going: Partial<Record<Dataset, string>>;
  seqs: readonly number[];
}

/**
 * The published weeks whose figures can change when records go. Those of the records themselves; of the matches that
 * have them, are of one unit or episode with them, or would be pending since the account is known less far; of what the
 * same positions closed later; of the comparisons that end there; and of the habits that are looked for from then on.
 * No week that is not among them changes; some of them may not.
 */
export async function weeksTouched(warehouse: Reader, { going, seqs }: WouldGo): Promise<IsoWeek[]> {
  const rows = await warehouse.rows<{ week: IsoWeek }>(
    `WITH gone_fills AS (${going.executions ? `SELECT ${FILL} FROM ${going.executions}` : NO_FILLS}),
     gone_advice AS (${going.recommendations ? `SELECT recommendation_id, underlying, trading_date AS day FROM ${going.recommendations}` : NO_ADVICE}),
     gone_prices AS (${pricesOf(going)}),
     ${knownLess(seqs)},
     first_touched AS (
       SELECT underlying, min(day) AS day FROM (
         SELECT underlying, day FROM gone_fills UNION ALL SELECT underlying, day FROM gone_advice) GROUP BY underlying),
     concerned AS (
       SELECT match_id, unit_id, episode_id FROM matches AS m
       WHERE EXISTS (SELECT 1 FROM gone_fills AS g WHERE list_contains(coalesce(m.fill_record_ids, []), g.record_id))
         OR m.recommendation_id IN (SELECT recommendation_id FROM gone_advice)
         OR EXISTS (SELECT 1 FROM gone_advice AS g WHERE g.underlying = m.underlying
           AND m.trading_date BETWEEN g.day - ${NEXT_SESSION_DAYS} AND g.day + ${NEXT_SESSION_DAYS})
         OR EXISTS (SELECT 1 FROM gone_fills AS g WHERE g.underlying = m.underlying
           AND m.trading_date BETWEEN g.day - ${NEXT_SESSION_DAYS} AND g.day + ${NEXT_SESSION_DAYS})
         OR EXISTS (SELECT 1 FROM known_less AS k WHERE (m.account IS NULL OR m.account = k.account)
           AND m.recommendation_id IS NOT NULL AND m.window_closes > k.covered AND m.match_type <> 'pending')
         -- What the position makes of a trade, and which one advice is about, follow from all that was done before.
         OR EXISTS (SELECT 1 FROM first_touched AS f WHERE f.underlying = m.underlying AND m.trading_date >= f.day
           AND m.action IN ('roll', 'buy_to_close', 'sell_to_close', 'hold', 'buy', 'sell'))),
     -- Where a person linked what lies far apart and one of the two goes, the other competes again where it is.
     linked AS (
       SELECT underlying, trading_date, fill_record_ids FROM matches SEMI JOIN concerned USING (match_id) WHERE linked_by = 'user'),
     freed AS (
       SELECT underlying, trading_date AS day FROM linked
       UNION SELECT underlying, e.trading_date FROM executions AS e JOIN (
         SELECT underlying, unnest(fill_record_ids) AS record_id FROM linked) USING (underlying, record_id)),
     own AS (
       FROM concerned
       UNION SELECT m.match_id, m.unit_id, m.episode_id FROM matches AS m JOIN freed AS f ON f.underlying = m.underlying
         AND m.trading_date BETWEEN f.day - ${NEXT_SESSION_DAYS} AND f.day + ${NEXT_SESSION_DAYS}),
     touched AS (
       SELECT DISTINCT m.match_id, m.trading_date FROM matches AS m
       WHERE m.match_id IN (SELECT match_id FROM own) OR m.unit_id IN (SELECT unit_id FROM own)
         OR m.episode_id IN (SELECT episode_id FROM own WHERE episode_id IS NOT NULL)),
     units AS (
       SELECT o.unit_id, min(g.day) AS day FROM outcomes AS o JOIN gone_fills AS g ON o.account = g.account
         AND (o.underlying = g.underlying OR o.underlying = g.to_underlying)
         AND ((o."right" IS NOT DISTINCT FROM g."right" AND o.strike IS NOT DISTINCT FROM g.strike AND o.expiration IS NOT DISTINCT FROM g.expiration)
           OR o.unit_id LIKE 'linked:%')
       GROUP BY o.unit_id),
     closed AS (
       SELECT ${dayOf('closed_at')} AS day, match_id, closing_match_id, account, underlying FROM outcomes JOIN units USING (unit_id)
       WHERE closed_at IS NOT NULL AND ${dayOf('closed_at')} >= units.day - ${NEXT_SESSION_DAYS}),
     compared AS (
       SELECT c.horizon AS day FROM counterfactuals AS c LEFT JOIN first_touched AS f ON f.underlying = c.unit_id
         LEFT JOIN gone_prices AS p ON p.underlying = c.unit_id
       WHERE c.horizon IS NOT NULL AND (
         c.match_id IN (SELECT match_id FROM touched)
         OR c.horizon >= f.day
         OR c.horizon >= p.day)),
     days AS (
       SELECT day FROM gone_fills UNION SELECT day FROM gone_advice UNION SELECT trading_date FROM touched UNION SELECT day FROM freed
       UNION SELECT day FROM closed UNION SELECT day FROM compared),
     -- Habits are of all that was decided before, in the order of advice, at the volatility of its day.
     first_day AS (SELECT min(day) AS day FROM (SELECT day FROM days UNION ALL SELECT day FROM gone_prices)),
     weeks AS (
       SELECT isoyear(day) AS year, week(day) AS week FROM days
       UNION SELECT year, week FROM pattern_weeks JOIN first_day
         ON date_trunc('week', make_date(year, 1, 4))::DATE + 7 * week - 1 >= first_day.day)
     SELECT DISTINCT format('{:04d}-W{:02d}', year, week) AS week FROM weekly_summaries SEMI JOIN weeks USING (year, week) ORDER BY week`,
  );
  return rows.map(({ week }) => week);
}

const FILL = `record_id, account, underlying, to_underlying, "right", strike, expiration, trading_date AS day`;
const NO_FILLS = `SELECT record_id, account, underlying, to_underlying, "right", strike, expiration, trading_date AS day FROM executions LIMIT 0`;
const NO_ADVICE = `SELECT recommendation_id, underlying, trading_date AS day FROM recommendations LIMIT 0`;

/** From which day on prices are others, by symbol; a split changes all that was before it. */
function pricesOf({ bars, market_events }: WouldGo['going']): string {
  const parts = [
    ...(bars ? [`SELECT symbol AS underlying, min(trading_date) AS day FROM ${bars} GROUP BY symbol`] : []),
    ...(market_events
      ? [`SELECT underlying, DATE '1900-01-01' AS day FROM ${market_events} GROUP BY underlying`]
      : []),
  ];
  return parts.length === 0
    ? `SELECT symbol AS underlying, trading_date AS day FROM bars LIMIT 0`
    : `SELECT underlying, min(day) AS day FROM (${parts.join(' UNION ALL ')}) GROUP BY underlying`;
}

/** How far the accounts of these imports are known without them, where that is less far than now. */
function knownLess(seqs: readonly number[]): string {
  const ofThese = `seq IN (${seqs.join(', ')})`;
  return `
     covered AS (SELECT seq, unnest(accounts) AS account, covered_through FROM imports WHERE NOT retracted),
     known_less AS (
       SELECT account, coalesce(max(covered_through) FILTER (NOT ${ofThese}), DATE '0001-01-01') AS covered FROM covered
       GROUP BY account
       HAVING bool_or(${ofThese}) AND max(covered_through) > coalesce(max(covered_through) FILTER (NOT ${ofThese}), DATE '0001-01-01'))`;
}
