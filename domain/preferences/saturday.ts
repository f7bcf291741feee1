import type { RegimeName } from '../algorithm/parameter-fields.js';
import { discoveries } from '../evidence/false-discovery.js';
import { isActive, THRESHOLDS, type DecidedWeek } from './comparisons.js';
import {
  hypotheses,
  inRound,
  isDirection,
  ofUnderlying,
  type DirectionKind,
  type PatternKind,
  type Registered,
} from './hypothesis.js';
import { refusalLooks } from './refusal-looks.js';
import { advisedIn, roundsOf, type Rounds, type RoundStart } from './rounds.js';
import { directionTrack, type DirectionTrack } from './tracks.js';
import type { WeekDecision } from './week-decision.js';

/** A decision with the position of its week among all weeks. */
export interface Placed {
  decision: WeekDecision;
  at: number;
}

/** What is known of a hypothesis on a Saturday. */
export interface Evidence {
  hypothesis: Registered;
  /** The decisions in scope so far, in order: a list that grows from Saturday to Saturday. */
  inScope: readonly Placed[];
  isInScope(this: void, decision: WeekDecision): boolean;
  logE: number;
  found: boolean;
  /** Of a shift or quantity: 1 for more, −1 for less, 0 where as many went either way; null of a refusal. */
  direction: number | null;
  /** ln E_weeks, likewise. */
  logLean: number | null;
  /** Of a threshold its value, of weekdays the weekday (1 is Monday), else null. */
  cell: number | null;
}

/** What a Saturday knows beside the decisions of its week. */
export interface Known {
  /** Underlyings in the order of their first advice: those so far, or all there will be. */
  underlyings: readonly string[];
  /** What began rounds so far, in order. */
  starts: readonly RoundStart[];
}

/**
 * Gives the evidence on each Saturday: called for every week, in order and without a gap. The last week may be given
 * again, as more of it is known: then it takes the place of what it was before. What a week costs does not grow with
 * the weeks before it.
 */
export type Saturdays = (week: DecidedWeek, known: Known) => Evidence[];

/** A hypothesis in one of its rounds. */
interface Followed {
  hypothesis: Registered;
  inScope: Placed[];
  directions: DirectionTrack | null;
}

/** A hypothesis with its rounds: one more as each begins. */
interface Family {
  first: Registered;
  rounds: Followed[];
}

export function saturdays(): Saturdays {
  const weeks: DecidedWeek[] = [];
  const rests = new WeakSet<WeekDecision>();
  const refusalsOf = refusalLooks();
  const families: Family[] = hypotheses([]).map((first) => ({ first, rounds: [] }));
  let registered = 0;
  return (week, { underlyings, starts }) => {
    if (weeks.at(-1)?.week === week.week) weeks.pop();
    const at = weeks.push(week) - 1;
    for (const decision of week.compared) rests.delete(decision);
    for (const decision of week.rests) rests.add(decision);
    for (; registered < underlyings.length; registered++)
      for (const first of ofUnderlying(underlyings[registered] as string, registered))
        families.push({ first, rounds: [] });
    const followed = families.flatMap((family) => {
      const rounds = roundsOf(family.first, starts);
      for (let round = family.rounds.length + 1; round <= rounds.count; round++)
        family.rounds.push(followedFrom(inRound(family.first, round)));
      return family.rounds.map((one) => ({ ...one, rounds }));
    });
    const refusals = refusalsOf(
      weeks,
      followed.filter(({ directions }) => directions === null),
    );
    const looked = followed.map(({ hypothesis, inScope, directions, rounds }): Omit<Evidence, 'found'> => {
      while (inScope.at(-1)?.at === at) inScope.pop();
      const isOwn = (decision: WeekDecision) =>
        isInScope(hypothesis, rounds, decision) && (directions !== null || !rests.has(decision));
      const own = week.decisions.filter(isOwn);
      for (const decision of own) inScope.push({ decision, at });
      const known = { hypothesis, inScope, isInScope: isOwn };
      if (directions === null) {
        const { logE, cell } = refusals(hypothesis);
        return { ...known, logE, direction: null, logLean: null, cell: cellValue(hypothesis.kind, cell) };
      }
      const kind = hypothesis.kind as DirectionKind;
      const { logE, logLean, up, down } = directions(
        at,
        own.map((decision) => changeOf(kind, decision)),
      );
      return { ...known, logE, direction: Math.sign(up - down), logLean, cell: null };
    });
    const found = discoveries(looked.map(({ hypothesis: { budget }, logE }) => ({ budget, logE })));
    return looked.map((one, index) => ({ ...one, found: found.has(index) }));
  };
}

function followedFrom(hypothesis: Registered): Followed {
  return { hypothesis, inScope: [], directions: isDirection(hypothesis.kind) ? directionTrack() : null };
}

/** Whether a decision is one of those that a hypothesis is about, in its round. */
function isInScope(
  { action, scope_kind, scope, round }: Registered,
  rounds: Rounds,
  decision: WeekDecision,
): boolean {
  if (action === 'any' ? !isActive(decision) : decision.action !== action) return false;
  if (scope_kind === 'underlying' && decision.underlying !== scope) return false;
  if (scope_kind === 'regime' && !decision.regimes.includes(scope as RegimeName)) return false;
  return rounds.count === 1 || rounds.of(advisedIn(decision)) === round;
}

/**
 * How much an answer changed of what a hypothesis is about: more than 0, less, or 0; null where that cannot be said.
 */
export function changeOf(kind: DirectionKind, { change }: WeekDecision): number | null {
  if (change === null) return null;
  if (kind === 'expiration_shift') return change.weeks;
  if (kind === 'strike_shift') return change.strikes;
  return change.quantityRatio === null ? null : change.quantityRatio - 1;
}

/** The position of a cell as what it means. */
function cellValue(kind: PatternKind, cell: number): number | null {
  if (kind === 'weekday_refusal') return cell + 1;
  return kind in THRESHOLDS ? (THRESHOLDS[kind as keyof typeof THRESHOLDS].cells[cell] ?? null) : null;
}
