import { groupBy } from '../group-by.js';
import { once } from '../once.js';
import { shiftWeek, weekOf, type IsoWeek } from '../time/iso-week.js';
import { decidedWeek } from './comparisons.js';
import { habitTrack, winsorised, type Habit, type Outcome, type Outcomes } from './habit.js';
import { isDirection } from './hypothesis.js';
import { patternRow, type PatternRow } from './pattern-row.js';
import { saturdays, type Known } from './saturday.js';
import { remainders } from './remainders.js';
import { timingRows } from './timing-row.js';
import type { WeekDecision } from './week-decision.js';

export interface PatternInputs extends Known {
  decisions: readonly WeekDecision[];
  /** The last week that is looked at. */
  through: IsoWeek;
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
}

/**
 * Gives the habits of each week: called for every week from the first decision on, in order. The last week may be given
 * again, as more of it is known; what a week costs does not grow with those before it. Rows depend on the decisions up
 * to their week alone, and on what was known by its end.
 */
export function habitsByWeek(): (known: KnownWeek) => LookedWeek {
  const [look, timingOf, restsOf] = [saturdays(), timingRows(), remainders()];
  const outcomes = knownOutcomes();
  const tracks = new Map<string, ReturnType<typeof habitTrack>>();
  const firstFound = new Map<string, IsoWeek>();
  const positions = new Map<IsoWeek, number>();
  let last: IsoWeek | null = null;

  return ({ week, decisions, judged, ...known }) => {
    if (week === last) for (const [id, found] of firstFound) if (found === week) firstFound.delete(id);
    last = week;
    const at = positions.get(week) ?? positions.size;
    positions.set(week, at);
    outcomes.know(
      at,
      judged.flatMap((decision) => outcomeOf(decision, positions.get(decision.week))),
    );
    const evidence = look(decidedWeek(week, decisions, restsOf(week, decisions)), known);
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
        const track = tracks.get(pattern_id) ?? habitTrack(outcomes);
        tracks.set(pattern_id, track);
        return track(one, at, firstFoundBy(pattern_id));
      }),
    );
    const timing = timingOf(week, decisions);
    const made = new Map<Habit, PatternRow>();
    const rowOf = (habit: Habit): PatternRow => {
      const row =
        made.get(habit) ??
        patternRow(habit, { week, at, found: found.length, partner: partnerOf(habit, habits()) });
      made.set(habit, row);
      return row;
    };
    return {
      ...{ week, at },
      get habits() {
        return habits();
      },
      textOf: (habit) => rowOf(habit).text,
      rows() {
        const timed = timing();
        const rows = [...habits().map(rowOf), ...(timed === null ? [] : [timed])];
        return rows.sort((a, b) => (a.pattern_id < b.pattern_id ? -1 : 1));
      },
    };
  };
}

/** What decisions came to, as weeks come; the last may be given again. */
function knownOutcomes(): Outcomes & { know(at: number, outcomes: readonly Outcome[]): void } {
  const byWeek: (readonly Outcome[])[] = [];
  /** Of the first weeks: so many are in it. */
  const byDecision = new Map<WeekDecision, { outcome: Outcome; known: number }>();
  let weeks = 0;
  return {
    know: (at, outcomes) => (byWeek[at] = outcomes),
    knownIn: (at) => byWeek[at] ?? [],
    knownBefore(at, decision) {
      for (; weeks < at; weeks++)
        for (const outcome of byWeek[weeks] ?? [])
          byDecision.set(outcome.decision, { outcome, known: weeks });
      const found = byDecision.get(decision);
      return found !== undefined && found.known < at ? found.outcome : undefined;
    },
  };
}

function outcomeOf(decision: WeekDecision, at: number | undefined): Outcome[] {
  const { judged } = decision;
  if (judged === null || at === undefined) return [];
  return [{ decision, at, difference: winsorised(judged.difference) }];
}

/**
 * The weeks from the first decision on, as their Saturdays knew them; of each hypothesis there are rows from its first
 * decision in scope on.
 */
export function* lookedWeeks({ decisions, through, ...known }: PatternInputs): Generator<LookedWeek> {
  const byWeek = groupBy(decisions, ({ week }) => week);
  const judgedIn = groupBy(
    decisions.filter(({ judged }) => judged !== null),
    knownIn,
  );
  const first = [...byWeek.keys()].sort()[0];
  if (first === undefined) return;
  const look = habitsByWeek();
  for (let week = first; week <= through; week = shiftWeek(week, 1))
    yield look({ ...known, week, decisions: byWeek.get(week) ?? [], judged: judgedIn.get(week) ?? [] });
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
