import { decidedWeek, type DecidedWeek } from '../domain/preferences/comparisons.js';
import type { Ask, WeekDecision } from '../domain/preferences/week-decision.js';
import { addDays } from '../domain/time/dates.js';
import { shiftWeek, weekRange, type IsoWeek } from '../domain/time/iso-week.js';

/** Advice of one session that was not answered in it, with other fields as given. */
export function asked(session: string, given: Partial<Ask> = {}): Ask {
  const unknown = { premium: null, captured: null, earningsIn: null };
  return { session, askedBefore: 0, answered: false, ...unknown, ...given };
}

/** A refused opening in SOFI of Monday 2025-01-06, with other fields as given. */
export function weekDecision(given: Partial<WeekDecision> = {}): WeekDecision {
  return {
    ...{ week: '2025-W02', underlying: 'SOFI', action: 'open', versions: ['v3.3'], weeksBefore: 0 },
    ...{
      refused: true,
      modified: false,
      priceOnly: false,
      matter: '',
      leaves: null,
      asks: [asked('2025-01-06')],
    },
    ...{ change: null, hours: null, notional: null, regimes: [], judged: null },
    ...given,
  };
}

/** A day of a week, 1 for Monday. */
export function dayOf(week: IsoWeek, weekday: number): string {
  return addDays(weekRange(week).from, weekday - 1);
}

/** Weeks from 2025-W02 on with what was decided in each. */
export function decidedWeeks(
  count: number,
  decisionsOf: (week: IsoWeek, at: number) => readonly WeekDecision[],
): DecidedWeek[] {
  return Array.from({ length: count }, (_, at) => shiftWeek('2025-W02', at)).map((week, at) =>
    decidedWeek(week, decisionsOf(week, at)),
  );
}
