import { groupBy } from '../group-by.js';
import { shiftWeek, type IsoWeek } from '../time/iso-week.js';
import { decidedWeek } from './comparisons.js';
import type { Habit } from './habit.js';
import { isDirection } from './hypothesis.js';
import { occasionsOf } from './occasions.js';
import { patternRow, type PatternRow } from './pattern-row.js';
import { saturdays } from './saturday.js';
import type { WeekDecision } from './week-decision.js';

export interface PatternInputs {
  /** In the order of their first advice; those of one time by symbol. */
  underlyings: readonly string[];
  decisions: readonly WeekDecision[];
  /** The last week that is looked at. */
  through: IsoWeek;
}

/**
 * The rows of all weeks from the first decision on: of each hypothesis from the week of its first decision in scope on.
 * The rows of a week depend on the decisions up to it alone, and on what was known of their outcome by its end.
 */
export function patternsOf({ underlyings, decisions, through }: PatternInputs): PatternRow[] {
  const byWeek = groupBy(decisions, ({ week }) => week);
  const first = [...byWeek.keys()].sort()[0];
  if (first === undefined) return [];
  const look = saturdays(underlyings);
  const firstFound = new Map<string, IsoWeek>();
  const rows: PatternRow[] = [];
  for (let week = first, at = 0; week <= through; week = shiftWeek(week, 1), at++) {
    const evidence = look(decidedWeek(week, byWeek.get(week) ?? []));
    const seen = evidence.filter(({ inScope }) => inScope.length > 0);
    for (const { hypothesis, found } of seen)
      if (found && !firstFound.has(hypothesis.pattern_id)) firstFound.set(hypothesis.pattern_id, week);
    const habits = seen.map((one): Habit => ({ evidence: one, occasions: occasionsOf(one) }));
    const found = seen.filter((one) => one.found).length;
    for (const habit of habits)
      rows.push(
        patternRow(habit, {
          week,
          at,
          found,
          firstFoundWeek: firstFound.get(habit.evidence.hypothesis.pattern_id) ?? null,
          partner: partnerOf(habit, habits),
        }),
      );
  }
  return rows.sort((a, b) => a.year - b.year || a.week - b.week || (a.pattern_id < b.pattern_id ? -1 : 1));
}

/** The same shift of the other action, where both are found and go the same way. */
function partnerOf({ evidence }: Habit, habits: readonly Habit[]): Habit | null {
  const { kind, action, scope_kind, scope } = evidence.hypothesis;
  if (!evidence.found || !isDirection(kind)) return null;
  const isPartner = ({ evidence: { hypothesis, found, direction } }: Habit) =>
    found &&
    direction === evidence.direction &&
    hypothesis.kind === kind &&
    hypothesis.action !== action &&
    hypothesis.scope_kind === scope_kind &&
    hypothesis.scope === scope;
  return habits.find(isPartner) ?? null;
}
