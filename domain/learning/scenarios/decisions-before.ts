import { askedAt, closeOf, knownAt } from '../features/known-times.js';
import type { JudgedDecision } from './judged-decision.js';

/** The decisions that were asked for before a moment, with what had come of them by then. */
export function decisionsBefore(decisions: readonly JudgedDecision[], moment: number): JudgedDecision[] {
  return decisions
    .filter(({ sent_at }) => askedAt(sent_at) < moment)
    .map((decision) => {
      const { outcome, counterfactual, window_ends } = decision;
      const isOver = outcome?.closings.every(({ at }) => knownAt(at) < moment) ?? true;
      const isMarked = counterfactual !== null && knownAt(closeOf(counterfactual.horizon)) < moment;
      return {
        ...decision,
        outcome: outcome !== null && !isOver ? { ...outcome, open: outcome.open + 1 } : outcome,
        counterfactual: isMarked && window_ends < moment ? counterfactual : null,
      };
    });
}
