import { isSession, previousSession } from '../../time/calendar.js';
import type { IsoDate } from '../../time/dates.js';
import { instantAt, wallClock } from '../../time/zone.js';

/** The first and the last hour of a session that something is learned at, on a clock in New York. */
const [FIRST, LAST] = ['09', '16'];

/**
 * The hour, `2025-01-06T10` in New York, that is learned at an instant: that of the clock, before the first of a
 * session the last of the session before.
 */
export function hourAt(instant: string): string {
  const { date, time } = wallClock(instant);
  const hour = time.slice(0, 2);
  if (!isSession(date) || hour < FIRST) return `${previousSession(date)}T${LAST}`;
  return `${date}T${hour > LAST ? LAST : hour}`;
}

/** The day of such an hour, and the instant by which what it learns was known. */
export function hourAsOf(hour: string): { day: IsoDate; instant: string } {
  const [day, at] = [hour.slice(0, 10), hour.slice(11, 13)];
  return { day, instant: instantAt(day, `${at}:00`) };
}
