import { once } from '../once.js';
import { eachInPieces, groupInPieces, mapInPieces, ONE_BY_ONE, whole, type Pieces } from '../pieces.js';
import { shiftWeek, weekOf, type IsoWeek } from '../time/iso-week.js';
import { decidedWeek } from './comparisons.js';
import { habitTrack, winsorised, type Habit } from './habit.js';
import { isDirection } from './hypothesis.js';
import { patternRow } from './make-pattern-row.js';
import type { PatternRow } from './pattern-row.js';
import { evidenceByWeek, type Known } from './saturday.js';
import { remainders } from './remainders.js';
import { timingRows } from './timing-row.js';
import type { Outcome, WeekDecision } from './week-decision.js';

export interface PatternInputs extends Known {
  decisions: readonly WeekDecision[];
  /** The last week that is looked at. */
  through: IsoWeek;
  /** What was seen on Saturdays that are not looked at again; without it all are looked at. */
  seen?: SeenSaturdays;
}

/** Saturdays that were looked at before, of which the rows are known. */
export interface SeenSaturdays {
  /** The first week that is to be looked at. */
  before: IsoWeek;
  /** By pattern, the week in which it was found first. */
  firstFound: ReadonlyMap<string, IsoWeek>;
}

/** A week as its Saturday knows it. */
export interface KnownWeek extends Known {
  week: IsoWeek;
  decisions: readonly WeekDecision[];
  /** Decisions, of it or of weeks before, of which became known what they came to. */
  judged: readonly WeekDecision[];
}

/** The habits of a Saturday that have a decision in scope. */
export interface LookedWeek {
  week: IsoWeek;
  /** Its position among all weeks. */
  at: number;
  habits: readonly Habit[];
  /** What the row of a habit says of it. */
  textOf(this: void, habit: Habit): string;
  /** In the order of the table. */
  rows(this: void): PatternRow[];
  /** The same in pieces. */
  rowsInPieces(this: void): Pieces<PatternRow[]>;
  /** Counts the decisions so far, which rows do as well. */
  count(this: void): Pieces<void>;
}

/**
 * Gives the habits of each week: called for every week from the first decision on, in order. The last week may be given
 * again, as more of it is known; what a week costs does not grow with those before it. Rows depend on the decisions up
 * to their week alone, and on what was known by its end.
 */
export function habitsByWeek(): (known: KnownWeek) => LookedWeek {
  const { add, look } = habitsOf(new Map());
  return (known) => {
    add(known);
    return whole(look());
  };
}

/** The same in its parts: weeks are added one by one, and looked at from some week on. */
function habitsOf(foundBefore: SeenSaturdays['firstFound']) {
  const [evidenceSoFar, timingOf, restsOf] = [evidenceByWeek(), timingRows(), remainders()];
  const tracks = new Map<string, ReturnType<typeof habitTrack>>();
  const firstFound = new Map(foundBefore);
  const positions = new Map<IsoWeek, number>();
  let [week, at, timing]: [IsoWeek, number, ReturnType<typeof timingOf>] = ['', -1, () => null];

  const add = ({ week: added, decisions, judged, ...known }: KnownWeek): void => {
    if (added === week) for (const [id, found] of firstFound) if (found === week) firstFound.delete(id);
    week = added;
    at = positions.get(week) ?? positions.size;
    positions.set(week, at);
    const outcomes = judged.flatMap((decision) => outcomeOf(decision, positions.get(decision.week), at));
    evidenceSoFar.add(decidedWeek(week, decisions, restsOf(week, decisions)), known, outcomes);
    timing = timingOf(week, decisions);
  };

  return { add, look: () => lookAt(week, at, timing) };

  function* lookAt(week: IsoWeek, at: number, timing: () => PatternRow | null): Pieces<LookedWeek> {
    const evidence = yield* evidenceSoFar.look();
    const seen = evidence.filter(({ inScope }) => inScope.length > 0);
    const found = seen.filter((one) => one.found);
    for (const { hypothesis } of found)
      if (!firstFound.has(hypothesis.pattern_id)) firstFound.set(hypothesis.pattern_id, week);
    const firstFoundBy = (id: string) => {
      const first = firstFound.get(id);
      return first !== undefined && first <= week ? first : null;
    };
    const habits = once(() =>
      seen.map((one) => {
        const { pattern_id } = one.hypothesis;
        const track = tracks.get(pattern_id) ?? habitTrack();
        tracks.set(pattern_id, track);
        return track(one, at, firstFoundBy(pattern_id));
      }),
    );
    const made = new Map<Habit, PatternRow>();
    const rowOf = (habit: Habit): PatternRow => {
      const row =
        made.get(habit) ??
        patternRow(habit, { week, at, found: found.length, partner: partnerOf(habit, habits()) });
      made.set(habit, row);
      return row;
    };
    function* rowsInPieces(): Pieces<PatternRow[]> {
      const timed = timing();
      const rows = [...(yield* mapInPieces(habits(), rowOf, ONE_BY_ONE)), ...(timed === null ? [] : [timed])];
      return rows.sort((a, b) => (a.pattern_id < b.pattern_id ? -1 : 1));
    }
    return {
      ...{ week, at },
      get habits() {
        return habits();
      },
      textOf: (habit) => rowOf(habit).text,
      count: () => eachInPieces(habits(), ({ tally }) => void tally, ONE_BY_ONE),
      rows: () => whole(rowsInPieces()),
      rowsInPieces,
    };
  }
}

function outcomeOf(decision: WeekDecision, at: number | undefined, known: number): Outcome[] {
  const { judged } = decision;
  if (judged === null || at === undefined) return [];
  return [{ decision, at, known, difference: winsorised(judged.difference) }];
}

/** Weeks that are not looked at are counted so many at a time: as long as they lie in the processor's cache. */
const COUNTED_WEEKS = 13;

/**
 * The weeks from the first decision on, as their Saturdays knew them, without those that were seen before; of each
 * hypothesis there are rows from its first decision in scope on.
 */
export function* lookedWeeks(inputs: PatternInputs): Generator<LookedWeek, void> {
  for (const looked of lookedWeeksInPieces(inputs)) if (looked !== undefined) yield looked;
}

/** The same in pieces: in between it gives nothing. */
export function* lookedWeeksInPieces({
  decisions,
  through,
  seen,
  ...known
}: PatternInputs): Generator<LookedWeek | void, void> {
  const byWeek = yield* groupInPieces(decisions, ({ week }) => week);
  const judged = decisions.filter(({ judged }) => judged !== null);
  const judgedIn = yield* groupInPieces(judged, knownIn);
  const first = [...byWeek.keys()].sort()[0];
  if (first === undefined) return;
  const { add, look } = habitsOf(seen?.firstFound ?? new Map());
  let unlooked = 0;
  for (let week = first; week <= through; week = shiftWeek(week, 1)) {
    add({ ...known, week, decisions: byWeek.get(week) ?? [], judged: judgedIn.get(week) ?? [] });
    yield;
    if (seen === undefined || week >= seen.before) yield yield* look();
    else if (++unlooked % COUNTED_WEEKS === 0) yield* (yield* look()).count();
  }
}

/** The week in which it was known what a decision came to. */
export function knownIn({ judged, week }: WeekDecision): IsoWeek {
  const known = judged === null ? week : weekOf(judged.on);
  return known > week ? known : week;
}

/** The same shift of the other action, where both are found and go the same way. */
export function partnerOf({ evidence }: Habit, habits: readonly Habit[]): Habit | null {
  const { kind, action, scope_kind, scope } = evidence.hypothesis;
  if (!evidence.found || !isDirection(kind)) return null;
  const isPartner = ({ evidence: { hypothesis, found, direction } }: Habit) =>
    found &&
    direction === evidence.direction &&
    hypothesis.kind === kind &&
    hypothesis.action !== action &&
    hypothesis.scope_kind === scope_kind &&
    hypothesis.scope === scope;
  return habits.findLast(isPartner) ?? null;
}
