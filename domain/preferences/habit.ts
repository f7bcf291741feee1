import type { Sizes } from '../evidence/effect-intervals.js';
import { firstIndexFrom } from '../market/bisection.js';
import { once } from '../once.js';
import type { IsoWeek } from '../time/iso-week.js';
import { isDirection } from './hypothesis.js';
import { occasionsOf, sizeOf, type Occasion } from './occasions.js';
import type { Evidence } from './saturday.js';
import type { Placed, WeekDecision } from './week-decision.js';

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

/** What decisions came to, by the position of the week in which that was known. */
export interface Outcomes {
  knownIn(at: number): readonly Outcome[];
  /** Undefined where it was not known before a week. */
  knownBefore(at: number, decision: WeekDecision): Outcome | undefined;
}

/**
 * Follows a habit from Saturday to Saturday; the last one may be given again. What is asked of a Saturday is worked out
 * when it is: it counts the weeks since the last that was asked about, and all of them where the found direction or
 * cell is another than that time.
 */
export function habitTrack(
  outcomes: Outcomes,
): (evidence: Evidence, at: number, firstFoundWeek: IsoWeek | null) => Habit {
  let settled = emptyTally();
  /** The direction and cell that are counted, and the position of the first week that is not yet. */
  let [counted, next] = ['', 0];

  const tallyOf = (evidence: Evidence, at: number): Tally => {
    const { inScope, direction, cell } = evidence;
    const own = `${direction} ${cell}`;
    if (own !== counted || at < next) {
      const before = inScope.slice(0, firstAt(inScope, at));
      settled = emptyTally();
      addTo(settled, evidence, {
        inScope: before,
        known: before.flatMap(({ decision }) => outcomes.knownBefore(at, decision) ?? []),
      });
      [counted, next] = [own, at];
    }
    const ofWeek = (week: number) => ({
      inScope: inScope.slice(firstAt(inScope, week), firstAt(inScope, week + 1)),
      known: outcomes.knownIn(week).filter(({ decision }) => evidence.isInScope(decision)),
    });
    for (; next < at; next++) addTo(settled, evidence, ofWeek(next));
    const now = copyOf(settled);
    addTo(now, evidence, ofWeek(at));
    return now;
  };

  return (evidence, at, firstFoundWeek) => {
    const { inScope } = evidence;
    const lately = once(() =>
      occasionsOf(
        evidence,
        inScope.slice(firstAt(inScope, at - UNDERLYING_WEEKS + 1), firstAt(inScope, at + 1)),
      ),
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

/** The position of the first decision of a week or a later one. */
function firstAt(inScope: readonly Placed[], week: number): number {
  return firstIndexFrom(inScope, ({ at }) => at, week);
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
  { inScope, known }: { inScope: readonly Placed[]; known: readonly Outcome[] },
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
