import { sessionOnOrBefore } from '../domain/time/calendar.js';
import { addDays, earlierOf, isoDate, laterOf, type DateRange } from '../domain/time/dates.js';
import { shiftWeek, weekOf, weekRange, type IsoWeek } from '../domain/time/iso-week.js';

/** One month of a backfill, as far as it lies in the range. */
export interface BackfillPart extends DateRange {
  /** `2022-01` */
  month: string;
  /** The weeks to aggregate once the month is done: those that end in it. */
  weeks: IsoWeek[];
}

/** A range month by month. A week belongs to the month in which its last session, or the range, ends. */
export function planBackfill(range: DateRange): BackfillPart[] {
  const parts: BackfillPart[] = [];
  for (let from = range.from; from <= range.to;) {
    const [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))];
    const next = isoDate(year, month + 1, 1);
    const to = earlierOf(addDays(next, -1), range.to);
    parts.push({ month: from.slice(0, 7), from, to, weeks: weeksEndingIn({ from, to }, range) });
    from = next;
  }
  return parts;
}

function weeksEndingIn(part: DateRange, range: DateRange): IsoWeek[] {
  const weeks: IsoWeek[] = [];
  for (let week = weekOf(part.from); week <= weekOf(part.to); week = shiftWeek(week, 1)) {
    const last = laterOf(sessionOnOrBefore(weekRange(week).to), weekRange(week).from);
    const end = earlierOf(last, range.to);
    if (part.from <= end && end <= part.to) weeks.push(week);
  }
  return weeks;
}
