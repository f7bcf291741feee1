import { describe, expect, test } from '@jest/globals';
import { sessionsBetween } from './calendar.js';
import { daysBetween } from './dates.js';
import { FIFTH_SESSION_DAYS, NEXT_SESSION_DAYS, SECOND_SESSION_DAYS } from './session-gaps.js';

const SESSIONS = sessionsBetween('1998-01-01', '2100-01-01');

/** The most days from a session to the one so many sessions after it. */
function longest(sessions: number): number {
  const gaps = SESSIONS.slice(sessions).map((session, i) => daysBetween(SESSIONS[i] as string, session));
  return gaps.reduce((a, b) => Math.max(a, b));
}

describe('NEXT_SESSION_DAYS, SECOND_SESSION_DAYS and FIFTH_SESSION_DAYS', () => {
  test('are the longest there are in the whole calendar', () => {
    expect(longest(1)).toBe(NEXT_SESSION_DAYS);
    expect(longest(2)).toBe(SECOND_SESSION_DAYS);
    expect(longest(5)).toBe(FIFTH_SESSION_DAYS);
  });
});
