import { lastClosedSession } from '../domain/time/calendar.js';
import type { IsoDate } from '../domain/time/dates.js';
import { wallClock } from '../domain/time/zone.js';

/** The zone of the schedules' wall-clock times. */
export const PACIFIC = 'America/Los_Angeles';

/**
 * The session a nightly schedule is about when it is due at that instant (21:00 Pacific on Monday is Tuesday in New
 * York and means Monday); undefined on a day without one.
 */
export function sessionDue(instant: string): IsoDate | undefined {
  const session = lastClosedSession(instant);
  return session === wallClock(instant, PACIFIC).date ? session : undefined;
}
