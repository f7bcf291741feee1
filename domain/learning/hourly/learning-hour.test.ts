import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sessionOnOrAfter } from '../../time/calendar.js';
import { addDays } from '../../time/dates.js';
import { hourAsOf, hourAt } from './learning-hour.js';

describe('hourAt(instant)', () => {
  test.each([
    ['2025-01-06T15:00:00Z', '2025-01-06T10', 'ten in New York, of a Monday'],
    ['2025-07-07T14:59:00Z', '2025-07-07T10', 'in summer, by hand, what has begun'],
    ['2025-01-06T13:59:00Z', '2025-01-03T16', 'before nine: the end of Friday'],
    ['2025-01-07T02:00:00Z', '2025-01-06T16', 'in the evening: the end of the day'],
    ['2025-01-20T16:00:00Z', '2025-01-17T16', 'a holiday: the end of the session before'],
  ])('%s: %s (%s)', (instant, hour) => {
    expect(hourAt(instant)).toBe(hour);
  });
});

describe('hourAsOf(hour)', () => {
  test('gives the day, and the instant on the clock of New York, summer and winter', () => {
    expect(hourAsOf('2025-01-06T10')).toEqual({ day: '2025-01-06', instant: '2025-01-06T15:00:00Z' });
    expect(hourAsOf('2025-07-07T16')).toEqual({ day: '2025-07-07', instant: '2025-07-07T20:00:00Z' });
  });
});

test('an hour of any session is the one that is learned when it strikes, and until the next', () => {
  const days = fc.integer({ min: 0, max: 9_000 }).map((n) => sessionOnOrAfter(addDays('2001-01-02', n)));
  const hours = fc.integer({ min: 9, max: 16 }).map((n) => String(n).padStart(2, '0'));
  fc.assert(
    fc.property(days, hours, fc.integer({ min: 0, max: 3_599 }), (day, hour, seconds) => {
      const { instant } = hourAsOf(`${day}T${hour}`);
      const later = new Date(Date.parse(instant) + seconds * 1_000).toISOString();
      expect(hourAt(later)).toBe(`${day}T${hour}`);
    }),
    { numRuns: 300 },
  );
});
