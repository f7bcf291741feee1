import { newYorkDay, nextSession, sessionOnOrAfter } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import { refused, type Refused } from './refused.js';

/**
 * The session from which a change holds: the one ahead of all data, or a later one that was named. Without any data it
 * is the one after the day on which it was said. A day before that is refused.
 */
export function sessionFrom({
  ahead,
  at,
  named,
}: {
  ahead: IsoDate | null;
  at: string;
  named: IsoDate | null;
}): IsoDate | Refused {
  const first = ahead ?? nextSession(newYorkDay(at));
  if (named === null) return first;
  return named < first
    ? refused('InvalidInput', `--effective ${named} is before ${first}, the next session`)
    : sessionOnOrAfter(named);
}
