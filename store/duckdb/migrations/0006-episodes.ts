/** Contract version 2: episodes, what was advised and traded beside each match, what a week realised. */
export const name = 'episodes';

const MATCHES = [
  'episode_id VARCHAR',
  ...['advised_right VARCHAR', 'advised_strike DECIMAL(38,10)', 'advised_expiration DATE'],
  ...['advised_premium DECIMAL(38,10)', 'advised_quantity DECIMAL(38,10)'],
  ...['traded_right VARCHAR', 'traded_strike DECIMAL(38,10)', 'traded_expiration DATE'],
  ...['traded_price DECIMAL(38,10)', 'traded_quantity DECIMAL(38,10)'],
  // What episodes are made of, and whether the counterfactual of this advice is the one of its episode.
  ...['subject VARCHAR', 'asked VARCHAR', 'gone_on DATE', 'window_opens BIGINT', 'window_ends BIGINT'],
  ...['answered_at VARCHAR', 'judged BOOLEAN'],
];
const WEEKS = [
  ...['realised_pnl DECIMAL(38,10)', 'closings INTEGER', 'currency VARCHAR', 'episodes INTEGER'],
  'divergence_rate_by_episode DOUBLE',
];

export const statements: readonly string[] = [
  ...MATCHES.map((column) => `ALTER TABLE matches ADD COLUMN ${column}`),
  'ALTER TABLE counterfactuals ADD COLUMN episode_id VARCHAR',
  ...WEEKS.map((column) => `ALTER TABLE weekly_summaries ADD COLUMN ${column}`),
];
