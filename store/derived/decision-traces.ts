import { jsonDecimal, jsonObject, jsonValue, validJson } from '../duckdb/json-object.js';
import type { Reader } from '../duckdb/warehouse.js';
import type { ExportedTable } from '../exported-table.js';
import { latestRevision } from './latest-revision.js';
import { scenariosMadeBy } from './scenarios.js';

/**
 * Each decision as a trace: what was known, what was proposed, what the human did, what it came to, and what it would
 * have come to. Made of the scenarios, matches, rewards and counterfactuals as they are; copies of scenarios have none.
 */
export const decisionTracesTable: ExportedTable = {
  name: 'decision_traces',
  columns: {
    scenario_id: 'text',
    recommendation_id: 'text',
    match_id: 'text',
    episode_id: 'text',
    sent_at: 'text',
    trading_date: 'date',
    account: 'text',
    underlying: 'text',
    action: 'text',
    algorithm_version: 'text',
    snapshot: 'json',
    proposal: 'json',
    chosen: 'text',
    match_type: 'text',
    cause: 'text',
    reason_code: 'text',
    modified_fields: 'list',
    executed: 'json',
    hours_to_execution: 'double',
    answered_at: 'text',
    status: 'text',
    exogenous: 'boolean',
    exogenous_reason: 'text',
    labelled_at: 'text',
    label: 'integer',
    reward: 'double',
    reward_raw: 'decimal',
    reward_source: 'text',
    skip_reward: 'double',
    human_pnl: 'decimal',
    counterfactual_reward: 'double',
    counterfactual_reward_low: 'double',
    counterfactual_reward_high: 'double',
    pnl_mid: 'decimal',
    pnl_low: 'decimal',
    pnl_high: 'decimal',
    counterfactual_source: 'text',
    verdict: 'text',
    spec_id: 'text',
    flags: 'list',
  },
  order: ['scenario_id'],
  day: 'exported.trading_date',
  async rows({ warehouse }) {
    return tracesQuery(await featureNames(warehouse));
  },
};

const DECIMALS = ['strike', 'from_strike', 'quantity', 'premium'] as const;

/** Of the latest revision `r`, by the columns of its record: what the human had before him. */
const PROPOSAL = jsonObject({
  ...own('action', 'underlying', 'root', 'right', 'strike', 'expiration'),
  ...own('from_right', 'from_strike', 'from_expiration'),
  legs: validJson('r.legs'),
  ...own('quantity', 'premium', 'valid_until', 'priority', 'rationale'),
  propensity: 'r.propensity::VARCHAR',
  alternatives: validJson('r.alternatives'),
});

function own(...names: readonly string[]): Record<string, string> {
  const isDecimal = (name: string) => (DECIMALS as readonly string[]).includes(name);
  return Object.fromEntries(
    names.map((name) => [name, isDecimal(name) ? jsonDecimal(`r."${name}"`) : jsonValue(`r."${name}"`)]),
  );
}

/** Of the match `m`: the fills that answered, together. */
const EXECUTED = jsonObject({
  execution_ids: jsonValue('m.execution_ids'),
  right: jsonValue('m.traded_right'),
  strike: jsonDecimal('m.traded_strike'),
  expiration: jsonValue('m.traded_expiration'),
  quantity: jsonDecimal('m.traded_quantity'),
  price: jsonDecimal('m.traded_price'),
});

/** What was known when the advice came: its market, the features that were known, and what the bot saw. */
function snapshotOf(features: readonly string[]): string {
  const names = `([${features.map((name) => `'${name}'`).join(', ')}]::VARCHAR[])`;
  const known = `[${jsonValue(`${names}[i]`)} || ':' || ("values"[i] + 0.0)::VARCHAR
    FOR i IN range(1, ${features.length + 1}) IF NOT list_contains(f.missing, ${names}[i])]`;
  return jsonObject({
    underlying_price: jsonDecimal('r.underlying_price'),
    bid: jsonDecimal('r.bid'),
    ask: jsonDecimal('r.ask'),
    features: `'{' || array_to_string(${known}, ',') || '}'`,
    missing: jsonValue('f.missing'),
    context: validJson('first.context'),
  });
}

/**
 * SQL of the traces, a relation in brackets. Terms and market are those of the latest revision: its `sent_at` is the
 * scenario's, and it is what the match answers. The context is that of the first revision, as features have it.
 */
function tracesQuery(features: readonly string[]): string {
  return `(
    WITH latest AS (SELECT * FROM recommendations AS r ${latestRevision('r')}),
    first AS (
      SELECT recommendation_id, context FROM recommendations
      QUALIFY row_number() OVER (PARTITION BY recommendation_id ORDER BY rtrim(sent_at, 'Z'), record_id) = 1),
    followed AS (FROM rewards WHERE action = 'follow' AND source = 'counterfactual'),
    skipped AS (FROM rewards WHERE action = 'skip' AND source = 'outcome')
    SELECT s.scenario_id, s.recommendation_id, s.match_id, m.episode_id, s.sent_at, s.trading_date, s.account, s.underlying,
      s.action, s.algorithm_version, ${snapshotOf(features)} AS snapshot, ${PROPOSAL} AS proposal,
      s.chosen, m.match_type, m.cause, m.reason_code, m.modified_fields,
      CASE WHEN len(m.execution_ids) > 0 THEN ${EXECUTED} END AS executed, m.hours_to_execution, m.answered_at,
      s.status, s.exogenous_reason IS NOT NULL AS exogenous, s.exogenous_reason, s.labelled_at,
      s.label, s.reward, s.reward_raw, s.reward_source, skipped.reward AS skip_reward, c.human_pnl,
      followed.reward AS counterfactual_reward, followed.reward_low AS counterfactual_reward_low,
      followed.reward_high AS counterfactual_reward_high, c.pnl_mid, c.pnl_low, c.pnl_high,
      c.source AS counterfactual_source, c.verdict, s.spec_id, s.flags
    FROM scenarios AS s JOIN scenario_features AS f USING (scenario_id)
    JOIN latest AS r USING (recommendation_id) JOIN first USING (recommendation_id)
    LEFT JOIN matches AS m ON m.match_id = s.match_id AND m.trading_date = s.trading_date
    LEFT JOIN followed ON followed.scenario_id = s.scenario_id LEFT JOIN skipped ON skipped.scenario_id = s.scenario_id
    LEFT JOIN counterfactuals AS c ON c.recommendation_id = s.recommendation_id)`;
}

async function featureNames(warehouse: Reader): Promise<string[]> {
  return ((await scenariosMadeBy(warehouse))?.specification.features ?? []).map(({ name }) => name);
}
