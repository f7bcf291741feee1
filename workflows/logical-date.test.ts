import { describe, expect, test } from '@jest/globals';
import { NEW_YORK } from '../domain/time/zone.js';
import { PACIFIC, sessionClosed } from './logical-date.js';

describe('sessionClosed', () => {
  test('21:00 Pacific on Monday, Tuesday in New York, is about Monday', () => {
    expect(sessionClosed('2026-01-06T05:00:00Z', PACIFIC)).toBe('2026-01-05');
  });

  test('21:00 Pacific in summer is about the day that just ended in California', () => {
    expect(sessionClosed('2026-07-15T04:00:00Z', PACIFIC)).toBe('2026-07-14');
  });

  test('Monday, Martin Luther King Day: nothing is due', () => {
    expect(sessionClosed('2026-01-20T05:00:00Z', PACIFIC)).toBeUndefined();
  });

  test('16:30 in New York is about that day, of an early close too; a holiday has nothing due', () => {
    expect(sessionClosed('2026-01-05T21:30:00Z', NEW_YORK)).toBe('2026-01-05');
    expect(sessionClosed('2026-11-27T21:30:00Z', NEW_YORK)).toBe('2026-11-27');
    expect(sessionClosed('2026-07-06T20:30:00Z', NEW_YORK)).toBe('2026-07-06');
    expect(sessionClosed('2026-01-19T21:30:00Z', NEW_YORK)).toBeUndefined();
  });

  test('the Friday after Thanksgiving, an early close, is due like any session', () => {
    expect(sessionClosed('2026-11-28T05:00:00Z', PACIFIC)).toBe('2026-11-27');
  });
});
