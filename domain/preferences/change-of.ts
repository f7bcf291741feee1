import type { DirectionKind } from './hypothesis.js';
import type { WeekDecision } from './week-decision.js';

/**
 * How much an answer changed of what a hypothesis is about: more than 0, less, or 0; null where that cannot be said.
 */
export function changeOf(kind: DirectionKind, { change }: WeekDecision): number | null {
  if (change === null) return null;
  if (kind === 'expiration_shift') return change.weeks;
  if (kind === 'strike_shift') return change.strikes;
  return change.quantityRatio === null ? null : change.quantityRatio - 1;
}
