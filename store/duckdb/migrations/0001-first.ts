/**
 * The first schema. No keys, checks, indexes or sequences: ids are made in code, so that the same SQL runs on DuckLake.
 * Times are the contract's text (UTC `…Z` or a bare date); money, quantities and strikes are DECIMAL(38,10).
 */
export const name = 'first';

const CONTRACT_COLUMNS = `
  underlying VARCHAR, root VARCHAR, "right" VARCHAR, strike DECIMAL(38,10), expiration DATE, multiplier DECIMAL(38,10)`;

export const statements: readonly string[] = [
  // What was landed, a row per manifest entry.
  `CREATE TABLE imports (
    seq INTEGER, file_sha256 VARCHAR, path VARCHAR, format VARCHAR, account VARCHAR, imported_at VARCHAR,
    accounts VARCHAR[], covered_from DATE, covered_through DATE, report VARCHAR, retracted BOOLEAN)`,
  // Where an import's records lie, with the lines that they came from; a retracted import has none here.
  `CREATE TABLE lake_files (dataset VARCHAR, path VARCHAR, file_sha256 VARCHAR, seq INTEGER)`,
  `CREATE TABLE cash (
    file_sha256 VARCHAR, account VARCHAR, currency VARCHAR, trades DECIMAL(38,10), fees DECIMAL(38,10), income DECIMAL(38,10),
    transfers DECIMAL(38,10), total DECIMAL(38,10), seq INTEGER)`,

  // The datasets: one row per record, the best version of it; (coarseness, content_hash) decides which version that is.
  `CREATE TABLE executions (
    record_id VARCHAR, execution_id VARCHAR, order_id VARCHAR, account VARCHAR, executed_at VARCHAR, trading_date DATE, action VARCHAR,
    ${CONTRACT_COLUMNS}, quantity DECIMAL(38,10), price DECIMAL(38,10), fees DECIMAL(38,10), amount DECIMAL(38,10), currency VARCHAR,
    sequence BIGINT, direction VARCHAR, ratio DECIMAL(38,10), to_underlying VARCHAR, to_strike DECIMAL(38,10),
    to_multiplier DECIMAL(38,10), extra VARCHAR, coarseness INTEGER, content_hash VARCHAR, seq INTEGER)`,
  `CREATE TABLE recommendations (
    record_id VARCHAR, recommendation_id VARCHAR, sent_at VARCHAR, trading_date DATE, valid_until VARCHAR, seen_at VARCHAR,
    withdrawn_at VARCHAR, account VARCHAR, algorithm_version VARCHAR, action VARCHAR, ${CONTRACT_COLUMNS},
    from_strike DECIMAL(38,10), from_expiration DATE, from_right VARCHAR, legs VARCHAR, quantity DECIMAL(38,10),
    premium DECIMAL(38,10), bid DECIMAL(38,10), ask DECIMAL(38,10), underlying_price DECIMAL(38,10), priority VARCHAR,
    rationale VARCHAR, propensity DOUBLE, alternatives VARCHAR, context VARCHAR, extra VARCHAR, coarseness INTEGER,
    content_hash VARCHAR, seq INTEGER)`,
  `CREATE TABLE cash_flows (
    record_id VARCHAR, account VARCHAR, "at" VARCHAR, trading_date DATE, kind VARCHAR, amount DECIMAL(38,10), currency VARCHAR,
    underlying VARCHAR, description VARCHAR, extra VARCHAR, coarseness INTEGER, content_hash VARCHAR, seq INTEGER)`,
  `CREATE TABLE bars (
    record_id VARCHAR, symbol VARCHAR, "interval" VARCHAR, ts VARCHAR, trading_date DATE, open DECIMAL(38,10), high DECIMAL(38,10),
    low DECIMAL(38,10), close DECIMAL(38,10), volume DECIMAL(38,10), adjusted VARCHAR, extra VARCHAR, coarseness INTEGER,
    content_hash VARCHAR, seq INTEGER)`,
  `CREATE TABLE quotes (
    record_id VARCHAR, underlying VARCHAR, root VARCHAR, "right" VARCHAR, strike DECIMAL(38,10), expiration DATE, ts VARCHAR,
    trading_date DATE, bid DECIMAL(38,10), ask DECIMAL(38,10), last DECIMAL(38,10), open_interest DECIMAL(38,10),
    underlying_price DECIMAL(38,10), extra VARCHAR, coarseness INTEGER, content_hash VARCHAR, seq INTEGER)`,
  `CREATE TABLE market_events (
    record_id VARCHAR, underlying VARCHAR, kind VARCHAR, date DATE, trading_date DATE, amount DECIMAL(38,10), ratio DECIMAL(38,10),
    extra VARCHAR, coarseness INTEGER, content_hash VARCHAR, seq INTEGER)`,

  // How far the steps have come, from the journal: reconciled ranges (disjoint, ordered) and the day through which
  // outcomes are computed.
  `CREATE TABLE reconciled (from_date DATE, to_date DATE)`,
  `CREATE TABLE outcomes_through (through_date DATE)`,
  // What changed since the derived rows were last made: underlyings with the trading dates touched, for matches and for
  // lots.
  `CREATE TABLE dirty (step VARCHAR, account VARCHAR, underlying VARCHAR, from_date DATE, to_date DATE)`,

  // Matches that came or went since outcomes were last computed, by what those depend on.
  `CREATE TABLE changed_matches (
    recommendation_id VARCHAR, underlying VARCHAR, trading_date DATE, fill_record_ids VARCHAR[])`,

  // Derived rows. unit_id names the unit of restatement, input_hash what it was made from.
  `CREATE TABLE matches (
    match_id VARCHAR, match_type VARCHAR, recommendation_id VARCHAR, execution_ids VARCHAR[], trading_date DATE, account VARCHAR,
    underlying VARCHAR, action VARCHAR, score DOUBLE, confidence DOUBLE, modified_fields VARCHAR[], strike_diff DECIMAL(38,10),
    expiration_diff_days INTEGER, premium_diff DECIMAL(38,10), quantity_diff DECIMAL(38,10), hours_to_execution DOUBLE,
    excluded BOOLEAN, exclusion_reason VARCHAR, cause VARCHAR, passive BOOLEAN, flags VARCHAR[], reason_code VARCHAR,
    reason_note VARCHAR, reviewed_at VARCHAR, decision_account VARCHAR, fill_record_ids VARCHAR[], fill_quantities DECIMAL(38,10)[],
    fills_through DATE, held_side VARCHAR, window_closes DATE, unit_id VARCHAR, input_hash VARCHAR)`,
  `CREATE TABLE lots (
    lot_id VARCHAR, account VARCHAR, ${CONTRACT_COLUMNS}, side VARCHAR, quantity DECIMAL(38,10), opened_at VARCHAR,
    cost DECIMAL(38,10), currency VARCHAR, flags VARCHAR[], unit_id VARCHAR, input_hash VARCHAR)`,
  `CREATE TABLE outcomes (
    outcome_id VARCHAR, lot_id VARCHAR, account VARCHAR, ${CONTRACT_COLUMNS}, side VARCHAR, quantity DECIMAL(38,10),
    opened_at VARCHAR, closed_at VARCHAR, close_kind VARCHAR, pnl DECIMAL(38,10), pnl_tax DECIMAL(38,10), pnl_economic DECIMAL(38,10),
    fees DECIMAL(38,10), max_adverse_excursion DECIMAL(38,10), max_favourable_excursion DECIMAL(38,10), excursion_source VARCHAR,
    r_multiple DOUBLE, match_id VARCHAR, closing_match_id VARCHAR, campaign_id VARCHAR, currency VARCHAR, flags VARCHAR[],
    opening_record_id VARCHAR, closing_record_id VARCHAR, unit_id VARCHAR, input_hash VARCHAR)`,
  `CREATE TABLE counterfactuals (
    recommendation_id VARCHAR, match_id VARCHAR, horizon DATE, pnl_low DECIMAL(38,10), pnl_mid DECIMAL(38,10), pnl_high DECIMAL(38,10),
    human_pnl DECIMAL(38,10), difference_low DECIMAL(38,10), difference_mid DECIMAL(38,10), difference_high DECIMAL(38,10),
    difference_delta_hedged DECIMAL(38,10),
    source VARCHAR, verdict VARCHAR, participation DECIMAL(38,10), strike DECIMAL(38,10), expiration DECIMAL(38,10),
    size DECIMAL(38,10), delay DECIMAL(38,10), execution DECIMAL(38,10), exit DECIMAL(38,10), fees DECIMAL(38,10),
    currency VARCHAR, unit_id VARCHAR, input_hash VARCHAR)`,
  `CREATE TABLE weekly_summaries (
    year INTEGER, week INTEGER, revision INTEGER, as_of DATE, recommendations INTEGER, executions INTEGER, consent INTEGER,
    consent_passive INTEGER, modify INTEGER, reject INTEGER, independent INTEGER, no_action INTEGER, pending INTEGER, excluded INTEGER,
    divergence_rate DOUBLE, divergence_rate_low DOUBLE, divergence_rate_high DOUBLE, consent_rate DOUBLE, consent_rate_low DOUBLE,
    consent_rate_high DOUBLE, consent_rate_active DOUBLE, pnl_human DECIMAL(38,10), pnl_algorithm_low DECIMAL(38,10),
    pnl_algorithm_mid DECIMAL(38,10), pnl_algorithm_high DECIMAL(38,10), top_modifications VARCHAR, patterns VARCHAR,
    candidates VARCHAR, input_hash VARCHAR)`,
];
