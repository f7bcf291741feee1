import { cellProcess, type CellProcess } from '../evidence/stratum-evidence.js';
import { longStrata } from '../evidence/long-strata.js';
import { weekdayProcess } from '../evidence/weekday-evidence.js';
import { leanProcess, type LeanProcess } from '../evidence/lean-evidence.js';
import { signProcess, type SignProcess } from '../evidence/sign-evidence.js';
import {
  askings,
  bySession,
  byThreshold,
  byUnderlying,
  byUnderlyings,
  firstWeekday,
  isActive,
  THRESHOLDS,
  type DecidedWeek,
  type LeftOut,
  type Threshold,
  type ThresholdKind,
} from './comparisons.js';
import { changeOf } from './change-of.js';
import type { DirectionKind } from './hypothesis.js';
import type { DecisionAction, Placed, WeekDecision } from './week-decision.js';

/** What a look at refusals gives: ln E, and the position of the cell of most weight. */
export interface Refusals {
  logE: number;
  cell: number;
}

/** Looks at refusals in all weeks there are so far, in order, without what is left out. */
export type RefusalTrack = (weeks: readonly DecidedWeek[], out: LeftOut) => Refusals;

/** The one with less evidence: of looks at one habit each may be misled where another is not. */
export function weakest(first: Refusals, ...others: Refusals[]): Refusals {
  return others.reduce((least, one) => (one.logE < least.logE ? one : least), first);
}

/** What is left out changes to and fro: of so many of the latest ways, and of nothing left out, a process is kept. */
const KEPT = 5;

/**
 * A process that is fed the weeks it has not seen yet, one for each way of leaving something out, since what is left
 * out is left out of all weeks. The last week is added to a copy, since it may be given again; where it is not, the
 * copy is what the next week is added to.
 */
function follow<P extends { copy(): P }>(
  make: () => P,
  feed: (process: P, week: DecidedWeek, out: LeftOut) => void,
): (weeks: readonly DecidedWeek[], out: LeftOut) => P {
  const kept = new Map<string, { settled: P; seen: number; fed: { week: DecidedWeek; now: P } | null }>();
  return (weeks, out) => {
    const [before, last] = [kept.get(out.key), weeks.length - 1];
    const own = before && before.seen <= last ? before : { settled: make(), seen: 0, fed: null };
    kept.delete(out.key);
    kept.set(out.key, own);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
    if (own.fed !== null && own.fed.week === weeks[own.seen]) {
      if (own.seen === last) return own.fed.now;
      own.settled = own.fed.now;
      own.seen++;
      own.fed = null;
    }
    for (; own.seen < last; own.seen++) feed(own.settled, weeks[own.seen] as DecidedWeek, out);
    const [week, now] = [weeks[last] as DecidedWeek, own.settled.copy()];
    feed(now, week, out);
    own.fed = { week, now };
    return now;
  };
}

function cellTrack(
  cells: number,
  feed: (process: CellProcess, week: DecidedWeek, out: LeftOut) => void,
): RefusalTrack {
  const process = follow(() => cellProcess(cells), feed);
  return (weeks, out) => {
    const fed = process(weeks, out);
    return { logE: fed.log(), cell: fed.strongest() };
  };
}

export function thresholdTrack(kind: ThresholdKind): RefusalTrack {
  const threshold: Threshold = THRESHOLDS[kind];
  return cellTrack(threshold.cells.length, (cells, week, out) =>
    cells.addAll(byThreshold(week, threshold, out)),
  );
}

/** A threshold within each underlying by itself, over weeks. */
export function withinUnderlyingsTrack(kind: ThresholdKind): RefusalTrack {
  const threshold: Threshold = THRESHOLDS[kind];
  const process = follow(
    () => longStrata(threshold.cells.length),
    (strata, week, out) => strata.addWeek(byThreshold(week, threshold, out, ({ underlying }) => underlying)),
  );
  return (weeks, out) => {
    const fed = process(weeks, out).soFar();
    return { logE: fed.log(), cell: fed.strongest() };
  };
}

/** Cell 0 is Monday. Whether anything was answered in a session is looked at on away days as well. */
export function weekdayTrack(action: DecisionAction): RefusalTrack {
  const process = follow(weekdayProcess, (weekdays, week, out) =>
    weekdays.add(askings(week, action, out), askings(week, action, { ...out, away: false })),
  );
  return (weeks, out) => {
    const fed = process(weeks, out);
    return { logE: fed.log(), cell: fed.weekday() - 1 };
  };
}

/** Rolls of one underlying beside all other rolls. */
export function noRollTrack(underlying: string): RefusalTrack {
  return cellTrack(1, (cells, week, out) =>
    cells.addAll(byUnderlying(week, underlying, (one) => one.action === 'roll' && !out.isOut(one))),
  );
}

/** Looks at refusals of several at once, compared within the same strata. */
export type RefusalTracks<Name> = (weeks: readonly DecidedWeek[], out: LeftOut) => (name: Name) => Refusals;

/** The same as {@link noRollTrack} and {@link underlyingTrack}, of all underlyings: each stratum is counted once. */
export function underlyingTracks(kind: 'no_roll' | 'underlying_refusal'): RefusalTracks<string> {
  const cells = new Map<string, number>();
  const cellOf = (underlying: string) => {
    const cell = cells.get(underlying) ?? cells.size;
    cells.set(underlying, cell);
    return cell;
  };
  const isCompared = kind === 'no_roll' ? (one: WeekDecision) => one.action === 'roll' : isActive;
  const process = follow(
    () => cellProcess(0),
    (shares, week, out) =>
      shares.addAll(byUnderlyings(week, cellOf, (one) => isCompared(one) && !out.isOut(one))),
  );
  return (weeks, out) => {
    const fed = process(weeks, out);
    return (underlying) => ({ logE: fed.logOf(cellOf(underlying)), cell: 0 });
  };
}

/** Decisions on one underlying beside all others. */
export function underlyingTrack(underlying: string): RefusalTrack {
  return cellTrack(1, (cells, week, out) =>
    cells.addAll(byUnderlying(week, underlying, (one) => isActive(one) && !out.isOut(one))),
  );
}

/** Rolls beside everything else. */
export function rollTrack(): RefusalTrack {
  return cellTrack(1, (cells, week, out) =>
    cells.addAll(bySession(week, (one) => isActive(one) && !out.isOut(one))),
  );
}

/** The same without what was first advised on a weekday: those of its sessions are no cells of it. */
export function rollTracks(): RefusalTracks<number> {
  const others = WEEKDAYS.map((weekday) => WEEKDAYS.filter((other) => other !== weekday));
  const process = follow(
    () => cellProcess(WEEKDAYS.length + 1),
    (cells, week, out) =>
      cells.addAll(
        bySession(
          week,
          (one) => isActive(one) && !out.isOut(one),
          (one) => others[firstWeekday(one) - 1] ?? WEEKDAYS,
        ),
      ),
  );
  return (weeks, out) => {
    const fed = process(weeks, out);
    return (weekday) => ({ logE: fed.logOf(weekday), cell: 0 });
  };
}

/** 1 is Monday. */
export const WEEKDAYS = [1, 2, 3, 4, 5];

/** What a look at changes gives. */
export interface Directions {
  logE: number;
  /** ln E by weeks (E_weeks), without which a direction is no candidate. */
  logLean: number;
  up: number;
  down: number;
}

/**
 * Looks at the changes of the decisions in scope so far, in order, by the position of the week that is looked at among
 * all weeks; those of that week may be others when it is looked at again.
 */
export type DirectionTrack = (at: number, inScope: readonly Placed[]) => Directions;

export function directionTrack(kind: DirectionKind): DirectionTrack {
  const settled = newDirections();
  let seen = 0;
  return (at, inScope) => {
    const endOf = (from: number) => {
      let end = from;
      while (end < inScope.length && (inScope[end] as Placed).at === (inScope[from] as Placed).at) end++;
      return end;
    };
    while (seen < inScope.length && (inScope[seen] as Placed).at < at) {
      const end = endOf(seen);
      addWeek(settled, kind, inScope.slice(seen, end));
      seen = end;
    }
    const now = copyOf(settled);
    addWeek(now, kind, inScope.slice(seen));
    const { first, up, down } = now;
    if (first === null) return { logE: 0, logLean: 0, up, down };
    const age = at - first + 1;
    return { logE: now.sign.logBy(age), logLean: now.lean.logBy(age), up, down };
  };
}

interface DirectionsSoFar {
  sign: SignProcess;
  lean: LeanProcess;
  up: number;
  down: number;
  /** The position of the week of the first decision in scope. */
  first: number | null;
}

function newDirections(): DirectionsSoFar {
  return { sign: signProcess(), lean: leanProcess(), up: 0, down: 0, first: null };
}

function copyOf(one: DirectionsSoFar): DirectionsSoFar {
  return { ...one, sign: one.sign.copy(), lean: one.lean.copy() };
}

/** Adds the decisions of one week: what nothing can be said of, as of what was refused, goes neither way. */
function addWeek(to: DirectionsSoFar, kind: DirectionKind, week: readonly Placed[]): void {
  const [one] = week;
  if (one === undefined) return;
  to.first ??= one.at;
  let [up, down] = [0, 0];
  for (const { decision } of week) {
    const change = changeOf(kind, decision) ?? 0;
    if (change > 0) up++;
    else if (change < 0) down++;
  }
  const age = one.at - to.first + 1;
  to.sign.add(age, { up, down });
  to.lean.add(age, up - down);
  to.up += up;
  to.down += down;
}
