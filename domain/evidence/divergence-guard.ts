import { betaQuantile } from './beta-distribution.js';
import { logMean } from './log-sum.js';

/** Of the same advice before the change: how many decisions diverged. */
export interface Divergence {
  diverged: number;
  decisions: number;
}

const CONFIDENCE = 0.8;
const LEAST_DECISIONS = 20;
const MOST_BASELINE = 0.95;
const STEPS = [0.05, 0.1, 0.2, 0.3];
/** ln of the e-value at which the condition is met. */
export const LOG_BREACH = Math.log(20);

/** The one-sided upper Clopper–Pearson limit (80 %) of a share. */
export function upperLimit({ diverged, decisions }: Divergence): number {
  return diverged === decisions ? 1 : betaQuantile(CONFIDENCE, diverged + 1, decisions - diverged);
}

/**
 * The divergence that a change is guarded against, from what it was before; null where too little, or too much, is
 * known to arm a guard.
 */
export function guardedDivergence(before: Divergence): number | null {
  if (before.decisions < LEAST_DECISIONS) return null;
  const limit = upperLimit(before);
  return limit >= MOST_BASELINE ? null : limit;
}

/**
 * ln E that decisions since the change diverge more often than `baseline`: the mean over higher shares of the
 * likelihood ratio. Each factor has a mean of at most 1 for any true share up to the baseline, so that a true share
 * below it is safe however often it is looked at (Ville).
 */
export function logBreachEvidence(baseline: number, { diverged, decisions }: Divergence): number {
  const shares = STEPS.map((step) => baseline + step).filter((share) => share < 1);
  return logMean(
    shares.map(
      (share) =>
        diverged * Math.log(share / baseline) +
        (decisions - diverged) * (Math.log1p(-share) - Math.log1p(-baseline)),
    ),
  );
}
