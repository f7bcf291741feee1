/**
 * Calendar days as ISO text `YYYY-MM-DD`: they compare as strings, cross every border as they are, and carry no zone.
 */
export type IsoDate = string;

/** All days from one to another, both included. */
export interface DateRange {
  from: IsoDate;
  to: IsoDate;
}

const DAY_MS = 86_400_000;
const FORM = /^\d{4}-\d{2}-\d{2}$/;
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for a real calendar day between the years 1900 and 2200. */
export function isIsoDate(text: string): text is IsoDate {
  if (!FORM.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 && leap ? 29 : (DAYS_OF_MONTH[month - 1] ?? 0);
  return year >= 1900 && year <= 2200 && day >= 1 && day <= last;
}

/** The day of a year, month (1–12) and day of month; days beyond the month roll over as in Date. */
export function isoDate(year: number, month: number, day: number): IsoDate {
  return fromEpochDay(Date.UTC(year, month - 1, day) / DAY_MS);
}

/**
 * Days since 1970-01-01, in the Gregorian calendar. Counted from 1 March on, so that the leap day is a year's last
 * (Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil).
 */
export function epochDay(date: IsoDate): number {
  const [month, day] = [twoDigits(date, 5), twoDigits(date, 8)];
  const year = twoDigits(date, 0) * 100 + twoDigits(date, 2) - (month <= 2 ? 1 : 0);
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    365 * year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + ofYear - 719_468
  );
}

/** Each day's text by its number, made once: the same few thousand days come again in every record. */
const texts = new Map<number, IsoDate>();

export function fromEpochDay(day: number): IsoDate {
  const known = texts.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * DAY_MS).toISOString().slice(0, 10);
  if (texts.size < MOST_TEXTS) texts.set(day, text);
  return text;
}

/** Three centuries of days. */
const MOST_TEXTS = 110_000;

function twoDigits(date: IsoDate, start: number): number {
  return (date.charCodeAt(start) - 48) * 10 + date.charCodeAt(start + 1) - 48;
}

export function addDays(date: IsoDate, days: number): IsoDate {
  return fromEpochDay(epochDay(date) + days);
}

/** Calendar days from `from` to `to`; negative if `to` is earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return epochDay(to) - epochDay(from);
}

/** 1 = Monday … 7 = Sunday, as ISO 8601 counts. */
export function weekday(date: IsoDate): number {
  return ((((epochDay(date) + 3) % 7) + 7) % 7) + 1;
}

/** The later of two days. */
export function laterOf(a: IsoDate, b: IsoDate): IsoDate {
  return a > b ? a : b;
}

/** The later of two days of which either may not be known. */
export function latest(a: IsoDate | null, b: IsoDate | null): IsoDate | null {
  return a === null || b === null ? (a ?? b) : laterOf(a, b);
}

/** The earlier of two days. */
export function earlierOf(a: IsoDate, b: IsoDate): IsoDate {
  return a < b ? a : b;
}
