import type { RegimeName } from '../algorithm/parameter-fields.js';
import { discoveries } from '../evidence/false-discovery.js';
import { isActive, THRESHOLDS, type DecidedWeek } from './comparisons.js';
import { concerned } from './concerned.js';
import {
  hypotheses,
  inRound,
  isDirection,
  ofUnderlying,
  type PatternKind,
  type Registered,
} from './hypothesis.js';
import { refusalLooks } from './refusal-looks.js';
import { advisedIn, roundsOf, type Rounds, type RoundStart } from './rounds.js';
import { directionTrack, type DirectionTrack } from './tracks.js';
import type { Placed, WeekDecision } from './week-decision.js';

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
  /** As of the Saturday that is looked at. */
  rounds: Rounds;
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
  const families: Family[] = [];
  const familiesOf = concerned<Family>();
  const add = (first: Registered) => {
    const family = { first, rounds: [] };
    families.push(family);
    familiesOf.add(first, family);
  };
  hypotheses([]).forEach(add);
  let registered = 0;

  /** Adds the decisions of a week to those in scope. */
  const place = ({ decisions, rests: left }: DecidedWeek, at: number) => {
    for (const decision of decisions) {
      const placed = { decision, at };
      const isRest = left.has(decision);
      familiesOf.each(decision, ({ rounds: all }) => {
        for (const { hypothesis, rounds, inScope, directions } of all)
          if (!(isRest && directions === null) && isOfRound(hypothesis, rounds, decision))
            inScope.push(placed);
      });
    }
  };

  return (week, { underlyings, starts }) => {
    const isAgain = weeks.at(-1)?.week === week.week;
    if (isAgain) weeks.pop();
    const at = weeks.push(week) - 1;
    for (const decision of week.compared) rests.delete(decision);
    for (const decision of week.rests) rests.add(decision);
    for (; registered < underlyings.length; registered++)
      ofUnderlying(underlyings[registered] as string, registered).forEach(add);
    for (const family of families) {
      const rounds = roundsOf(family.first, starts);
      for (let round = family.rounds.length + 1; round <= rounds.count; round++)
        family.rounds.push(followedFrom(inRound(family.first, round), rounds));
      for (const one of family.rounds) {
        one.rounds = rounds;
        while (isAgain && one.inScope.at(-1)?.at === at) one.inScope.pop();
      }
    }
    place(week, at);
    const followed = families.flatMap(({ rounds }) => rounds);
    const refusals = refusalsOf(
      weeks,
      followed.filter(({ directions }) => directions === null),
    );
    const looked = followed.map(({ hypothesis, rounds, inScope, directions }): Evidence => {
      const isOwn = (decision: WeekDecision) =>
        isInScope(hypothesis, rounds, decision) && (directions !== null || !rests.has(decision));
      const known = { hypothesis, inScope, isInScope: isOwn, found: false };
      if (directions === null) {
        const { logE, cell } = refusals(hypothesis);
        return { ...known, logE, direction: null, logLean: null, cell: cellValue(hypothesis.kind, cell) };
      }
      const { logE, logLean, up, down } = directions(at, inScope);
      return { ...known, logE, direction: Math.sign(up - down), logLean, cell: null };
    });
    for (const index of discoveries(looked.map(({ hypothesis: { budget }, logE }) => ({ budget, logE }))))
      (looked[index] as Evidence).found = true;
    return looked;
  };
}

function followedFrom(hypothesis: Registered, rounds: Rounds): Followed {
  const { kind } = hypothesis;
  return { hypothesis, rounds, inScope: [], directions: isDirection(kind) ? directionTrack(kind) : null };
}

/** Whether a decision is one of those that a hypothesis is about, in its round. */
function isInScope(hypothesis: Registered, rounds: Rounds, decision: WeekDecision): boolean {
  const { action, scope_kind, scope } = hypothesis;
  if (action === 'any' ? !isActive(decision) : decision.action !== action) return false;
  if (scope_kind === 'underlying' && decision.underlying !== scope) return false;
  if (scope_kind === 'regime' && !decision.regimes.includes(scope as RegimeName)) return false;
  return isOfRound(hypothesis, rounds, decision);
}

function isOfRound({ round }: Registered, rounds: Rounds, decision: WeekDecision): boolean {
  return rounds.count === 1 || rounds.of(advisedIn(decision)) === round;
}

/** The position of a cell as what it means. */
function cellValue(kind: PatternKind, cell: number): number | null {
  if (kind === 'weekday_refusal') return cell + 1;
  return kind in THRESHOLDS ? (THRESHOLDS[kind as keyof typeof THRESHOLDS].cells[cell] ?? null) : null;
}
