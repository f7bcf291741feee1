/** Habits, a row per hypothesis and week, and what each week of them is made of; what a week's decisions came to. */
export const name = 'patterns';

const WEEKS = [
  ...['active INTEGER', 'active_modified INTEGER', 'active_refused INTEGER', 'price_only INTEGER'],
  ...['divergence_chosen DOUBLE', 'divergence_chosen_low DOUBLE', 'divergence_chosen_high DOUBLE'],
];

export const statements: readonly string[] = [
  `CREATE TABLE patterns (
    year INTEGER, week INTEGER, pattern_id VARCHAR, kind VARCHAR, action VARCHAR, scope_kind VARCHAR, scope VARCHAR, round INTEGER,
    algorithm_versions VARCHAR[], decisions INTEGER, changed INTEGER, answered INTEGER, log_e DOUBLE, budget DOUBLE, found BOOLEAN,
    first_found_week VARCHAR, cell VARCHAR, effect DOUBLE, effect_low DOUBLE, effect_high DOUBLE, unit VARCHAR, share DOUBLE,
    share_low DOUBLE, share_high DOUBLE, underlyings VARCHAR, cost DOUBLE, cost_low DOUBLE, cost_high DOUBLE, cost_status VARCHAR,
    judged_weeks INTEGER, needed BIGINT, text VARCHAR)`,
  // By week: the hash of all that its rows are made of, and how many decisions there were in it.
  `CREATE TABLE pattern_weeks (
    year INTEGER, week INTEGER, input_hash VARCHAR, active INTEGER, active_modified INTEGER, active_refused INTEGER, price_only INTEGER)`,
  ...WEEKS.map((column) => `ALTER TABLE weekly_summaries ADD COLUMN ${column}`),
];
