import type { StoreDescription } from '../activities/import-reports.js';
import { nextSession, sessionOnOrBefore } from '../domain/time/calendar.js';
import { earlierOf, type DateRange, type IsoDate } from '../domain/time/dates.js';
import { shiftWeek, type IsoWeek } from '../domain/time/iso-week.js';

/**
 * The trading dates that a scheduled run about a session is to know: all since the last reconciled one, through the
 * session or as far as there is data, so that days which are imported late are not left out. Undefined where nothing is
 * imported.
 */
export function datesDue(
  session: IsoDate,
  { known_through, reconciled_through }: Pick<StoreDescription, 'known_through' | 'reconciled_through'>,
): DateRange | undefined {
  if (known_through === null) return undefined;
  const to = sessionOnOrBefore(earlierOf(session, known_through));
  return { from: reconciled_through === null ? to : earlierOf(nextSession(reconciled_through), to), to };
}

/** The weeks between the last published one and this one: their Saturdays came before their days were imported. */
export function weeksMissed(
  week: IsoWeek,
  { weeks_published }: Pick<StoreDescription, 'weeks_published'>,
): IsoWeek[] {
  const last = weeks_published.findLast((published) => published < week);
  const missed: IsoWeek[] = [];
  if (last !== undefined)
    for (let next = shiftWeek(last, 1); next < week; next = shiftWeek(next, 1)) missed.push(next);
  return missed;
}
