import { closeTime, isBareDate } from '../../time/calendar.js';
import { addDays, type IsoDate } from '../../time/dates.js';
import { instantAt, wallClock } from '../../time/zone.js';

/** Nothing of a day whose time is unknown counts before this hour in New York. */
const OPEN = '09:30';

/** When advice was there, in milliseconds since 1970; a bare date is that day's open. */
export function askedAt(sentAt: string): number {
  return Date.parse(isBareDate(sentAt) ? instantAt(sentAt, OPEN) : sentAt);
}

/** When something was surely known, in milliseconds since 1970; a bare date at the end of that New York day. */
export function knownAt(time: string): number {
  return Date.parse(isBareDate(time) ? instantAt(addDays(time, 1), '00:00') : time);
}

/** How many of some things, in the order in which they became known, were known before a moment. */
export function countBefore(things: readonly { at: number }[], moment: number): number {
  let [low, high] = [0, things.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((things[middle] as { at: number }).at < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The instant at which a session closes. */
export function closeOf(session: IsoDate): string {
  return instantAt(session, closeTime(session));
}

/** The first day whose daily bar was not known when advice came: its session had not closed before. */
export function firstUnknownDay(sentAt: string): IsoDate {
  if (isBareDate(sentAt)) return sentAt;
  const { date, time } = wallClock(sentAt);
  return time > closeTime(date) ? addDays(date, 1) : date;
}
