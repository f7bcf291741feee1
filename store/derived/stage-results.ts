import { STAGES, type StageModel, type StageResults } from '../../domain/learning/report/beside-rule.js';
import { whole } from '../duckdb/nearest-doubles.js';
import type { Reader } from '../duckdb/warehouse.js';
import { ASKED, DAY_KNOWN, KNOWN, knownMs } from './scenario-times.js';

/** Rows of predictions that a stage is about. */
const SAID_IN: Readonly<Record<StageModel['stage'], string>> = {
  backtest: `source = 'walk_forward'`,
  paper: `source = 'live' AND role = 'shadow'`,
  canary: `source = 'live' AND role = 'canary'`,
  champion: `source = 'live' AND role = 'champion'`,
};

/**
 * What following came to after costs in the scenarios whose labels were known by a moment, in milliseconds since 1970,
 * and of which models of a stage's lineage and specification had said something before: of each the first that was
 * kept. What folds of a later training say has no part in it.
 */
export async function stageResults(
  warehouse: Reader,
  { models, end }: { models: readonly StageModel[]; end: number },
): Promise<StageResults> {
  const stages = STAGES.map((stage, place) => `WHEN ${SAID_IN[stage]} THEN ${place}`);
  const read = await whole(
    warehouse.doubles(
      `WITH models AS (
         SELECT unnest($stages)::INTEGER AS stage, unnest($lineages) AS lineage, unnest($specifications) AS spec_id),
       said AS (
         SELECT CASE ${stages.join(' ')} END AS stage, * FROM predictions WHERE model_id <> lineage),
       own AS (FROM said SEMI JOIN models USING (stage, lineage, spec_id)),
       later AS (
         SELECT model_id FROM own WHERE source = 'walk_forward' GROUP BY model_id
         HAVING ${knownMs('max(trained_through)')} > $end::BIGINT),
       firsts AS (
         SELECT stage, scenario_id, arg_min(action, {'kept': kept, 'model_id': model_id}) AS action FROM own
         WHERE source = 'live' OR model_id NOT IN (FROM later) GROUP BY stage, scenario_id),
       known AS (
         SELECT scenario_id, ${KNOWN} AS known_at, ${DAY_KNOWN} AS day FROM scenarios
         WHERE status = 'labelled' AND label IS NOT NULL AND reward IS NOT NULL AND labelled_at IS NOT NULL
           AND ${KNOWN} <= $end::BIGINT AND ${ASKED} < $end::BIGINT)
       SELECT stage::DOUBLE AS stage, (day - DATE '1970-01-01')::DOUBLE AS day, (action = 'follow')::INTEGER::DOUBLE AS follows,
         (len(r.vetoes) > 0)::INTEGER::DOUBLE AS vetoed, r.net_reward AS reward, r.net_usd AS usd
       FROM firsts JOIN known USING (scenario_id) JOIN scenario_results AS r USING (scenario_id)
       WHERE r.net_reward IS NOT NULL AND r.net_usd IS NOT NULL ORDER BY stage, day, known_at, scenario_id`,
      {
        stages: models.map(({ stage }) => String(STAGES.indexOf(stage))),
        lineages: models.map(({ lineage }) => lineage),
        specifications: models.map(({ spec_id }) => spec_id),
        end: String(end),
      },
    ),
  );
  const numbers = (name: keyof StageResults) => (read[name] ?? new Float64Array()) as Float64Array;
  return {
    ...{ stage: numbers('stage'), day: numbers('day'), follows: numbers('follows') },
    ...{ vetoed: numbers('vetoed'), reward: numbers('reward'), usd: numbers('usd') },
  };
}
