import { describe, expect, test } from '@jest/globals';
import { longStrata } from './long-strata.js';
import { cellProcess, type Comparable } from './stratum-evidence.js';

const one = (stratum: string, refused: boolean, cells: number[] = []): Comparable => ({
  ...{ stratum, refused, cells },
});
const WEEKS: Comparable[][] = Array.from({ length: 30 }, (_, at) => [
  one('A', at % 3 === 0, at % 4 === 0 ? [0, 1] : []),
  one('B', at % 4 === 0, at % 4 === 0 ? [1] : []),
]);

describe('longStrata()', () => {
  test('compares over 13 weeks, and what of the next 13 there is', () => {
    const strata = longStrata(2);
    for (const week of WEEKS) strata.addWeek(week);
    const expected = cellProcess(2);
    for (const [from, to] of [
      [0, 13],
      [13, 26],
      [26, 30],
    ])
      expected.addAll(WEEKS.slice(from, to).flat());
    expect(strata.soFar().log()).toBeCloseTo(expected.log(), 12);
    expect(strata.soFar().logOf(1)).toBeGreaterThan(Math.log(20));
  });

  test('of a week that is compared alone says nothing', () => {
    const strata = longStrata(2);
    strata.addWeek([one('A', true, [0]), one('B', false)]);
    expect(strata.soFar().log()).toBeCloseTo(0, 12);
  });

  test('a copy goes its own way', () => {
    const strata = longStrata(2);
    WEEKS.slice(0, 12).forEach((week) => strata.addWeek(week));
    const [before, copy] = [strata.soFar().log(), strata.copy()];
    copy.addWeek(WEEKS[12] as Comparable[]);
    expect(strata.soFar().log()).toBe(before);
    expect(copy.soFar().log()).not.toBe(before);
  });
});
