import { logLoss } from '../baselines/ridge-logistic.js';

/** So near to one half a chance has no surprise to speak of. */
const NO_LEAN = 1e-6;

/**
 * By how much a label surprises who gave it the chance `p`, in standard deviations of what was to be expected:
 * (log loss − its expectation) ÷ its deviation, |logit p|·√(p(1 − p)). 0 where there is no deviation: the chance leans
 * neither way, or leaves none, as that of following always.
 */
export function surprise(p: number, label: 0 | 1): number {
  if (Math.abs(p - 0.5) < NO_LEAN || p <= 0 || p >= 1) return 0;
  const logit = Math.log(p / (1 - p));
  const loss = logLoss(label === 1 ? logit : -logit);
  const expected = p * logLoss(logit) + (1 - p) * logLoss(-logit);
  return (loss - expected) / (Math.abs(logit) * Math.sqrt(p * (1 - p)));
}
