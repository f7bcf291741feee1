import { cellProcess, type CellProcess } from '../evidence/stratum-evidence.js';
import { weekdayProcess } from '../evidence/weekday-evidence.js';
import { leanProcess, type LeanProcess } from '../evidence/lean-evidence.js';
import { signProcess, type SignProcess } from '../evidence/sign-evidence.js';
import {
  askings,
  bySession,
  byThreshold,
  byUnderlying,
  firstWeekday,
  isActive,
  THRESHOLDS,
  type DecidedWeek,
  type LeftOut,
  type Threshold,
  type ThresholdKind,
} from './comparisons.js';
import type { DecisionAction } from './week-decision.js';

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

/** What is left out changes to and fro: of so many of the latest ways a process is kept. */
const KEPT = 4;

/**
 * A process that is fed the weeks it has not seen yet, one for each way of leaving something out, since what is left
 * out is left out of all weeks. The last week is added to a copy, since it may be given again.
 */
function follow<P extends { copy(): P }>(
  make: () => P,
  feed: (process: P, week: DecidedWeek, out: LeftOut) => void,
): (weeks: readonly DecidedWeek[], out: LeftOut) => P {
  const kept = new Map<string, { settled: P; seen: number }>();
  return (weeks, out) => {
    const before = kept.get(out.key);
    const own = before && before.seen < weeks.length ? before : { settled: make(), seen: 0 };
    kept.delete(out.key);
    kept.set(out.key, own);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
    for (; own.seen < weeks.length - 1; own.seen++) feed(own.settled, weeks[own.seen] as DecidedWeek, out);
    const now = own.settled.copy();
    feed(now, weeks.at(-1) as DecidedWeek, out);
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

/** Decisions on one underlying beside all others. */
export function underlyingTrack(underlying: string): RefusalTrack {
  return cellTrack(1, (cells, week, out) =>
    cells.addAll(byUnderlying(week, underlying, (one) => isActive(one) && !out.isOut(one))),
  );
}

/** Rolls beside everything else; null: of all weekdays, else without what was first advised on one. */
export function rollTrack(withoutWeekday: number | null): RefusalTrack {
  return cellTrack(1, (cells, week, out) =>
    cells.addAll(
      bySession(week, (one) => isActive(one) && !out.isOut(one) && firstWeekday(one) !== withoutWeekday),
    ),
  );
}

/** What a look at changes gives. */
export interface Directions {
  logE: number;
  /** ln E by weeks (E_weeks), without which a direction is no candidate. */
  logLean: number;
  up: number;
  down: number;
}

/**
 * Looks at the changes of the decisions in scope of a week, by its position among all weeks; null where nothing can be
 * said of one, as of what was refused. The last week may be given again.
 */
export type DirectionTrack = (at: number, changes: readonly (number | null)[]) => Directions;

export function directionTrack(): DirectionTrack {
  let settled = newDirections();
  let [last, now] = [-1, settled];
  return (at, changes) => {
    if (at !== last) settled = now;
    [last, now] = [at, withWeek(settled, at, changes)];
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

function withWeek(before: DirectionsSoFar, at: number, changes: readonly (number | null)[]): DirectionsSoFar {
  if (changes.length === 0) return before;
  const first = before.first ?? at;
  const [sign, lean] = [before.sign.copy(), before.lean.copy()];
  const up = changes.filter((one) => one !== null && one > 0).length;
  const down = changes.filter((one) => one !== null && one < 0).length;
  sign.add(at - first + 1, { up, down });
  lean.add(at - first + 1, up - down);
  return { sign, lean, up: before.up + up, down: before.down + down, first };
}
