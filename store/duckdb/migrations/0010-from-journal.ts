/** Tables made of the journal alone, each with what it was made of; decisions, versions and changes of algorithms. */
export const name = 'from journal';

export const statements: readonly string[] = [
  'CREATE TABLE journal_tables (table_name VARCHAR, made_of VARCHAR)',
  `CREATE TABLE decisions (
    decision_id VARCHAR, candidate_id VARCHAR, revision INTEGER, decision VARCHAR, until DATE, reason VARCHAR, "by" VARCHAR,
    decided_at VARCHAR, effective_from DATE, accept_cost BOOLEAN, on_breach VARCHAR, weekly_loss_limit DECIMAL(38,10),
    version VARCHAR)`,
  `CREATE TABLE algorithm_versions (
    version VARCHAR, parent VARCHAR, sha256 VARCHAR, parameters VARCHAR, patch VARCHAR, candidate_id VARCHAR,
    created_at VARCHAR, origin VARCHAR)`,
  `CREATE TABLE algorithm_changes (
    change_id VARCHAR, kind VARCHAR, from_version VARCHAR, to_version VARCHAR, effective_from DATE, "at" VARCHAR, "by" VARCHAR,
    candidate_id VARCHAR, decision_id VARCHAR, why VARCHAR, watch_until DATE, validation VARCHAR, outcome VARCHAR)`,
];
