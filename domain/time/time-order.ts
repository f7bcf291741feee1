import { compare } from '../compare.js';
/**
 * Orders times as records have them, bare dates and instants in UTC: a bare date before the instants of its day, a
 * whole second before its fractions.
 */
export function compareTimes(a: string, b: string): number {
  // Of equal length they are of one form, which needs nothing cut off.
  return a.length === b.length ? compare(a, b) : compare(withoutZ(a), withoutZ(b));
}

function withoutZ(time: string): string {
  return time.endsWith('Z') ? time.slice(0, -1) : time;
}
