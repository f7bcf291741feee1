import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromEpochDay, weekday } from './dates.js';
import { parseWeek, shiftWeek, weekOf, weekRange } from './iso-week.js';

const anyDate = fc.integer({ min: 0, max: 60_000 }).map(fromEpochDay);

describe('weekOf', () => {
  test.each([
    ['2019-12-30', '2020-W01'],
    ['2020-12-31', '2020-W53'],
    ['2021-01-03', '2020-W53'],
    ['2021-01-04', '2021-W01'],
    ['2023-01-01', '2022-W52'],
    ['2024-12-30', '2025-W01'],
    ['2025-12-28', '2025-W52'],
    ['2027-01-01', '2026-W53'],
    ['2008-12-29', '2009-W01'],
    ['2010-01-03', '2009-W53'],
  ])('of %s is %s', (date, week) => {
    expect(weekOf(date)).toBe(week);
  });

  test('is the week whose range holds the day', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        const { from, to } = weekRange(weekOf(date));
        expect(from <= date && date <= to).toBe(true);
        expect([weekday(from), weekday(to)]).toEqual([1, 7]);
      }),
    );
  });
});

describe('parseWeek', () => {
  test('reads week-year and number', () => {
    expect(parseWeek('2026-W02')).toEqual({ year: 2026, week: 2 });
  });

  test('knows which years have 53 weeks', () => {
    const long = [];
    for (let year = 2000; year <= 2032; year++) if (parseWeek(`${year}-W53`)) long.push(year);
    expect(long).toEqual([2004, 2009, 2015, 2020, 2026, 2032]);
  });

  test.each(['2026-W00', '2025-W53', '2026-W54', '2026-2', '2026W02', '26-W02', ''])(
    'is undefined for %j',
    (text) => {
      expect(parseWeek(text)).toBeUndefined();
    },
  );
});

describe('weekRange', () => {
  test('is Monday to Sunday', () => {
    expect(weekRange('2026-W01')).toEqual({ from: '2025-12-29', to: '2026-01-04' });
  });

  test('throws on what is no week', () => {
    expect(() => weekRange('2025-W53')).toThrow('not an ISO week: "2025-W53"');
  });
});

describe('shiftWeek', () => {
  test('crosses the turn of the year', () => {
    expect(shiftWeek('2026-W53', 1)).toBe('2027-W01');
    expect(shiftWeek('2021-W01', -1)).toBe('2020-W53');
  });

  test('there and back is the same week', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -200, max: 200 }), (date, weeks) => {
        expect(shiftWeek(shiftWeek(weekOf(date), weeks), -weeks)).toBe(weekOf(date));
      }),
    );
  });
});
