import type { ExportedTable } from '../exported-table.js';
import { sqlText } from '../staging/datasets.js';
import { askModels, rolledOutModels, type AskedModel } from './model-chances.js';
import { ASKED, KNOWN } from './scenario-times.js';
import { askVersions, type AskedVersion } from './version-vetoes.js';

/**
 * What each policy does about each scenario: the algorithm as it advised, its versions, the baselines and the models.
 * Of a model that said something before the outcome was known it is that; else its weights are asked now, and a
 * scenario that it may have been made of is marked. It is computed whenever it is read, and stored nowhere.
 */
export const rolloutsTable: ExportedTable = {
  name: 'rollouts',
  columns: {
    scenario_id: 'text',
    policy: 'text',
    action: 'text',
    probabilities: 'json',
    vetoes: 'list',
    final_action: 'text',
    in_sample: 'boolean',
  },
  order: ['scenario_id', 'policy'],
  async rows({ warehouse, home }) {
    const ids = await rolledOutModels(home);
    const models = await askModels({ warehouse, home }, ids);
    const versions = await askVersions(warehouse);
    return rolloutsQuery({ ids, models, versions });
  },
};

/** Policies that may have said something: by their names in the table of predictions. */
const BASELINE_POLICIES = ['base_rate', 'always_follow', 'clone'] as const;

/** SQL of a chance as JSON has it. */
const chance = (value: string) => `CASE ${value} WHEN 0 THEN '0' WHEN 1 THEN '1' ELSE ${value}::VARCHAR END`;

/** SQL of the rows, a relation in brackets; of what the models and versions came to when they were asked. */
function rolloutsQuery({
  ids,
  models,
  versions,
}: {
  ids: readonly string[];
  models: readonly AskedModel[];
  versions: readonly AskedVersion[];
}): string {
  const named = [...BASELINE_POLICIES, ...ids].map(sqlText).join(', ');
  const weights = models.map(
    ({ model_id, seenThrough }, i) => `UNION ALL
      SELECT scenario_id, ${sqlText(model_id)}, skip_${i}, follow_${i}, asked <= ${seenThrough} FROM asked JOIN model_chances USING (scenario_id)
      WHERE isfinite(follow_${i})`,
  );
  return `(
    WITH asked AS (
      SELECT scenario_id, s.algorithm_version, ${ASKED} AS asked, r.vetoes AS against
      FROM scenarios AS s JOIN scenario_results AS r USING (scenario_id)),
    said AS (
      SELECT scenario_id, model_id AS policy, action, action_probabilities AS probabilities, vetoes, final_action, FALSE AS in_sample
      FROM predictions SEMI JOIN asked USING (scenario_id) WHERE model_id IN (${named})
      QUALIFY row_number() OVER (PARTITION BY scenario_id, model_id ORDER BY source, kept, role) = 1),
    learned AS (
      SELECT ${KNOWN} AS known, count(*) AS labels, count(*) FILTER (label = 1) AS gains FROM scenarios
      WHERE status = 'labelled' AND label IS NOT NULL AND reward IS NOT NULL AND labelled_at IS NOT NULL GROUP BY known),
    rates AS (SELECT known, (sum(gains) OVER past + 1) / (sum(labels) OVER past + 2) AS rate FROM learned WINDOW past AS (ORDER BY known)),
    chances AS (
      SELECT scenario_id, 'always_follow' AS policy, 0::DOUBLE AS skip, 1::DOUBLE AS follow, FALSE AS in_sample FROM asked UNION ALL
      SELECT scenario_id, 'base_rate', (NOT coalesce(rate > 0.5, FALSE))::INTEGER, coalesce(rate > 0.5, FALSE)::INTEGER, FALSE
      FROM asked ASOF LEFT JOIN rates ON asked > known ${weights.join(' ')}),
    sent AS (
      SELECT scenario_id, 'algorithm' AS policy, against, FALSE AS in_sample FROM asked ${versionsQuery(versions)})
    FROM said UNION ALL
    SELECT scenario_id, policy, CASE WHEN follow > 0.5 THEN 'follow' ELSE 'skip' END,
      concat('{"follow":', ${chance('follow')}, ',"skip":', ${chance('skip')}, '}'), CASE WHEN follow > 0.5 THEN against ELSE [] END,
      CASE WHEN follow > 0.5 AND len(against) = 0 THEN 'follow' ELSE 'skip' END, in_sample
    FROM chances JOIN asked USING (scenario_id) ANTI JOIN said USING (scenario_id, policy) UNION ALL
    SELECT scenario_id, policy, 'follow', '{"follow":1,"skip":0}', against, CASE WHEN len(against) = 0 THEN 'follow' ELSE 'skip' END, in_sample
    FROM sent)`;
}

/** A version that was made later has been made with the advice in view. */
function versionsQuery(versions: readonly AskedVersion[]): string {
  if (versions.length === 0) return '';
  const rows = versions.map(
    ({ version, algorithm, created_at }) =>
      `(${sqlText(version)}, '${algorithm}', ${created_at === null ? 'NULL' : Date.parse(created_at)})`,
  );
  const ours = versions
    .filter(({ algorithm }) => algorithm === 'reference')
    .map(({ version }) => sqlText(version));
  const isOurs = ours.length === 0 ? 'FALSE' : `algorithm_version IN (${ours.join(', ')})`;
  return `UNION ALL
    SELECT scenario_id, 'algorithm:' || version, coalesce(vetoes, []), coalesce(asked <= made, FALSE)
    FROM asked JOIN (VALUES ${rows.join(', ')}) AS versions(version, algorithm, made)
      ON algorithm = CASE WHEN ${isOurs} THEN 'reference' WHEN algorithm_version IS NOT NULL THEN 'other' END
    LEFT JOIN version_vetoes USING (scenario_id, version)`;
}
