/** Copies of scenarios with jittered features, apart from what is scored and counted. */
export const name = 'perturbed-scenarios';

export const statements: readonly string[] = [
  `CREATE TABLE perturbed_scenarios (
    scenario_id VARCHAR, parent_scenario_id VARCHAR, model_id VARCHAR, spec_id VARCHAR, features_hash VARCHAR, "values" DOUBLE[])`,
];
