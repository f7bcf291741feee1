import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from './dates.js';

/** The exchange's zone: every trading date is a day here. */
export const NEW_YORK = 'America/New_York';

/** Wall-clock date and time (`HH:MM:SS`) that a clock in `zone` shows at an instant (ISO text with offset or Z). */
export function wallClock(instant: string, zone: string = NEW_YORK): { date: IsoDate; time: string } {
  const zoned = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return {
    date: zoned.toPlainDate().toString(),
    time: zoned.toPlainTime().toString({ smallestUnit: 'second' }),
  };
}

/**
 * The instant, as UTC text `2025-01-06T14:30:00Z`, at which a clock in `zone` shows that date and time (`HH:MM`, `HH:MM:SS` or with a fraction
 * of the second). A time that daylight saving skips is taken an hour later, one that it repeats is the first of the two. Throws
 * RangeError for hours and minutes that are none; the seconds stand as they are.
 */
export function instantAt(date: IsoDate, time: string, zone: string = NEW_YORK): string {
  const minutes = Number(time.slice(3, 5));
  if (time.length < 5 || !(minutes < 60)) throw new RangeError(`not a time: ${time}`);
  const start = halfHour(`${date}T${time.slice(0, 3)}${minutes < 30 ? '00' : '30'}`, zone);
  const minute = new Date(start + (minutes % 30) * 60_000).toISOString().slice(0, 17);
  const seconds = time.slice(6) || '00';
  return `${minute}${seconds.includes('.') ? seconds.replace(/\.?0+$/, '') : seconds}Z`;
}

/** So many are remembered: ten years of trading days in one zone. */
const MOST_HALF_HOURS = 50_000;
const halfHours = new Map<string, number>();

/** When a half hour begins, in milliseconds. Many trades share one, and no clock is put forwards or back but at the end of one. */
function halfHour(clock: string, zone: string): number {
  const key = `${clock} ${zone}`;
  const known = halfHours.get(key);
  if (known !== undefined) return known;
  const start = Temporal.PlainDateTime.from(clock).toZonedDateTime(zone).epochMilliseconds;
  if (halfHours.size >= MOST_HALF_HOURS) halfHours.clear();
  halfHours.set(key, start);
  return start;
}
