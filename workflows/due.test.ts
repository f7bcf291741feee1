import { describe, expect, test } from '@jest/globals';
import { datesDue, weeksMissed } from './due.js';

describe('datesDue(session, store)', () => {
  test.each([
    [
      'the night after a reconciled one',
      '2025-01-07',
      '2025-01-07',
      '2025-01-06',
      ['2025-01-07', '2025-01-07'],
    ],
    ['a night again', '2025-01-07', '2025-01-07', '2025-01-07', ['2025-01-07', '2025-01-07']],
    ['the first night', '2025-01-07', '2025-01-07', null, ['2025-01-07', '2025-01-07']],
    ['nights whose days came late', '2025-01-10', '2025-01-10', '2025-01-06', ['2025-01-07', '2025-01-10']],
    [
      'a night of which nothing is known yet',
      '2025-01-10',
      '2025-01-08',
      '2025-01-08',
      ['2025-01-08', '2025-01-08'],
    ],
    [
      'an account covered through a Sunday',
      '2025-01-13',
      '2025-01-12',
      '2025-01-09',
      ['2025-01-10', '2025-01-10'],
    ],
    [
      'a session before what is known',
      '2025-01-07',
      '2025-03-31',
      '2025-01-06',
      ['2025-01-07', '2025-01-07'],
    ],
  ])('%s', (_, session, known_through, reconciled_through, [from, to]) => {
    expect(datesDue(session, { known_through, reconciled_through })).toEqual({ from, to });
  });

  test('nothing where nothing is imported', () => {
    expect(datesDue('2025-01-07', { known_through: null, reconciled_through: null })).toBeUndefined();
  });
});

describe('weeksMissed(week, store)', () => {
  test.each([
    ['those since the last published one', ['2024-W50', '2025-W02'], ['2024-W51', '2024-W52', '2025-W01']],
    ['none after the week before', ['2025-W01'], []],
    ['none before the first', ['2025-W02'], []],
  ])('%s', (_, weeks_published, missed) => {
    expect(weeksMissed('2025-W02', { weeks_published })).toEqual(missed);
  });
});
