import { groupBy } from '../group-by.js';
import type { IsoDate } from '../time/dates.js';
import type { Hypothesis } from './hypothesis.js';
import type { WeekDecision } from './week-decision.js';

/** What begins the next round of hypotheses: a candidate that came of them was implemented or rejected. */
export interface RoundStart extends Pick<Hypothesis, 'kind' | 'action' | 'scope_kind'> {
  /** Of the patch; empty: all. */
  underlyings: readonly string[];
  /** The first session of the version that was made; of a rejection the first whose advice counts as given after it. */
  from: IsoDate;
  /** The versions that carry the patch; null of a rejection. */
  versions: readonly string[] | null;
}

/** Advice by what decides about its round. */
export interface Advised {
  underlying: string;
  versions: readonly string[];
  /** Its first session. */
  since: IsoDate;
}

/** The rounds of one hypothesis so far. */
export interface Rounds {
  count: number;
  of(advice: Advised): number;
}

const ONE_ROUND: Rounds = { count: 1, of: () => 1 };

/**
 * A piece of advice is of the round that comes after all starts that concern it: those of patches that its version
 * carries for its underlying, and those of rejections before it. What began on one day is one start.
 */
export function roundsOf(
  hypothesis: Pick<Hypothesis, 'kind' | 'action' | 'scope_kind' | 'scope'>,
  starts: readonly RoundStart[],
): Rounds {
  const own = starts.filter((start) => isAbout(start, hypothesis));
  if (own.length === 0) return ONE_ROUND;
  const days = [...groupBy(own, ({ from }) => from).values()];
  return {
    count: days.length + 1,
    of: (advice) => 1 + days.filter((day) => day.some((start) => concerns(start, advice))).length,
  };
}

/** A decision as {@link Rounds} ask for it. */
export function advisedIn({ underlying, versions, asks }: WeekDecision): Advised {
  return { underlying, versions, since: asks[0]?.session ?? '' };
}

/** What is changed overall is changed for every regime and underlying. */
function isAbout(
  start: RoundStart,
  { kind, action, scope_kind, scope }: Pick<Hypothesis, 'kind' | 'action' | 'scope_kind' | 'scope'>,
): boolean {
  if (start.kind !== kind || start.action !== action) return false;
  if (start.scope_kind === 'overall' && scope_kind !== 'overall')
    return scope_kind === 'regime' || start.underlyings.length === 0 || start.underlyings.includes(scope);
  return (
    start.scope_kind === scope_kind && (scope_kind !== 'underlying' || start.underlyings.includes(scope))
  );
}

/** Advice that changed hands within a week, of several versions, is of the version before. */
function concerns({ versions, underlyings, from }: RoundStart, advice: Advised): boolean {
  if (versions === null) return advice.since >= from;
  return (
    advice.versions.every((version) => versions.includes(version)) &&
    (underlyings.length === 0 || underlyings.includes(advice.underlying))
  );
}
