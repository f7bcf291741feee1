import type { Sizes } from '../evidence/effect-intervals.js';
import { firstIndexFrom } from '../market/bisection.js';
import { once } from '../once.js';
import type { IsoWeek } from '../time/iso-week.js';
import { isDirection } from './hypothesis.js';
import { occasions, occasionsOf, sizeOf, type Occasion } from './occasions.js';
import type { Evidence } from './saturday.js';
import type { Outcome, Placed, WeekDecision } from './week-decision.js';

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

/**
 * Follows a habit from Saturday to Saturday; the last one may be given again. What is asked of a Saturday is worked out
 * when it is: it counts the weeks since the last that was asked about, and all of them where the found direction or
 * cell is another than that time.
 */
export function habitTrack(): (evidence: Evidence, at: number, firstFoundWeek: IsoWeek | null) => Habit {
  let settled = emptyTally();
  /** The direction and cell that are counted, and the position of the first week that is not yet. */
  let [counted, next] = ['', 0];

  const tallyOf = (evidence: Evidence, at: number): Tally => {
    const own = `${evidence.direction} ${evidence.cell}`;
    if (own !== counted || at < next) {
      settled = emptyTally();
      [counted, next] = [own, 0];
    }
    addTo(settled, evidence, { from: next, to: at });
    next = at;
    const now = copyOf(settled);
    addTo(now, evidence, { from: at, to: at + 1 });
    return now;
  };

  return (evidence, at, firstFoundWeek) => {
    const lately = once(() =>
      occasionsOf(evidence, within(evidence.inScope, { from: at - UNDERLYING_WEEKS + 1, to: at + 1 })),
    );
    const tally = once(() => tallyOf(evidence, at));
    return {
      evidence,
      firstFoundWeek,
      get lately() {
        return lately();
      },
      get tally() {
        return tally();
      },
    };
  };
}

/** Positions of weeks, the last of them not included. */
interface Weeks {
  from: number;
  to: number;
}

/** Decisions, in order, of some weeks. */
function within(inScope: readonly Placed[], { from, to }: Weeks): readonly Placed[] {
  const atOf = ({ at }: Placed) => at;
  return inScope.slice(firstIndexFrom(inScope, atOf, from), firstIndexFrom(inScope, atOf, to));
}

/** Outcomes, in order, of those that became known in some weeks. */
function knownWithin(outcomes: readonly Outcome[], { from, to }: Weeks): readonly Outcome[] {
  const knownAt = ({ known }: Outcome) => known;
  return outcomes.slice(firstIndexFrom(outcomes, knownAt, from), firstIndexFrom(outcomes, knownAt, to));
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

/** Adds decisions of some weeks, and what became known in them. */
function addTo(tally: GrowingTally, evidence: Evidence, weeks: Weeks): void {
  const { kind } = evidence.hypothesis;
  const each = occasions(evidence);
  let version: string | undefined;
  for (const placed of within(evidence.inScope, weeks)) {
    const { decision } = placed;
    tally.decisions++;
    if (!decision.refused) tally.answered++;
    for (const one of decision.versions) if (one !== version) tally.versions.add((version = one));
    each(decision, (shown) => {
      tally.occasions++;
      if (!shown) return;
      tally.changed++;
      if (!isDirection(kind)) return;
      const size = sizeOf(kind, placed);
      tally.sizes.set(size, (tally.sizes.get(size) ?? 0) + 1);
    });
  }
  for (const { at, difference, decision } of knownWithin(evidence.outcomes, weeks)) {
    if (!isJudged(evidence, decision, each)) continue;
    const week = tally.judged.get(at) ?? { total: 0, count: 0 };
    tally.judged.set(at, { total: week.total + difference, count: week.count + 1 });
  }
}

/** Whether what a decision came to is what the habit came to: an answer on a later day is no refusal. */
export function isJudged(
  evidence: Evidence,
  decision: WeekDecision,
  each: ReturnType<typeof occasions> = occasions(evidence),
): boolean {
  if (!isDirection(evidence.hypothesis.kind) && !decision.refused) return false;
  let isShown = false;
  each(decision, (shown) => (isShown ||= shown));
  return isShown;
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
