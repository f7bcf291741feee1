/** Calendar days as ISO text `YYYY-MM-DD`: they compare as strings, cross every border as they are, and carry no zone. */
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

/** Days since 1970-01-01. */
export function epochDay(date: IsoDate): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

export function fromEpochDay(day: number): IsoDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
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
