import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from './dates.js';

/** The exchange's zone: every trading date is a day here. */
export const NEW_YORK = 'America/New_York';

/** Wall-clock date and time (`HH:MM:SS`) that a clock in `zone` shows at an instant (ISO text with offset or Z). */
export function wallClock(instant: string, zone: string = NEW_YORK): { date: IsoDate; time: string } {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) throw new RangeError(`not an instant: ${instant}`);
  const shown = new Date(at + offsetAt(at, zone)).toISOString();
  return { date: shown.slice(0, 10), time: shown.slice(11, 19) };
}

/** Milliseconds that a clock in `zone` is ahead of UTC, by the half hour of UTC: no zone changes within one. */
function offsetAt(at: number, zone: string): number {
  const halfHourOfUtc = Math.floor(at / HALF_HOUR_MS);
  return remembered(offsetsIn(zone), halfHourOfUtc, () => {
    const start = Temporal.Instant.fromEpochMilliseconds(halfHourOfUtc * HALF_HOUR_MS);
    return start.toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
  });
}

const HALF_HOUR_MS = 1_800_000;

/**
 * The instant, as UTC text `2025-01-06T14:30:00Z`, at which a clock in `zone` shows that date and time (`HH:MM`,
 * `HH:MM:SS` or with a fraction of the second). A time that daylight saving skips is taken an hour later, one that it
 * repeats is the first of the two. Throws RangeError for hours and minutes that are none; the seconds stand as they
 * are.
 */
export function instantAt(date: IsoDate, time: string, zone: string = NEW_YORK): string {
  const minutes = Number(time.slice(3, 5));
  if (time.length < 5 || !(minutes < 60)) throw new RangeError(`not a time: ${time}`);
  const start = halfHour(`${date}T${time.slice(0, 3)}${minutes < 30 ? '00' : '30'}`, zone);
  const minute = new Date(start + (minutes % 30) * 60_000).toISOString().slice(0, 17);
  const seconds = time.slice(6) || '00';
  return `${minute}${seconds.includes('.') ? seconds.replace(/\.?0+$/, '') : seconds}Z`;
}

/**
 * When a half hour begins, in milliseconds. Many trades share one, and no clock is put forwards or back but at the end
 * of one.
 */
function halfHour(clock: string, zone: string): number {
  return remembered(
    halfHours,
    `${clock} ${zone}`,
    () => Temporal.PlainDateTime.from(clock).toZonedDateTime(zone).epochMilliseconds,
  );
}

const offsets = new Map<string, Map<number, number>>();
const halfHours = new Map<string, number>();
/** So many are remembered of each: ten years of trading days in one zone. */
const MOST_REMEMBERED = 50_000;

function offsetsIn(zone: string): Map<number, number> {
  const known = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, known);
  return known;
}

function remembered<K>(known: Map<K, number>, key: K, find: () => number): number {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = find();
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(key, value);
  return value;
}
