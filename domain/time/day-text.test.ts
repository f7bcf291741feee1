import { expect, test } from '@jest/globals';
import { longDay, shortDay, weekdayName } from './day-text.js';

test('longDay(date) is written out', () => {
  expect(longDay('2022-03-08')).toBe('8 March 2022');
});

test('shortDay(date, beside) names the year where it is another', () => {
  expect(shortDay('2022-03-18', '2022-12-31')).toBe('18 Mar');
  expect(shortDay('2023-01-20', '2022-12-31')).toBe('20 Jan 2023');
});

test('weekdayName(date) is the day of the week', () => {
  expect(['2025-01-06', '2025-01-12'].map(weekdayName)).toEqual(['Monday', 'Sunday']);
});
