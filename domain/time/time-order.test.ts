import { expect, test } from '@jest/globals';
import { compareTimes } from './time-order.js';

test('compareTimes(a, b) puts a bare date before the instants of its day, and a whole second before its fractions', () => {
  const inOrder = [
    '2025-01-05T23:59:59Z',
    '2025-01-06',
    '2025-01-06T14:30:00Z',
    '2025-01-06T14:30:00.25Z',
    '2025-01-06T14:30:00.5Z',
    '2025-01-06T14:30:01Z',
    '2025-01-07',
  ];
  expect([...inOrder].reverse().sort(compareTimes)).toEqual(inOrder);
  expect(compareTimes('2025-01-06', '2025-01-06')).toBe(0);
});
