/** What models said of scenarios, how they were judged, and the files of the lake that both were read from. */
export const name = 'predictions';

export const statements: readonly string[] = [
  // The label stands with the scenario: it may be restated.
  `CREATE TABLE predictions (
    scenario_id VARCHAR, model_id VARCHAR, lineage VARCHAR, source VARCHAR, role VARCHAR, trained_through VARCHAR, p_win DOUBLE,
    expected_reward DOUBLE, action VARCHAR, action_probabilities VARCHAR, vetoes VARCHAR[], final_action VARCHAR)`,
  `CREATE TABLE model_evaluations (
    evaluation_id VARCHAR, model_id VARCHAR, incumbent_id VARCHAR, as_of VARCHAR, window_from VARCHAR, window_to VARCHAR,
    scenarios INTEGER, scored INTEGER, skipped VARCHAR, log_loss DOUBLE, brier DOUBLE, accuracy DOUBLE, auc DOUBLE, ece DOUBLE,
    ece_null_95 DOUBLE, calibration_z DOUBLE, mean_reward DOUBLE, mean_reward_low DOUBLE, mean_reward_high DOUBLE,
    net_pnl DECIMAL(38,10), sharpe DOUBLE, psr DOUBLE, dsr DOUBLE, trials INTEGER, evidence DOUBLE, evidence_against DOUBLE,
    alpha DOUBLE, needed INTEGER, verdict VARCHAR, reasons VARCHAR, policy_hash VARCHAR)`,
  `CREATE TABLE kept_files (path VARCHAR)`,
];
