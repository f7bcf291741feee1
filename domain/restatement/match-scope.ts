import { compare } from '../compare.js';
import { LOOK_AROUND_DAYS } from '../matching/dead-pairs.js';
import { addDays, daysBetween, earlierOf, laterOf, type DateRange, type IsoDate } from '../time/dates.js';
import { FIFTH_SESSION_DAYS, SECOND_SESSION_DAYS } from '../time/session-gaps.js';

/** Trading dates of one underlying, both ends included. */
export interface Scope {
  underlying: string;
  from: IsoDate;
  to: IsoDate;
}

/**
 * How far from a record that came, went or changed matches may differ, but through a unit. The rules that reach
 * farthest, one after the other: advice takes the place of other advice up to two sessions before it; what that one
 * asks for says which legs, traded up to a session after it, are a roll; the other leg may fall in the session beside;
 * the decision answers advice of the session beside. So pairs differ within four sessions. Which pairs are dead is seen
 * from {@link LOOK_AROUND_DAYS} around, and the other end of such a pair lies in the session beside: five sessions and
 * these days.
 */
export const REACH_DAYS = LOOK_AROUND_DAYS + FIFTH_SESSION_DAYS;

/** A scope on its way to being read so far around that no unit that matters is cut off. */
export interface Growing {
  /** Where matches may differ; what is stored, or made, in one unit with a row of it is written with it. */
  scope: Scope;
  /** What is made right: what is read reaches {@link REACH_DAYS} farther than this. */
  whole: Scope;
}

/** What is to be done with a scope whose surroundings were made. */
export type Grown = { kind: 'write'; scope: Scope } | { kind: 'read farther'; whole: Scope };

/** A scope as it is read first, around trading dates that are stale. */
export function growing(stale: Scope): Growing {
  const scope = widened(stale, REACH_DAYS);
  return { scope, whole: widened(scope, SECOND_SESSION_DAYS) };
}

/** What has to be read for a growing scope. */
export function toRead({ whole }: Growing): Scope {
  return widened(whole, REACH_DAYS);
}

/**
 * Whether a scope can be written, and how much of it: all units that have a row in it, as they are `made` now and as
 * they are `stored`, and the days after them on which advice may repeat what they answered. Where units reach beyond
 * what was made right, it has to be read farther.
 */
export function grown(
  { scope, whole }: Growing,
  { made, stored }: { made: readonly DateRange[]; stored: readonly DateRange[] },
): Grown {
  const around = withRepeats(hull(scope, [...made.filter((unit) => meets(unit, scope)), ...stored]));
  const needed = hull(
    around,
    made.filter((unit) => meets(unit, around)),
  );
  if (needed.from >= whole.from && needed.to <= whole.to) return { kind: 'write', scope: around };
  const farther = Math.floor(daysBetween(whole.from, whole.to) / 2);
  return { kind: 'read farther', whole: hull(widened(whole, farther), [needed]) };
}

/** True where the ranges have a day in common. */
export function meets(a: DateRange, b: DateRange): boolean {
  return a.from <= b.to && a.to >= b.from;
}

/** The same trading dates as scopes of which none is within reach of another, by underlying and date. */
export function disjoint(scopes: readonly Scope[]): Scope[] {
  const result: Scope[] = [];
  const sorted = [...scopes].sort((a, b) => compare(a.underlying, b.underlying) || compare(a.from, b.from));
  for (const scope of sorted) {
    const last = result.at(-1);
    if (last?.underlying === scope.underlying && scope.from <= addDays(last.to, 2 * REACH_DAYS))
      last.to = laterOf(last.to, scope.to);
    else result.push({ underlying: scope.underlying, from: scope.from, to: scope.to });
  }
  return result;
}

function widened(scope: Scope, days: number): Scope {
  return { ...scope, from: addDays(scope.from, -days), to: addDays(scope.to, days) };
}

/**
 * With the days after it on which advice may repeat what was advised in it: its window is open until the next session,
 * whose evening counts for the one after.
 */
function withRepeats(scope: Scope): Scope {
  return { ...scope, to: addDays(scope.to, SECOND_SESSION_DAYS) };
}

function hull(scope: Scope, spans: readonly DateRange[]): Scope {
  return {
    ...scope,
    from: spans.map(({ from }) => from).reduce(earlierOf, scope.from),
    to: spans.map(({ to }) => to).reduce(laterOf, scope.to),
  };
}
