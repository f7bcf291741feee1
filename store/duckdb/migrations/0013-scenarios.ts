/** Scenarios with their features and rewards, and the specification by which they were made. */
export const name = 'scenarios';

export const statements: readonly string[] = [
  `CREATE TABLE scenarios (
    scenario_id VARCHAR, recommendation_id VARCHAR, match_id VARCHAR, sent_at VARCHAR, trading_date DATE, account VARCHAR,
    underlying VARCHAR, action VARCHAR, chosen VARCHAR, propensity DOUBLE, propensity_source VARCHAR, algorithm_version VARCHAR,
    status VARCHAR, exogenous_reason VARCHAR, labelled_at VARCHAR, label INTEGER, reward DOUBLE, reward_raw DECIMAL(38,10),
    reward_clipped BOOLEAN, reward_source VARCHAR, weight DOUBLE, synthetic BOOLEAN, parent_scenario_id VARCHAR, spec_id VARCHAR,
    features_hash VARCHAR, flags VARCHAR[])`,
  // The values stand in the order of the specification.
  `CREATE TABLE scenario_features (scenario_id VARCHAR, spec_id VARCHAR, missing VARCHAR[], "values" DOUBLE[])`,
  `CREATE TABLE rewards (
    scenario_id VARCHAR, action VARCHAR, reward DOUBLE, reward_low DOUBLE, reward_high DOUBLE, source VARCHAR, model_id VARCHAR)`,
  `CREATE TABLE scenario_specification (spec_id VARCHAR, specification VARCHAR, saved BOOLEAN)`,
];
