import { describe, expect, test } from '@jest/globals';
import { troubleLine } from '../running/troubles.js';
import { pauseAfter, troubleOf, withDeath, type Death } from './deaths.js';

const death = (at: string, how: string, own: boolean): Death => ({
  at,
  how,
  said: own ? ': no memory' : '',
  own,
});

test.each([
  [0, 500],
  [1, 500],
  [2, 1_000],
  [6, 16_000],
  [7, 30_000],
  [1_000, 30_000],
])('pauseAfter(%d) is %d ms', (inARow, ms) => {
  expect(pauseAfter(inARow)).toBe(ms);
});

describe('withDeath(deaths, death)', () => {
  test('keeps those of the day before it', () => {
    const [old, young, now] = [
      '2025-01-06T11:59:00.000Z',
      '2025-01-06T12:01:00.000Z',
      '2025-01-07T12:00:00.000Z',
    ];
    const deaths = [death(old, 'status 1', true), death(young, 'SIGKILL', false)];
    expect(withDeath(deaths, death(now, 'status 1', true)).map(({ at }) => at)).toEqual([young, now]);
  });
});

describe('troubleOf(name, deaths)', () => {
  test('counts what it did and what was done to it, and says why by its own last death', () => {
    const trouble = troubleOf('data', [
      death('2025-01-06T03:00:00.000Z', 'status 1', true),
      death('2025-01-06T03:12:00.000Z', 'status 7', true),
      death('2025-01-06T04:00:00.000Z', 'SIGKILL', false),
    ]);
    expect(trouble && troubleLine(trouble)).toBe(
      'data ended 2 times and was killed once in the last day, at 2025-01-06T03:12Z by status 7: no memory',
    );
  });

  test('nothing of what never ended', () => {
    expect(troubleOf('server', [])).toBeUndefined();
  });
});
