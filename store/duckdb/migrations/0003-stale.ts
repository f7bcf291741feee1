/**
 * One table of what is stale, for all steps, in place of one for two of them and one of the rows of matches that
 * changed.
 */
export const name = 'stale';

export const statements: readonly string[] = [
  `CREATE TABLE stale (step VARCHAR, account VARCHAR, underlying VARCHAR, from_date DATE, to_date DATE)`,
  `INSERT INTO stale SELECT step, account, underlying, from_date, to_date FROM dirty WHERE step = 'match'`,
  `INSERT INTO stale SELECT 'outcomes', account, underlying, from_date, to_date FROM dirty WHERE step = 'lots'`,
  `INSERT INTO stale
   SELECT 'counterfactuals', NULL, underlying, from_date, to_date FROM dirty WHERE step IN ('lots', 'counterfactual')`,
  `INSERT INTO stale SELECT 'counterfactuals', NULL, underlying, trading_date, trading_date FROM changed_matches`,
  `INSERT INTO stale
   SELECT DISTINCT 'links', account, underlying, trading_date, trading_date FROM executions
   SEMI JOIN (SELECT unnest(fill_record_ids) AS record_id FROM changed_matches) USING (record_id)`,
  // Which weeks changed was not noted: all are looked at once.
  `INSERT INTO stale SELECT 'week', NULL, NULL, DATE '1900-01-01', DATE '9999-12-31' FROM weekly_summaries LIMIT 1`,
  `DROP TABLE dirty`,
  `DROP TABLE changed_matches`,
];
