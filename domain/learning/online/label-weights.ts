const E2 = Math.exp(2);

/** How much a label counts by the size of what came of it: |reward| ÷ its mean, from a quarter to four times. */
export function pnlWeight(reward: number, meanSize: number): number {
  if (meanSize === 0) return 1;
  return Math.min(Math.max(Math.abs(reward) / meanSize, 0.25), 4);
}

/**
 * How much a label counts by how much better it came out than was to be expected: exp(advantage ÷ τ), τ the median size
 * of advantages, from e⁻² to e². What came out worse counts less, and counts (advantage-weighted regression, Peng et
 * al. 2019).
 */
export function advantageWeight(advantage: number, medianSize: number): number {
  if (medianSize === 0) return 1;
  return Math.min(Math.max(Math.exp(advantage / medianSize), 1 / E2), E2);
}

/** The middle of some numbers; of two in the middle their mean. 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? 0 : (low + high) / 2;
}
