import { lastClosedSession } from '../domain/time/calendar.js';
import type { IsoDate } from '../domain/time/dates.js';
import { wallClock } from '../domain/time/zone.js';

/** The zone of the nightly schedules' wall-clock times. */
export const PACIFIC = 'America/Los_Angeles';

/**
 * The session that has closed by an instant on the very day that a clock in the zone shows then (21:00 Pacific on
 * Monday is Tuesday in New York and means Monday); undefined on a day without one.
 */
export function sessionClosed(instant: string, zone: string): IsoDate | undefined {
  const session = lastClosedSession(instant);
  return session === wallClock(instant, zone).date ? session : undefined;
}
