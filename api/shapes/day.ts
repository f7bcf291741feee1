import { z } from '@hono/zod-openapi';
import { isSession, sessionsBetween } from '../../domain/time/calendar.js';
import { laterOf, earlierOf, type DateRange, type IsoDate } from '../../domain/time/dates.js';
import { datesOf } from '../../store/inputs/description.js';
import { dayCounts, type DayCounts } from '../../store/pages/day-counts.js';
import { knownThroughAt } from '../known-through-at.js';
import type { Moment } from '../parts.js';
import { date } from './fields.js';

const count = z.int().min(0);
const byType = z.object({
  consent: count,
  modify: count,
  reject: count,
  independent: count,
  no_action: count,
  pending: count,
});

/** What reconciliation came to on a day. */
export const day = z
  .object({
    date: date.nullable(),
    recommendations_count: count,
    executions_count: count,
    matches_saved: count,
    independent_actions: count,
    changed: count,
    by_type: byType,
    note: z.string().nullable(),
  })
  .openapi('Day');

export type Day = z.input<typeof day>;
type ByType = z.input<typeof byType>;

const NONE: ByType = { consent: 0, modify: 0, reject: 0, independent: 0, no_action: 0, pending: 0 };

/** A day of which there is nothing to say but why. */
export function emptyDay(of: IsoDate | null, note: string): Day {
  return {
    date: of,
    ...{
      recommendations_count: 0,
      executions_count: 0,
      matches_saved: 0,
      independent_actions: 0,
      changed: 0,
    },
    ...{ by_type: NONE, note },
  };
}

/** Why a day cannot be reconciled; undefined where it can. */
export async function whyNot(moment: Moment, of: IsoDate): Promise<string | undefined> {
  const { first_date } = await datesOf(moment.warehouse);
  const known = await knownThroughAt(moment);
  if (first_date === null || known === null) return 'nothing is imported';
  if (of < first_date) return `nothing is known before ${first_date}`;
  if (of > known) return `no data after ${known}: import newer files first`;
  return isSession(of) ? undefined : 'no trading on this day';
}

/** The part of a range that anything is known of; undefined for none. */
export async function knownPart(moment: Moment, { from, to }: DateRange): Promise<DateRange | undefined> {
  const { first_date } = await datesOf(moment.warehouse);
  const known = await knownThroughAt(moment);
  if (first_date === null || known === null) return undefined;
  const part = { from: laterOf(from, first_date), to: earlierOf(to, known) };
  return part.from > part.to ? undefined : part;
}

/** The sessions of a range as they are now; `changed` says how many matches of a day are others than before. */
export async function daysNow(
  moment: Moment,
  range: DateRange,
  changed: (of: IsoDate) => number,
): Promise<Day[]> {
  const found = new Map((await dayCounts(moment.warehouse, range)).map((one) => [one.date, one]));
  return sessionsBetween(range.from, range.to).map((of) => {
    const counts = found.get(of);
    return counts === undefined
      ? { ...emptyDay(of, 'neither advice nor trades'), changed: changed(of) }
      : dayOf([counts], { date: of, changed: changed(of) });
  });
}

/** The counts of days together. */
export function dayOf(days: readonly DayCounts[], of: { date: IsoDate | null; changed: number }): Day {
  const total = (name: Exclude<keyof DayCounts, 'date'>) => days.reduce((sum, one) => sum + one[name], 0);
  const types: ByType = {
    consent: total('consent'),
    modify: total('modify'),
    reject: total('reject'),
    independent: total('independent'),
    no_action: total('no_action'),
    pending: total('pending'),
  };
  return {
    date: of.date,
    recommendations_count: total('recommendations'),
    executions_count: total('executions'),
    matches_saved: Object.values(types).reduce((sum, n) => sum + n, 0),
    independent_actions: types.independent,
    changed: of.changed,
    by_type: types,
    note: null,
  };
}
