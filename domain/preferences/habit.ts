import type { Sizes } from '../evidence/effect-intervals.js';
import type { IsoWeek } from '../time/iso-week.js';
import { isDirection } from './hypothesis.js';
import { occasionsOf, sizeOf, type Occasion } from './occasions.js';
import type { Evidence, Placed } from './saturday.js';
import type { WeekDecision } from './week-decision.js';

/**
 * Shares are of so many weeks up to the one that is looked at, those by underlying of more, since each has fewer
 * decisions.
 */
export const SHARE_WEEKS = 8;
export const UNDERLYING_WEEKS = 13;

/** A hypothesis with the occasions of its habit, as one Saturday knows them. */
export interface Habit {
  evidence: Evidence;
  /** The occasions of the last 13 weeks, in order. */
  lately: readonly Occasion[];
  /** All of them, counted. */
  tally: Tally;
  /** The first week in which it was found; null where it never was. */
  firstFoundWeek: IsoWeek | null;
}

/** What all occasions of a habit so far come to. */
export interface Tally {
  occasions: number;
  changed: number;
  /** Decisions in scope, those of them that were answered, and the versions of the advice. */
  decisions: number;
  answered: number;
  versions: ReadonlySet<string>;
  /** Of a shift, how far changes in the found direction went. */
  sizes: Sizes;
  /** By the position of its week, what the habit came to in those of its decisions that could be judged. */
  judged: ReadonlyMap<number, { total: number; count: number }>;
}

/** What a decision came to, once it was known: in % of price, beside the advice. */
export interface Outcome extends Placed {
  difference: number;
}

/** What decisions came to: known on Saturdays before, and since the last. */
export interface Outcomes {
  before: ReadonlyMap<WeekDecision, Outcome>;
  since: readonly Outcome[];
}

/**
 * Follows a habit from Saturday to Saturday; the last one may be given again. It begins anew where the found direction
 * or cell is another than the time before.
 */
export function habitTrack(): (
  evidence: Evidence,
  at: number,
  outcomes: Outcomes,
) => Omit<Habit, 'firstFoundWeek'> {
  let [settled, now] = [emptyTally(), emptyTally()];
  let [last, key] = [-1, ''];
  return (evidence, at, outcomes) => {
    const { inScope, direction, cell } = evidence;
    if (at !== last) settled = now;
    const isNew = inScope.slice(firstAt(inScope, at));
    const anew = `${direction} ${cell}`;
    if (anew !== key) {
      settled = emptyTally();
      const old = inScope.slice(0, inScope.length - isNew.length);
      const known = old.flatMap(({ decision }) => outcomes.before.get(decision) ?? []);
      addTo(settled, evidence, old, known);
    }
    now = copyOf(settled);
    addTo(
      now,
      evidence,
      isNew,
      outcomes.since.filter(({ decision }) => evidence.isInScope(decision)),
    );
    [last, key] = [at, anew];
    const lately = occasionsOf(evidence, inScope.slice(firstAt(inScope, at - UNDERLYING_WEEKS + 1)));
    return { evidence, lately, tally: now };
  };
}

/** The position of the first decision of a week or a later one. */
function firstAt(inScope: readonly Placed[], week: number): number {
  let first = inScope.length;
  while (first > 0 && (inScope[first - 1] as Placed).at >= week) first--;
  return first;
}

interface GrowingTally extends Tally {
  versions: Set<string>;
  sizes: Map<number, number>;
  judged: Map<number, { total: number; count: number }>;
}

function emptyTally(): GrowingTally {
  return {
    ...{ occasions: 0, changed: 0, decisions: 0, answered: 0 },
    ...{ versions: new Set(), sizes: new Map(), judged: new Map() },
  };
}

function copyOf(tally: GrowingTally): GrowingTally {
  return {
    ...tally,
    versions: new Set(tally.versions),
    sizes: new Map(tally.sizes),
    judged: new Map(tally.judged),
  };
}

function addTo(
  tally: GrowingTally,
  evidence: Evidence,
  inScope: readonly Placed[],
  known: readonly Outcome[],
): void {
  const { kind } = evidence.hypothesis;
  for (const { decision } of inScope) {
    tally.decisions++;
    if (!decision.refused) tally.answered++;
    for (const version of decision.versions) tally.versions.add(version);
  }
  for (const occasion of occasionsOf(evidence, inScope)) {
    tally.occasions++;
    if (!occasion.shown) continue;
    tally.changed++;
    if (!isDirection(kind)) continue;
    const size = sizeOf(kind, occasion);
    tally.sizes.set(size, (tally.sizes.get(size) ?? 0) + 1);
  }
  for (const { at, difference } of known.filter((one) => isJudged(evidence, one))) {
    const { total, count } = tally.judged.get(at) ?? { total: 0, count: 0 };
    tally.judged.set(at, { total: total + difference, count: count + 1 });
  }
}

/** Whether what a decision came to is what the habit came to: an answer on a later day is no refusal. */
export function isJudged(evidence: Evidence, placed: Placed): boolean {
  if (!isDirection(evidence.hypothesis.kind) && !placed.decision.refused) return false;
  return occasionsOf(evidence, [placed]).some(({ shown }) => shown);
}

/** A difference beyond this, in % of price, counts as this. */
const MOST_DIFFERENCE = 5;

export function winsorised(difference: number): number {
  return Math.max(-MOST_DIFFERENCE, Math.min(MOST_DIFFERENCE, difference));
}

/** The means of the judged weeks, in their order. */
export function weeklyMeans(judged: Tally['judged']): number[] {
  return [...judged].sort(([a], [b]) => a - b).map(([, { total, count }]) => total / count);
}
