/** What following the advice of a scenario comes to after costs, and which guardrails speak against it. */
export const name = 'scenario-results';

export const statements: readonly string[] = [
  'CREATE TABLE scenario_results (scenario_id VARCHAR, vetoes VARCHAR[], net_usd DOUBLE, net_reward DOUBLE)',
];
