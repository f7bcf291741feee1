import { expect, test } from '@jest/globals';
import { longDay, shortDay, weekdayName } from './day-text.js';

test('longDay(date) is written out', () => {
  expect(longDay('2022-03-08')).toBe('8 March 2022');
});

test('shortDay(date, beside) names the year where it is another', () => {
  expect(shortDay('2022-03-18', '2022-12-31')).toBe('18 Mar');
  expect(shortDay('2023-01-20', '2022-12-31')).toBe('20 Jan 2023');
});

test('longDay(date) and shortDay(date, beside) name every month', () => {
  const months = Array.from({ length: 12 }, (_, at) => `2022-${String(at + 1).padStart(2, '0')}-08`);
  expect(months.map(longDay)).toEqual(
    [
      ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
      ...['August', 'September', 'October', 'November', 'December'],
    ].map((month) => `8 ${month} 2022`),
  );
  expect(months.map((day) => shortDay(day, day).slice(2)).join(' ')).toBe(
    'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec',
  );
});

test('weekdayName(date) is the day of the week', () => {
  const days = Array.from({ length: 7 }, (_, at) => `2025-01-${String(6 + at).padStart(2, '0')}`);
  expect(days.map(weekdayName).join(' ')).toBe('Monday Tuesday Wednesday Thursday Friday Saturday Sunday');
});
