import type { Estimate } from '../../domain/number/combined-interval.js';
import type { Decimal } from '../../domain/number/decimal.js';
import type { Reader } from '../duckdb/warehouse.js';
import { WHICH_MATCHES, type CountedMatches } from './divergence.js';

/** What the decisions of one side came to: of those whose every lot is closed, on the economic view. */
export interface RealisedSide {
  followed: boolean;
  currency: string | null;
  decisions: number;
  total: Decimal;
  median: Decimal;
  won: number;
}

/** Of advice that was followed and of advice that was answered otherwise, by currency. */
export function realisedSides(warehouse: Reader, counted: CountedMatches): Promise<RealisedSide[]> {
  return warehouse.rows<RealisedSide>(
    `WITH decided AS (
       SELECT match_id, match_type = 'consent' AS followed FROM matches
       WHERE ${WHICH_MATCHES} AND match_type IN ('consent', 'modify', 'reject') AND NOT coalesce(excluded, FALSE)),
     realised AS (
       SELECT match_id, followed, any_value(currency) AS currency, sum(pnl_economic)::DECIMAL(38,10) AS pnl
       FROM decided JOIN outcomes USING (match_id) GROUP BY match_id, followed
       HAVING count(*) = count(pnl_economic) AND count(DISTINCT coalesce(currency, '')) = 1)
     SELECT followed, currency, count(*) AS decisions, sum(pnl)::DECIMAL(38,10) AS total,
       quantile_cont(pnl, 0.5)::DECIMAL(38,10) AS median, count(*) FILTER (pnl > 0) AS won
     FROM realised GROUP BY followed, currency ORDER BY followed, currency`,
    { ...counted },
  );
}

/** How many counterfactuals of a period had which verdict, and what they add up to, by underlying and currency. */
export interface Judged extends Omit<Estimate, 'cluster'> {
  underlying: string;
  currency: string | null;
  user_better: number;
  algorithm_better: number;
  neutral: number;
  undetermined: number;
}

export function judgedIn(warehouse: Reader, counted: CountedMatches): Promise<Judged[]> {
  const ofVerdict = (verdict: string) => `count(*) FILTER (c.verdict = '${verdict}') AS ${verdict}`;
  return warehouse.rows<Judged>(
    `WITH decided AS (
       SELECT recommendation_id, underlying FROM matches
       WHERE ${WHICH_MATCHES} AND recommendation_id IS NOT NULL AND NOT coalesce(excluded, FALSE))
     SELECT d.underlying, c.currency, ${['user_better', 'algorithm_better', 'neutral', 'undetermined'].map(ofVerdict).join(', ')},
       sum(difference_low)::DECIMAL(38,10) AS low, sum(difference_mid)::DECIMAL(38,10) AS mid,
       sum(difference_high)::DECIMAL(38,10) AS high
     FROM counterfactuals AS c JOIN decided AS d USING (recommendation_id)
     WHERE c.source <> 'none' AND difference_mid IS NOT NULL
     GROUP BY d.underlying, c.currency ORDER BY d.underlying, c.currency`,
    { ...counted },
  );
}
