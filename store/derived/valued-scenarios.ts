import type { ValuedScenarios } from '../../domain/learning/off-policy/valued-scenarios.js';
import { whole } from '../duckdb/nearest-doubles.js';
import type { Reader } from '../duckdb/warehouse.js';
import { ASKED, KNOWN } from './scenario-times.js';

/**
 * The scenarios that models of a lineage and specification said something about before their labels were known, and
 * the holds and waits whose chance was logged, as they were by a moment, in milliseconds since 1970. What was said live
 * comes before what folds said; of each the first that was kept. Of what is not determined the counterfactual says from
 * what to what it may come to.
 */
export async function valuedScenarios(
  warehouse: Reader,
  { lineage, spec_id, end }: { lineage: string; spec_id: string; end: number },
): Promise<ValuedScenarios> {
  const read = await whole(
    warehouse.doubles(
      `WITH said AS (
         SELECT scenario_id, (source = 'live')::INTEGER::DOUBLE AS live, (action = 'follow')::INTEGER::DOUBLE AS acts,
           (action_probabilities->>'follow')::DOUBLE AS follow
         FROM predictions
         WHERE lineage = $lineage AND spec_id = $spec_id AND model_id <> lineage AND role <> 'previous'
         QUALIFY row_number() OVER (PARTITION BY scenario_id ORDER BY source, kept, role IN ('shadow', 'canary') DESC, model_id) = 1),
       known AS (
         SELECT *, action IN ('hold', 'wait') AS is_idle, ${ASKED} AS asked, coalesce(${KNOWN} > $end::BIGINT, FALSE) AS is_later
         FROM scenarios WHERE ${ASKED} < $end::BIGINT)
       SELECT CASE WHEN is_later THEN 'pending' ELSE k.status END AS status, asked::DOUBLE AS asked,
         (k.trading_date - DATE '1970-01-01')::DOUBLE AS day, is_idle::INTEGER::DOUBLE AS idle, k.propensity,
         said.live, said.follow, said.acts, (len(r.vetoes) > 0)::INTEGER::DOUBLE AS vetoed,
         CASE WHEN k.status = 'labelled' AND NOT is_later THEN r.net_reward END AS reward,
         CASE WHEN k.status = 'labelled' AND NOT is_later THEN r.net_usd END AS usd,
         CASE WHEN k.status = 'undetermined' THEN w.reward_low END AS reward_low,
         CASE WHEN k.status = 'undetermined' THEN w.reward_high END AS reward_high,
         c.pnl_low::DOUBLE AS usd_low, c.pnl_high::DOUBLE AS usd_high
       FROM known AS k JOIN scenario_results AS r USING (scenario_id) LEFT JOIN said USING (scenario_id)
       LEFT JOIN rewards AS w ON w.scenario_id = k.scenario_id AND w.action = 'follow' AND w.source = 'counterfactual'
       LEFT JOIN counterfactuals AS c ON c.recommendation_id = k.recommendation_id AND c.match_id = k.match_id
       WHERE said.follow IS NOT NULL OR (is_idle AND k.propensity IS NOT NULL) ORDER BY asked, scenario_id`,
      { lineage, spec_id, end: String(end) },
    ),
  );
  const numbers = (name: keyof ValuedScenarios) => (read[name] ?? new Float64Array()) as Float64Array;
  return {
    status: (read['status'] ?? []) as ValuedScenarios['status'],
    ...{ asked: numbers('asked'), day: numbers('day'), idle: numbers('idle') },
    ...{ propensity: numbers('propensity'), live: numbers('live'), follow: numbers('follow') },
    ...{ acts: numbers('acts'), vetoed: numbers('vetoed'), reward: numbers('reward'), usd: numbers('usd') },
    ...{ reward_low: numbers('reward_low'), reward_high: numbers('reward_high') },
    ...{ usd_low: numbers('usd_low'), usd_high: numbers('usd_high') },
  };
}
