import { oldestBarFor } from '../../domain/counterfactual/counterfactual-model.js';
import { whyNotJudged, type NotJudged } from '../../domain/counterfactual/why-not-judged.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';

/** Why advice has no comparison with what the human did; null where it has one, and for a trade without advice. */
export async function notJudged(warehouse: Reader, matchId: string): Promise<string | null> {
  const [known] = await warehouse.rows<
    Omit<NotJudged, 'hasBarOnHorizon'> & { isJudged: boolean; barBefore: IsoDate | null }
  >(
    `WITH m AS (
       SELECT matches.*, c.horizon, c.source, c.human_pnl IS NOT NULL AND c.pnl_mid IS NOT NULL AS compared
       FROM matches LEFT JOIN counterfactuals AS c USING (match_id) WHERE matches.match_id = $matchId AND matches.recommendation_id IS NOT NULL),
     bar AS (
       SELECT max(bars.trading_date) AS last, max(bars.trading_date) FILTER (bars.trading_date <= m.horizon) AS before
       FROM bars JOIN m ON bars.symbol = m.underlying WHERE "interval" = '1d')
     SELECT m.action, m.underlying, m.match_type = 'pending' AS "isPending", m.exclusion_reason, coalesce(m.judged, FALSE) AS judged,
       (SELECT min(other.recommendation_id) FROM matches AS other WHERE other.episode_id = m.episode_id AND other.judged) AS "judgedAdvice",
       EXISTS (SELECT 1 FROM recommendations AS r WHERE r.recommendation_id = m.recommendation_id AND r.legs IS NOT NULL) AS "isStructure",
       m.trading_date, (SELECT max(through_date) FROM outcomes_through) AS through, m.horizon, m.source IS NOT NULL AS "isWithoutPrice",
       bar.last AS "lastBar", bar.before AS "barBefore",
       coalesce(m.compared, FALSE) AS "isJudged",
       EXISTS (SELECT 1 FROM off_scale AS o WHERE o.symbol = m.underlying
         AND coalesce(o.from_date <= m.horizon, TRUE) AND coalesce(o.until_date > m.trading_date, TRUE)) AS "isOffScale",
       EXISTS (SELECT 1 FROM market_events AS e WHERE e.kind = 'split' AND e.underlying = m.underlying
           AND e.date > m.trading_date AND e.date <= m.horizon)
         OR EXISTS (SELECT 1 FROM executions AS e WHERE e.action = 'split' AND e.underlying = m.underlying
           AND e.trading_date > m.trading_date AND e.trading_date <= m.horizon) AS "isSplit"
     FROM m, bar ORDER BY m.trading_date DESC LIMIT 1`,
    { matchId },
  );
  if (known === undefined || known.isJudged) return null;
  const { horizon, barBefore } = known;
  const hasBarOnHorizon = horizon !== null && barBefore !== null && barBefore >= oldestBarFor(horizon);
  return whyNotJudged({ ...known, hasBarOnHorizon });
}
