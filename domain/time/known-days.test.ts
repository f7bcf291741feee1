import { describe, expect, test } from '@jest/globals';
import { futureOf } from './known-days.js';

describe('futureOf(day, known, what)', () => {
  test('names the day and the last one that is known', () => {
    expect(futureOf('2031-01-06', '2025-11-19')).toBe(
      '2031-01-06 is after 2025-11-19, the last day that anything is known of',
    );
    expect(futureOf('2031-01-06', '2025-11-19', '2031-W02')).toContain('2031-W02 is after');
  });

  test('lets the last known day pass', () => {
    expect(futureOf('2025-11-19', '2025-11-19')).toBeUndefined();
  });

  test('knows nothing before the first import', () => {
    expect(futureOf('2025-01-06', null)).toBe('nothing is imported yet: nothing can be told of 2025-01-06');
  });
});
