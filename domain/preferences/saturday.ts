import type { RegimeName } from '../algorithm/parameter-fields.js';
import { discoveries } from '../evidence/false-discovery.js';
import {
  firstWeekday,
  isActive,
  isAskedOn,
  measureOf,
  NOTHING_OUT,
  THRESHOLDS,
  type DecidedWeek,
  type LeftOut,
} from './comparisons.js';
import {
  hypotheses,
  isDirection,
  type DirectionKind,
  type PatternKind,
  type Registered,
} from './hypothesis.js';
import {
  directionTrack,
  noRollTrack,
  rollTrack,
  thresholdTrack,
  underlyingTrack,
  weakest,
  weekdayTrack,
  type DirectionTrack,
  type Refusals,
  type RefusalTrack,
} from './tracks.js';
import type { DecisionAction, WeekDecision } from './week-decision.js';

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
  logE: number;
  found: boolean;
  /** Of a shift or quantity: 1 for more, −1 for less, 0 where as many went either way; null of a refusal. */
  direction: number | null;
  /** ln E_weeks, likewise. */
  logLean: number | null;
  /** Of a threshold its value, of weekdays the weekday (1 is Monday), else null. */
  cell: number | null;
}

/** ln of the e-value from which on one pattern explains what another would say. */
const LOG_EXPLAINS = Math.log(20);

/** Gives the evidence on each Saturday: called once for every week, in order and without a gap. */
export type Saturdays = (week: DecidedWeek) => Evidence[];

/** The Saturdays of somebody, whose underlyings are named in the order of their first advice. */
export function saturdays(underlyings: readonly string[]): Saturdays {
  const weeks: DecidedWeek[] = [];
  const refusalsOf = refusalLooks(underlyings);
  const followed = hypotheses(underlyings).map((hypothesis) => ({
    hypothesis,
    inScope: [] as Placed[],
    directions: isDirection(hypothesis.kind) ? directionOf(hypothesis, hypothesis.kind) : null,
  }));
  return (week) => {
    const at = weeks.push(week) - 1;
    const refusals = refusalsOf(weeks);
    const looked = followed.map(({ hypothesis, inScope, directions }): Omit<Evidence, 'found'> => {
      for (const decision of week.decisions)
        if (isInScope(hypothesis, decision)) inScope.push({ decision, at });
      const known = { hypothesis, inScope };
      if (directions === null) {
        const { logE, cell } = refusals(hypothesis);
        return { ...known, logE, direction: null, logLean: null, cell: cellValue(hypothesis.kind, cell) };
      }
      const { logE, logLean, up, down } = directions(weeks);
      return { ...known, logE, direction: Math.sign(up - down), logLean, cell: null };
    });
    const found = discoveries(looked.map(({ hypothesis: { budget }, logE }) => ({ budget, logE })));
    return looked.map((one, index) => ({ ...one, found: found.has(index) }));
  };
}

function directionOf(hypothesis: Registered, kind: DirectionKind): DirectionTrack {
  return directionTrack({
    isInScope: (decision) => isInScope(hypothesis, decision),
    changeOf: (decision) => changeOf(kind, decision),
  });
}

/** Whether a decision is one of those that a hypothesis is about. */
function isInScope({ action, scope_kind, scope }: Registered, decision: WeekDecision): boolean {
  if (action === 'any' ? !isActive(decision) : decision.action !== action) return false;
  if (scope_kind === 'underlying') return decision.underlying === scope;
  return scope_kind === 'overall' || decision.regimes.includes(scope as RegimeName);
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

/**
 * Looks at all refusals of a Saturday together, since what one explains another must not say again: an underlying's is
 * judged without what floors, weekdays and its rolls explain; floors, earnings and weekdays without the underlyings
 * that are refused themselves and without away days; rolls overall without the underlyings that are not rolled and, of
 * a weekday on which rolls are left, without what was asked for on it.
 */
function refusalLooks(underlyings: readonly string[]) {
  const twice = (make: () => RefusalTrack) => ({ all: make(), rest: make() });
  const each = <T>(make: (underlying: string) => T) =>
    new Map(underlyings.map((one): [string, T] => [one, make(one)]));
  const thresholds = {
    premium_floor: twice(() => thresholdTrack('premium_floor')),
    buy_back_floor: twice(() => thresholdTrack('buy_back_floor')),
    earnings_quiet: twice(() => thresholdTrack('earnings_quiet')),
  };
  const earlyExit = thresholdTrack('early_exit');
  const weekdays = { open: twice(() => weekdayTrack('open')), roll: twice(() => weekdayTrack('roll')) };
  const noRolls = each(noRollTrack);
  const refused = each((underlying) => twice(() => underlyingTrack(underlying)));
  const rolls = rollTrack(null);
  const rollsWithout = [1, 2, 3, 4, 5].map(rollTrack);

  return (weeks: readonly DecidedWeek[]): ((hypothesis: Registered) => Refusals) => {
    const everything = (track: RefusalTrack) => track(weeks, NOTHING_OUT);
    const floor = everything(thresholds.premium_floor.all);
    const onWeekdays = { open: everything(weekdays.open.all), roll: everything(weekdays.roll.all) };
    const unrolled = new Map([...noRolls].map(([underlying, track]) => [underlying, everything(track)]));
    const notRolled = strong(unrolled);

    const told = toldOtherwise({ floor, onWeekdays, notRolled });
    const ofUnderlyings = new Map(
      [...refused].map(([underlying, { all, rest }]) => [
        underlying,
        weakest(everything(all), rest(weeks, told)),
      ]),
    );
    const shunned = strong(ofUnderlyings);
    const apart: LeftOut = {
      key: JSON.stringify([...shunned]),
      isOut: ({ underlying }) => shunned.has(underlying),
      away: true,
    };
    const both = ({ all, rest }: { all: RefusalTrack; rest: RefusalTrack }) =>
      weakest(everything(all), rest(weeks, apart));
    const dayOff = evidentWeekday(onWeekdays.roll);
    const rolled: LeftOut = {
      key: JSON.stringify([dayOff, [...notRolled]]),
      isOut: (decision) =>
        decision.action === 'roll' && (notRolled.has(decision.underlying) || isAskedOn(decision, dayOff)),
      away: false,
    };

    return ({ kind, action, scope_kind, scope }) => {
      switch (kind) {
        case 'premium_floor':
        case 'buy_back_floor':
        case 'earnings_quiet':
          return both(thresholds[kind]);
        case 'early_exit':
          return everything(earlyExit);
        case 'weekday_refusal':
          return both(weekdays[action as keyof typeof weekdays]);
        case 'underlying_refusal':
          return ofUnderlyings.get(scope) as Refusals;
        case 'no_roll':
          if (scope_kind === 'underlying') return unrolled.get(scope) as Refusals;
          return weakest(everything(rolls), ...rollsWithout.map((track) => track(weeks, rolled)));
        default:
          throw new RangeError(`no refusal: ${kind}`);
      }
    };
  };
}

/** The underlyings whose refusal is evident enough to explain others. */
function strong(ofUnderlyings: ReadonlyMap<string, Refusals>): Set<string> {
  return new Set(
    [...ofUnderlyings].filter(([, { logE }]) => logE >= LOG_EXPLAINS).map(([underlying]) => underlying),
  );
}

/** The weekday on which something is evidently left unanswered; null where none is. */
function evidentWeekday({ logE, cell }: Refusals): number | null {
  return logE >= LOG_EXPLAINS ? cell + 1 : null;
}

/** The decisions that a floor, a weekday or rolls left undone explain: no evidence that an underlying is refused. */
function toldOtherwise({
  floor,
  onWeekdays,
  notRolled,
}: {
  floor: Refusals;
  onWeekdays: Record<'open' | 'roll', Refusals>;
  notRolled: ReadonlySet<string>;
}): LeftOut {
  const least = floor.logE >= LOG_EXPLAINS ? (THRESHOLDS.premium_floor.cells[floor.cell] ?? null) : null;
  const weekdays: Partial<Record<DecisionAction, number | null>> = {
    open: evidentWeekday(onWeekdays.open),
    roll: evidentWeekday(onWeekdays.roll),
  };
  const isBelow = (decision: WeekDecision) => {
    if (least === null || decision.action !== 'open') return false;
    const premium = measureOf(decision, 'premium', new Set());
    return premium !== null && premium < least;
  };
  return {
    key: JSON.stringify([least, weekdays, [...notRolled]]),
    isOut: (decision) =>
      isBelow(decision) ||
      firstWeekday(decision) === weekdays[decision.action] ||
      (decision.action === 'roll' && notRolled.has(decision.underlying)),
    away: false,
  };
}
