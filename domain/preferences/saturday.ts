import { discoveries } from '../evidence/false-discovery.js';
import { THRESHOLDS, type DecidedWeek } from './comparisons.js';
import { concerned } from './concerned.js';
import {
  hypotheses,
  inRound,
  isDirection,
  ofUnderlying,
  type PatternKind,
  type Registered,
} from './hypothesis.js';
import { mapInPieces, ONE_BY_ONE, whole, type Pieces } from '../pieces.js';
import { refusalLooks } from './refusal-looks.js';
import { advisedIn, roundsOf, type Rounds, type RoundStart } from './rounds.js';
import { directionTrack, type DirectionTrack } from './tracks.js';
import type { Outcome, Placed, WeekDecision } from './week-decision.js';

/** What is known of a hypothesis on a Saturday. */
export interface Evidence {
  hypothesis: Registered;
  /** The decisions in scope so far, in order: a list that grows from Saturday to Saturday. */
  inScope: readonly Placed[];
  /** What became known of decisions in scope so far, likewise. */
  outcomes: readonly Outcome[];
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
 * Gives the evidence on each Saturday: called for every week, in order and without a gap, with what became known in it
 * of decisions so far. The last week may be given again, as more of it is known: then it takes the place of what it
 * was before. What a week costs does not grow with the weeks before it.
 */
export type Saturdays = (week: DecidedWeek, known: Known, outcomes?: readonly Outcome[]) => Evidence[];

/** A hypothesis in one of its rounds. */
interface Followed {
  hypothesis: Registered;
  /** As of the Saturday that is looked at. */
  rounds: Rounds;
  inScope: Placed[];
  outcomes: Outcome[];
  directions: DirectionTrack | null;
}

/** A hypothesis with its rounds: one more as each begins. */
interface Family {
  first: Registered;
  rounds: Followed[];
}

export function saturdays(): Saturdays {
  const { add, look } = evidenceByWeek();
  return (week, known, outcomes = []) => {
    add(week, known, outcomes);
    return whole(look());
  };
}

/** The same in its parts: weeks are added one by one, and only those are looked at that somebody asks about. */
export interface EvidenceByWeek {
  add(this: void, week: DecidedWeek, known: Known, outcomes: readonly Outcome[]): void;
  /** At what there is so far. */
  look(this: void): Pieces<Evidence[]>;
}

export function evidenceByWeek(): EvidenceByWeek {
  const weeks: DecidedWeek[] = [];
  const rests = new WeakSet<WeekDecision>();
  const refusalsOf = refusalLooks();
  const families: Family[] = [];
  const familiesOf = concerned<Family>();
  const follow = (first: Registered) => {
    const family = { first, rounds: [] };
    families.push(family);
    familiesOf.add(first, family);
  };
  hypotheses([]).forEach(follow);
  let registered = 0;

  /** Calls `visit` with what a decision is in the scope of. */
  const eachWithin = (decision: WeekDecision, visit: (one: Followed) => void) => {
    const isRest = rests.has(decision);
    familiesOf.each(decision, ({ rounds: all }) => {
      for (const one of all) if (!(isRest && one.directions === null) && isOfRound(one, decision)) visit(one);
    });
  };

  const add: EvidenceByWeek['add'] = (week, { underlyings, starts }, outcomes) => {
    const isAgain = weeks.at(-1)?.week === week.week;
    if (isAgain) weeks.pop();
    const at = weeks.push(week) - 1;
    for (const decision of week.compared) rests.delete(decision);
    for (const decision of week.rests) rests.add(decision);
    for (; registered < underlyings.length; registered++)
      ofUnderlying(underlyings[registered] as string, registered).forEach(follow);
    for (const family of families) {
      const rounds = roundsOf(family.first, starts);
      for (let round = family.rounds.length + 1; round <= rounds.count; round++)
        family.rounds.push(followedFrom(inRound(family.first, round), rounds));
      for (const one of family.rounds) {
        one.rounds = rounds;
        while (isAgain && one.inScope.at(-1)?.at === at) one.inScope.pop();
        while (isAgain && one.outcomes.at(-1)?.known === at) one.outcomes.pop();
      }
    }
    for (const decision of week.decisions) {
      const placed = { decision, at };
      eachWithin(decision, ({ inScope }) => inScope.push(placed));
    }
    for (const outcome of outcomes) eachWithin(outcome.decision, (one) => one.outcomes.push(outcome));
  };

  function* look(): Pieces<Evidence[]> {
    const followed = families.flatMap(({ rounds }) => rounds);
    const refusals = yield* refusalsOf(
      weeks,
      followed.filter(({ directions }) => directions === null),
    );
    const looked = yield* mapInPieces(
      followed,
      ({ hypothesis, inScope, outcomes, directions }): Evidence => {
        const own = { hypothesis, inScope, outcomes, found: false };
        if (directions === null) {
          const { logE, cell } = refusals(hypothesis);
          return { ...own, logE, direction: null, logLean: null, cell: cellValue(hypothesis.kind, cell) };
        }
        const { logE, logLean, up, down } = directions(weeks.length - 1, inScope);
        return { ...own, logE, direction: Math.sign(up - down), logLean, cell: null };
      },
      ONE_BY_ONE,
    );
    for (const index of discoveries(looked.map(({ hypothesis: { budget }, logE }) => ({ budget, logE }))))
      (looked[index] as Evidence).found = true;
    return looked;
  }

  return { add, look };
}

function followedFrom(hypothesis: Registered, rounds: Rounds): Followed {
  const { kind } = hypothesis;
  return {
    hypothesis,
    rounds,
    inScope: [],
    outcomes: [],
    directions: isDirection(kind) ? directionTrack(kind) : null,
  };
}

function isOfRound({ hypothesis: { round }, rounds }: Followed, decision: WeekDecision): boolean {
  return rounds.count === 1 || rounds.of(advisedIn(decision)) === round;
}

/** The position of a cell as what it means. */
function cellValue(kind: PatternKind, cell: number): number | null {
  if (kind === 'weekday_refusal') return cell + 1;
  return kind in THRESHOLDS ? (THRESHOLDS[kind as keyof typeof THRESHOLDS].cells[cell] ?? null) : null;
}
