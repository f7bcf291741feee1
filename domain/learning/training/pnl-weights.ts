const [LEAST, MOST] = [0.25, 4];

/**
 * How much each row counts in training: its reward's size beside the mean one, between a quarter and four; all alike
 * where nothing was gained or lost.
 */
export function pnlWeights(rewards: readonly number[]): number[] {
  const mean = rewards.reduce((sum, reward) => sum + Math.abs(reward), 0) / rewards.length;
  if (!(mean > 0)) return rewards.map(() => 1);
  return rewards.map((reward) => Math.min(Math.max(Math.abs(reward) / mean, LEAST), MOST));
}
