import { addDays, daysBetween, isoDate, weekday, type IsoDate } from './dates.js';

/**
 * An ISO 8601 week as text: `2026-W02`. The year is the week-year, which at the turn of the year is not the day's own.
 */
export type IsoWeek = string;

const FORM = /^(\d{4})-W(\d{2})$/;

export function weekOf(date: IsoDate): IsoWeek {
  const thursday = addDays(date, 4 - weekday(date));
  const year = Number(thursday.slice(0, 4));
  const number = Math.floor(daysBetween(isoDate(year, 1, 1), thursday) / 7) + 1;
  return formatWeek({ year, week: number });
}

/** The text of a week-year and a number. */
export function formatWeek({ year, week }: { year: number; week: number }): IsoWeek {
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** The week-year and number of a week; undefined for what is no ISO week (`2025-W53` is none, `2026-W53` is one). */
export function parseWeek(text: string): { year: number; week: number } | undefined {
  const parts = FORM.exec(text);
  if (!parts) return undefined;
  const [year, week] = [Number(parts[1]), Number(parts[2])];
  return weekOf(mondayOf(year, week)) === text ? { year, week } : undefined;
}

/** Monday and Sunday of a week. */
export function weekRange(week: IsoWeek): { from: IsoDate; to: IsoDate } {
  const parsed = parseWeek(week);
  if (!parsed) throw new RangeError(`not an ISO week: ${JSON.stringify(week)}`);
  const from = mondayOf(parsed.year, parsed.week);
  return { from, to: addDays(from, 6) };
}

/** The week `weeks` later; negative for earlier. */
export function shiftWeek(week: IsoWeek, weeks: number): IsoWeek {
  return weekOf(addDays(weekRange(week).from, 7 * weeks));
}

function mondayOf(year: number, week: number): IsoDate {
  const fourth = isoDate(year, 1, 4);
  return addDays(fourth, 1 - weekday(fourth) + 7 * (week - 1));
}
