import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  daysBetween,
  earlierOf,
  epochDay,
  fromEpochDay,
  isIsoDate,
  isoDate,
  laterOf,
  latest,
  weekday,
} from './dates.js';

const epochDays = fc.integer({ min: -25_000, max: 80_000 });

describe('isIsoDate', () => {
  test.each(['2024-02-29', '2000-02-29', '1900-01-01', '2200-12-31'])('is true for %s', (text) => {
    expect(isIsoDate(text)).toBe(true);
  });

  test.each([
    '2023-02-29',
    '1900-02-29',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '1899-12-31',
    '2201-01-01',
    '2024-02-30',
    '2024-1-1',
    '2024/01/01',
    '20240101',
    ' 2024-01-01',
    '2024-01-01T00:00:00Z',
    '',
  ])('is false for %j', (text) => {
    expect(isIsoDate(text)).toBe(false);
  });
});

describe('isIsoDate of the ends of months', () => {
  test.each([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].map((last, at) => [at + 1, last]))(
    'month %i of 2023 has %i days',
    (month, last) => {
      const day = (number: number) => `2023-${String(month).padStart(2, '0')}-${number}`;
      expect([isIsoDate(day(last)), isIsoDate(day(last + 1))]).toEqual([true, false]);
    },
  );
});

describe('epochDay and fromEpochDay', () => {
  test('count from 1970', () => {
    expect(epochDay('1970-01-01')).toBe(0);
    expect(epochDay('2000-03-01')).toBe(11_017);
    expect(fromEpochDay(-1)).toBe('1969-12-31');
  });

  test('is the day that Date counts, on every day from year 1 to 9999', () => {
    for (let day = -719_162; day <= 2_932_896; day += 1) {
      const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
      if (epochDay(text) !== day) throw new Error(`${text} is day ${day}, not ${epochDay(text)}`);
    }
  });

  test('undo each other, in the order of the text', () => {
    fc.assert(
      fc.property(epochDays, epochDays, (a, b) => {
        expect(epochDay(fromEpochDay(a))).toBe(a);
        expect(fromEpochDay(a) < fromEpochDay(b)).toBe(a < b);
      }),
    );
  });
});

describe('addDays, daysBetween', () => {
  test('are inverse', () => {
    fc.assert(
      fc.property(epochDays, fc.integer({ min: -400, max: 400 }), (day, days) => {
        const from = fromEpochDay(day);
        expect(daysBetween(from, addDays(from, days))).toBe(days);
      }),
    );
  });
});

describe('isoDate', () => {
  test('rolls days beyond the month over', () => {
    expect(isoDate(2024, 3, 0)).toBe('2024-02-29');
    expect(isoDate(2023, 12, 32)).toBe('2024-01-01');
  });
});

describe('weekday', () => {
  test('is 1 on Monday and 7 on Sunday', () => {
    expect(weekday('2025-01-06')).toBe(1);
    expect(weekday('2025-01-05')).toBe(7);
    expect(weekday('1969-07-20')).toBe(7);
  });

  test('goes round every seven days', () => {
    fc.assert(
      fc.property(epochDays, (day) => {
        const date = fromEpochDay(day);
        expect(weekday(addDays(date, 7))).toBe(weekday(date));
        expect(weekday(addDays(date, 1))).toBe((weekday(date) % 7) + 1);
      }),
    );
  });
});

describe('laterOf, earlierOf', () => {
  test('pick one day of two, whichever comes first', () => {
    const [old, young] = ['2024-12-31', '2025-01-01'] as const;
    expect([laterOf(old, young), laterOf(young, old)]).toEqual([young, young]);
    expect([earlierOf(old, young), earlierOf(young, old)]).toEqual([old, old]);
  });
});

describe('latest', () => {
  test('is the later of two days, or the one that is known', () => {
    expect(latest('2024-12-31', '2025-01-01')).toBe('2025-01-01');
    expect([latest('2024-12-31', null), latest(null, '2024-12-31')]).toEqual(['2024-12-31', '2024-12-31']);
    expect(latest(null, null)).toBeNull();
  });
});
