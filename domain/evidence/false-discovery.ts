/** The share of false findings that is put up with. */
export const ALPHA = 0.05;
/** ln of the e-value from which on a hypothesis is worth a look, found or not. */
export const LOG_WORTH_A_LOOK = 2;

/**
 * A hypothesis with its share of the budget (the shares come to 1 at most) and the logarithm of its present e-value.
 */
export interface Weighted {
  budget: number;
  logE: number;
}

/** ln of the e-value at which a hypothesis of this budget is found beside `found` in all (itself among them). */
export function logThreshold(budget: number, found: number): number {
  return -Math.log(ALPHA * budget * Math.max(1, found));
}

/**
 * Which of these are found, by their position: weighted e-BH. Ordered by budget × e-value, the largest R of which the
 * R-th is at least 1 ÷ (α R). Wang, Ramdas, "False discovery rate control with e-values", JRSS B 84 (2022). To be given
 * present e-values, never their running maxima.
 */
export function discoveries(hypotheses: readonly Weighted[]): Set<number> {
  const order = hypotheses
    .map(({ budget, logE }, at) => ({ at, log: Math.log(budget) + logE }))
    .sort((a, b) => b.log - a.log || a.at - b.at);
  const isFound = (log: number, rank: number) => log >= -Math.log(ALPHA * rank);
  const count = order.findLastIndex(({ log }, i) => isFound(log, i + 1)) + 1;
  return new Set(order.slice(0, count).map(({ at }) => at));
}

/**
 * Decisions that are still needed until a hypothesis is found alone, as it goes at present: what is lacking of ln E
 * over what a decision has brought so far. Null where that is nothing.
 */
export function decisionsNeeded({ budget, logE }: Weighted, decisions: number): number | null {
  if (logE <= 0 || decisions === 0) return null;
  return Math.ceil((logThreshold(budget, 1) - logE) / (logE / decisions));
}
