/** Changes of the algorithm that habits ask for, a row a revision. */
export const name = 'candidates';

export const statements: readonly string[] = [
  `CREATE TABLE candidates (
    candidate_id VARCHAR, revision INTEGER, pattern_ids VARCHAR[], kind VARCHAR, action VARCHAR, scope_kind VARCHAR,
    underlyings VARCHAR[], base_version VARCHAR, patch VARCHAR, first_seen VARCHAR, as_of VARCHAR, occurrences INTEGER,
    status VARCHAR, priority VARCHAR, risk VARCHAR, flags VARCHAR[], evidence VARCHAR, divergence_before DOUBLE,
    divergence_after DOUBLE, divergence_after_low DOUBLE, divergence_after_high DOUBLE, divergence_after_since_found DOUBLE,
    advices_changed INTEGER, advices_total INTEGER, cost DOUBLE, cost_low DOUBLE, cost_high DOUBLE, cost_status VARCHAR,
    worst_week_usd DECIMAL(38,10), frontier VARCHAR, auto_revert VARCHAR, text VARCHAR)`,
];
