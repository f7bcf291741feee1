import type { ScenarioResult } from '../../domain/learning/backtest/scenario-result.js';
import type { FeatureSpecification } from '../../domain/learning/features/feature-specification.js';
import type { ReportedScenario } from '../../domain/learning/report/reported-scenario.js';
import type { Scenarios } from '../../domain/learning/scenarios/scenarios.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';
import type { ExportedTable } from '../exported-table.js';
import { COPIES_WITH_PARENTS } from './perturbed-scenarios.js';
import { clearStale, staleOf } from '../stale.js';
import { noteInputs } from './scenario-inputs.js';

/** Advice that asked for a decision, and whether following it paid. */
export const scenariosTable: ExportedTable = {
  name: 'scenarios',
  columns: {
    scenario_id: 'text',
    recommendation_id: 'text',
    match_id: 'text',
    sent_at: 'text',
    trading_date: 'date',
    account: 'text',
    underlying: 'text',
    action: 'text',
    chosen: 'text',
    propensity: 'double',
    propensity_source: 'text',
    algorithm_version: 'text',
    status: 'text',
    exogenous_reason: 'text',
    labelled_at: 'text',
    label: 'integer',
    reward: 'double',
    reward_raw: 'decimal',
    reward_clipped: 'boolean',
    reward_source: 'text',
    weight: 'double',
    synthetic: 'boolean',
    parent_scenario_id: 'text',
    spec_id: 'text',
    features_hash: 'text',
    flags: 'list',
  },
  order: ['scenario_id'],
  day: 'exported.trading_date',
  rows: () =>
    Promise.resolve(
      `(FROM scenarios UNION ALL
        SELECT s.* REPLACE (copy.scenario_id AS scenario_id, true AS synthetic, copy.parent_scenario_id AS parent_scenario_id,
          copy.features_hash AS features_hash)
        FROM ${COPIES_WITH_PARENTS})`,
    ),
};

/** What was known of each when the advice came: a column for each feature of the specification. */
export const featuresTable: ExportedTable = {
  name: 'features',
  columns: { scenario_id: 'text', spec_id: 'text', missing: 'list' },
  async columnsIn({ warehouse }) {
    const features = (await scenariosMadeBy(warehouse))?.specification.features ?? [];
    const named = features.map(({ name }) => [`f_${name}`, 'double'] as const);
    return { ...featuresTable.columns, ...Object.fromEntries(named) };
  },
  order: ['scenario_id'],
  async rows({ warehouse }) {
    const features = (await scenariosMadeBy(warehouse))?.specification.features ?? [];
    const values = features.map(({ name }, i) => `, "values"[${i + 1}] AS "f_${name}"`);
    return `(SELECT scenario_id, spec_id, missing${values.join('')} FROM (
      SELECT scenario_id, spec_id, missing, "values" FROM scenario_features UNION ALL
      SELECT copy.scenario_id, f.spec_id, f.missing, copy."values"
      FROM ${COPIES_WITH_PARENTS} JOIN scenario_features AS f ON f.scenario_id = s.scenario_id))`;
  },
};

/** What each action came to, or would have. */
export const rewardsTable: ExportedTable = {
  name: 'rewards',
  columns: {
    scenario_id: 'text',
    action: 'text',
    reward: 'double',
    reward_low: 'double',
    reward_high: 'double',
    source: 'text',
    model_id: 'text',
  },
  order: ['scenario_id', 'action', 'source', 'model_id'],
  // What a reward model said has no interval; of a scenario that it has said twice, what it said live counts.
  rows: () =>
    Promise.resolve(
      `(SELECT scenario_id, action, reward, reward_low, reward_high, source, model_id FROM rewards UNION ALL
        SELECT scenario_id, 'follow', expected_reward, NULL, NULL, 'reward_model', model_id FROM predictions
        WHERE expected_reward IS NOT NULL QUALIFY row_number() OVER (PARTITION BY scenario_id, model_id ORDER BY source) = 1)`,
    ),
};

/** By which scenarios are made. */
export interface MadeBy {
  spec_id: string;
  specification: FeatureSpecification;
  /** Whether a person had saved it. */
  saved: boolean;
  /** What else is about all of them, as a hash: which bars are off scale, which guardrails stood when. */
  surroundings: string;
}

/** Null before there are any. */
export async function scenariosMadeBy(warehouse: Reader): Promise<MadeBy | null> {
  const [made] = await warehouse.rows<Omit<MadeBy, 'specification'> & { specification: string }>(
    'SELECT spec_id, specification, saved, surroundings FROM scenario_specification ORDER BY spec_id',
  );
  return made === undefined
    ? null
    : { ...made, specification: JSON.parse(made.specification) as FeatureSpecification };
}

/** Whether anything that scenarios are made from has changed since they were. */
export async function areScenariosStale(warehouse: Reader): Promise<boolean> {
  const marks = await warehouse.rows(`SELECT from_date FROM ${staleOf('scenarios')} LIMIT 1`);
  return marks.length > 0;
}

/** How many there are of each status. */
export async function scenarioCounts(warehouse: Reader): Promise<Record<string, number>> {
  const rows = await warehouse.rows<{ status: string; n: number }>(
    'SELECT status, count(*) AS n FROM scenarios GROUP BY status ORDER BY status',
  );
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}

const TABLES = ['scenarios', 'scenario_features', 'rewards', 'scenario_results'] as const;

/**
 * Writes the rows that differ from those stored, and by which specification they are made; gives how many scenarios
 * differ, those that went included. The rows are all there are, or with `since` those of advice that was sent from that
 * day on or that {@link findChangedInputs} found.
 */
export async function replaceScenarios(
  warehouse: Warehouse,
  { scenarios, features, rewards, results }: Scenarios & { results: readonly ScenarioResult[] },
  { spec_id, specification, saved, surroundings }: MadeBy,
  since: IsoDate | null,
): Promise<number> {
  const rows = { scenarios, scenario_features: features, rewards, scenario_results: results };
  return warehouse.transaction(async () => {
    await warehouse.run(
      'CREATE OR REPLACE TEMPORARY TABLE changed_scenarios AS SELECT scenario_id FROM scenarios LIMIT 0',
    );
    await warehouse.run(
      `CREATE OR REPLACE TEMPORARY TABLE made_again AS SELECT scenario_id FROM scenarios
       WHERE $since IS NULL OR left(sent_at, 10) >= $since OR recommendation_id IN (SELECT recommendation_id FROM changed_inputs)`,
      { since },
    );
    for (const table of TABLES) {
      await warehouse.run(`CREATE OR REPLACE TEMPORARY TABLE ${table}_now AS SELECT * FROM ${table} LIMIT 0`);
      await warehouse.insert(`${table}_now`, rows[table]);
      const before = `(FROM ${table} SEMI JOIN made_again USING (scenario_id))`;
      await warehouse.run(
        `INSERT INTO changed_scenarios
         SELECT scenario_id FROM ((FROM ${table}_now EXCEPT FROM ${before}) UNION ALL (FROM ${before} EXCEPT FROM ${table}_now))`,
      );
    }
    const isChanged = 'scenario_id IN (SELECT scenario_id FROM changed_scenarios)';
    for (const table of TABLES) {
      await warehouse.run(`DELETE FROM ${table} WHERE ${isChanged}`);
      await warehouse.run(`INSERT INTO ${table} SELECT * FROM ${table}_now WHERE ${isChanged} ORDER BY ALL`);
    }
    await warehouse.run('DELETE FROM scenario_specification');
    await warehouse.insert('scenario_specification', [
      { spec_id, specification: JSON.stringify(specification), saved, surroundings },
    ]);
    await noteInputs(warehouse);
    await clearStale(warehouse, 'scenarios');
    const [changed] = await warehouse.rows<{ n: number }>(
      'SELECT count(DISTINCT scenario_id) AS n FROM changed_scenarios',
    );
    return changed?.n ?? 0;
  });
}

/** All of them with their features, in the order of their ids. */
export async function reportedScenarios(warehouse: Reader): Promise<ReportedScenario[]> {
  type Stored = Omit<ReportedScenario, 'values' | 'missing'> & {
    values: readonly number[];
    missing: readonly string[];
  };
  const rows = await warehouse.rows<Stored>(
    `SELECT scenario_id, s.sent_at, s.trading_date, s.underlying, s.action, s.chosen, s.status, s.labelled_at, s.label, s.reward,
       m.answered_at, coalesce(m.window_ends, 0) AS window_ends,
       CASE WHEN m.match_type = 'reject' THEN c.horizon END AS marked_on,
       s.reward_raw, s.reward_source, f."values", f.missing,
       CASE WHEN s.chosen = 'follow' THEN m.hours_to_execution END AS delay,
       CASE WHEN s.chosen = 'follow' AND m.advised_quantity > 0
         THEN m.traded_quantity::DOUBLE / m.advised_quantity::DOUBLE END AS size
     FROM scenarios AS s JOIN scenario_features AS f USING (scenario_id) LEFT JOIN matches AS m ON m.match_id = s.match_id
       LEFT JOIN counterfactuals AS c ON c.recommendation_id = s.recommendation_id
     ORDER BY scenario_id`,
  );
  return rows.map(({ values, missing, ...row }) => ({
    ...row,
    values: Float64Array.from(values),
    missing: new Set(missing),
  }));
}

/** The guardrails that speak against following, of the scenarios that have any. */
export async function scenarioVetoes(warehouse: Reader): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await warehouse.rows<{ scenario_id: string; vetoes: readonly string[] }>(
    'SELECT scenario_id, vetoes FROM scenario_results WHERE len(vetoes) > 0 ORDER BY scenario_id',
  );
  return new Map(rows.map(({ scenario_id, vetoes }) => [scenario_id, vetoes]));
}

/** How often each feature is missing, by its name. */
export async function missingFeatures(
  warehouse: Reader,
): Promise<{ rows: number; missing: Map<string, number> }> {
  const [counted] = await warehouse.rows<{ n: number }>('SELECT count(*) AS n FROM scenario_features');
  const missing = await warehouse.rows<{ name: string; n: number }>(
    `SELECT name, count(*) AS n FROM (SELECT unnest(missing) AS name FROM scenario_features) GROUP BY name ORDER BY name`,
  );
  return { rows: counted?.n ?? 0, missing: new Map(missing.map(({ name, n }) => [name, n])) };
}

/** The advice that each scenario from a day on is about, by their ids. */
export async function adviceOfScenarios(
  warehouse: Reader,
  from: IsoDate,
): Promise<ReadonlyMap<string, string>> {
  const rows = await warehouse.rows<{ scenario_id: string; recommendation_id: string }>(
    'SELECT scenario_id, recommendation_id FROM scenarios WHERE trading_date >= ?::DATE ORDER BY scenario_id',
    [from],
  );
  return new Map(rows.map(({ scenario_id, recommendation_id }) => [scenario_id, recommendation_id]));
}
