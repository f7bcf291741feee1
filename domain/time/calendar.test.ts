import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  adviceTradingDate,
  closeTime,
  isSession,
  lastClosedSession,
  newYorkDay,
  nextSession,
  previousSession,
  sessionOnOrAfter,
  sessionOnOrBefore,
  sessionsBetween,
  tradingDateOf,
} from './calendar.js';
import { addDays, fromEpochDay, weekday } from './dates.js';
import { sharedData } from '../../test/shared-data.js';

/** NYSE, "Holidays & Trading Hours", as published for these years. */
const PUBLISHED_HOLIDAYS = {
  2012: '01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25',
  2018: '01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25',
  2021: '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24',
  2022: '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26',
  2023: '01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25',
  2024: '01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25',
  2025: '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25',
  2026: '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25',
  2027: '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24',
};

const EARLY_CLOSES = {
  1999: '11-26 12-31',
  2002: '07-05 11-29 12-24',
  2003: '07-03 11-28 12-24 12-26',
  2013: '07-03 11-29 12-24',
  2019: '07-03 11-29 12-24',
  2020: '11-27 12-24',
  2021: '11-26',
  2023: '07-03 11-24',
  2024: '07-03 11-29 12-24',
  2025: '07-03 11-28 12-24',
  2026: '11-27 12-24',
};

const anyDate = fc.integer({ min: 10_227, max: 29_219 }).map(fromEpochDay);

/** Gauss, "Berechnung des Osterfestes" (1800), with his numbers for 1900 to 2199. */
function easterByGauss(year: number): string {
  const [a, b, c] = [year % 19, year % 4, year % 7];
  const d = (19 * a + 24) % 30;
  const e = (2 * b + 4 * c + 6 * d + (year < 2100 ? 5 : 6)) % 7;
  const late = e === 6 && (d === 29 || (d === 28 && a > 10)) ? 7 : 0;
  return addDays(`${year}-03-22`, d + e - late);
}

function weekdaysOf(year: string): string[] {
  const days: string[] = [];
  for (let day = `${year}-01-01`; day.startsWith(year); day = addDays(day, 1))
    if (weekday(day) <= 5) days.push(day);
  return days;
}

describe('isSession', () => {
  test.each(Object.entries(PUBLISHED_HOLIDAYS))(
    'is false on the published holidays of %s alone',
    (year, days) => {
      const closed = weekdaysOf(year).filter((day) => !isSession(day));
      expect(closed).toEqual(days.split(' ').map((day) => `${year}-${day}`));
    },
  );

  test('is false in the week of 11 September 2001 and on days of national mourning', () => {
    const days = ['2001-09-11', '2001-09-12', '2001-09-13', '2001-09-14', '2004-06-11', '2007-01-02'];
    expect(days.filter(isSession)).toEqual([]);
    expect(isSession('2001-09-17')).toBe(true);
  });

  test('is true on the Friday before a New Year that falls on a Saturday', () => {
    expect(['2004-12-31', '2010-12-31', '2021-12-31'].every(isSession)).toBe(true);
  });

  test('is false on Good Friday alone of its week, from 1970 to 2199', () => {
    for (let year = 1970; year < 2200; year += 1) {
      const thursday = addDays(easterByGauss(year), -3);
      expect([year, [0, 1].map((days) => isSession(addDays(thursday, days)))]).toEqual([year, [true, false]]);
    }
  });

  test('is false on every weekend', () => {
    fc.assert(fc.property(anyDate, (date) => weekday(date) <= 5 || !isSession(date)));
  });

  test('is true on exactly the days of twenty-four years of real daily bars', () => {
    const folder = sharedData('yahoo-daily');
    if (folder === undefined) return;
    const rows = readFileSync(`${folder}/AAPL.csv`, 'utf8').trim().split('\n').slice(1);
    expect(sessionsBetween('2000-01-03', '2024-03-08')).toEqual(rows.map((row) => row.slice(0, 10)));
  });
});

describe('closeTime', () => {
  test.each(Object.entries(EARLY_CLOSES))(
    'is 13:00 on the early closes of %s and 16:00 else',
    (year, days) => {
      const early = sessionsBetween(`${year}-01-01`, `${year}-12-31`).filter(
        (day) => closeTime(day) === '13:00:00',
      );
      expect(early).toEqual(days.split(' ').map((day) => `${year}-${day}`));
      expect(closeTime(`${year}-08-05`)).toBe('16:00:00');
    },
  );
});

describe('sessionOnOrAfter, sessionOnOrBefore, nextSession, previousSession', () => {
  test('step over weekends and holidays', () => {
    expect(sessionOnOrAfter('2024-03-29')).toBe('2024-04-01');
    expect(sessionOnOrBefore('2024-03-29')).toBe('2024-03-28');
    expect(nextSession('2025-01-08')).toBe('2025-01-10');
    expect(previousSession('2025-01-10')).toBe('2025-01-08');
  });

  test('give the nearest session on that side, and a session itself where it is one', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        const [before, after] = [sessionOnOrBefore(date), sessionOnOrAfter(date)];
        expect(sessionsBetween(before, after)).toEqual(isSession(date) ? [date] : [before, after]);
        expect(previousSession(nextSession(before))).toBe(before);
        expect(nextSession(previousSession(after))).toBe(after);
      }),
    );
  });
});

describe('sessionsBetween', () => {
  test.each([
    ['2020', 253],
    ['2021', 252],
    ['2022', 251],
    ['2023', 250],
    ['2024', 252],
    ['2025', 250],
  ])('counts the sessions NYSE had in %s: %i', (year, sessions) => {
    expect(sessionsBetween(`${year}-01-01`, `${year}-12-31`)).toHaveLength(sessions);
  });

  test('is empty when there are none', () => {
    expect(sessionsBetween('2025-06-07', '2025-06-08')).toEqual([]);
    expect(sessionsBetween('2025-06-04', '2025-06-03')).toEqual([]);
  });
});

describe('tradingDateOf', () => {
  test('is the New York day of the instant, on both sides of midnight and of daylight saving', () => {
    expect(tradingDateOf('2025-01-07T04:59:59Z')).toBe('2025-01-06');
    expect(tradingDateOf('2025-01-07T05:00:00Z')).toBe('2025-01-07');
    expect(tradingDateOf('2025-07-08T03:59:59Z')).toBe('2025-07-07');
    expect(tradingDateOf('2025-07-08T04:00:00Z')).toBe('2025-07-08');
  });

  test('is the next session for a day without one, and stays on its own day after the close', () => {
    expect(tradingDateOf('2025-01-04')).toBe('2025-01-06');
    expect(tradingDateOf('2025-01-06T23:00:00Z')).toBe('2025-01-06');
  });
});

describe('adviceTradingDate', () => {
  test('is the day itself before the close and the next session from the close on', () => {
    expect(adviceTradingDate('2025-01-06T20:59:59.9Z')).toBe('2025-01-06');
    expect(adviceTradingDate('2025-01-06T21:00:00Z')).toBe('2025-01-07');
  });

  test('knows the early close', () => {
    expect(adviceTradingDate('2024-12-24T17:59:59Z')).toBe('2024-12-24');
    expect(adviceTradingDate('2024-12-24T18:00:00Z')).toBe('2024-12-26');
  });

  test('is the next session on a day without one, and the day of a bare date', () => {
    expect(adviceTradingDate('2025-01-04T15:00:00Z')).toBe('2025-01-06');
    expect(adviceTradingDate('2025-01-06')).toBe('2025-01-06');
    expect(adviceTradingDate('2025-01-05')).toBe('2025-01-06');
  });
});

describe('newYorkDay', () => {
  test('is what a clock in New York shows, whatever the instant', () => {
    const [min, noInvalidDate] = [new Date('1970-01-01T00:00:00Z'), true];
    fc.assert(
      fc.property(fc.date({ min, max: new Date('2099-12-31T00:00:00Z'), noInvalidDate }), (instant) => {
        const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York' });
        expect(newYorkDay(instant.toISOString())).toBe(clock.format(instant));
      }),
    );
  });

  test('asks the zone where the text has an offset', () => {
    expect(newYorkDay('2025-01-06T14:30:00+09:00')).toBe('2025-01-06');
    expect(newYorkDay('2025-01-06T13:30:00+09:00')).toBe('2025-01-05');
  });

  test('midnight comes at 05:00 UTC in winter and at 04:00 in summer', () => {
    expect(newYorkDay('2025-01-06T04:59:59Z')).toBe('2025-01-05');
    expect(newYorkDay('2025-01-06T05:00:00Z')).toBe('2025-01-06');
    expect(newYorkDay('2025-07-07T03:59:59Z')).toBe('2025-07-06');
    expect(newYorkDay('2025-07-07T04:00:00Z')).toBe('2025-07-07');
  });
});

describe('lastClosedSession', () => {
  test('is Monday for a run that starts at 21:00 Pacific on Monday', () => {
    expect(lastClosedSession('2026-01-06T05:00:00Z')).toBe('2026-01-05');
  });

  test('is the session before until the close', () => {
    expect(lastClosedSession('2026-01-05T20:59:59Z')).toBe('2026-01-02');
    expect(lastClosedSession('2026-01-05T21:00:00Z')).toBe('2026-01-05');
    expect(lastClosedSession('2026-01-04T12:00:00Z')).toBe('2026-01-02');
    expect(lastClosedSession('2026-01-04T22:00:00Z')).toBe('2026-01-02');
  });
});
