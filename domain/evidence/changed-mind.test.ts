import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../number/random.js';
import { sinceChange } from './changed-mind.js';

/** Weeks of so many decisions each, with so many of them changed. */
function weeks(answered: number, ...changed: number[]) {
  return changed.map((one) => ({ changed: one, answered }));
}

describe('sinceChange(periods)', () => {
  test('is the period since which a habit is shown, and 0 where it always was, or never', () => {
    expect(sinceChange(weeks(5, 0, 0, 0, 0, 0, 0, 5, 5, 4))).toBe(6);
    expect(sinceChange(weeks(5, 5, 4, 5, 5, 5, 4, 5, 5, 5))).toBe(0);
    expect(sinceChange(weeks(5, 0, 1, 0, 0, 0, 0, 0, 0, 0))).toBe(0);
    expect(sinceChange(weeks(5, 1, 3, 2, 0, 3, 2, 1, 4, 3))).toBe(0);
    expect(sinceChange([])).toBe(0);
  });

  test('is 0 of a habit that ended', () => {
    expect(sinceChange(weeks(5, 5, 5, 5, 4, 5, 0, 0, 0, 0))).toBe(0);
  });

  test('is sure where a change makes what was seen a hundred times likelier', () => {
    // None of 8, then all of n: .19638 × .375 ÷ .0016365 = 45.0 of 2, .19638 × .3125 ÷ .00037193 = 165.0 of 3.
    expect(sinceChange([...weeks(8, 0), ...weeks(2, 2)])).toBe(0);
    expect(sinceChange([...weeks(8, 0), ...weeks(3, 3)])).toBe(1);
    // Of five borders, four of which say little, the mean is less.
    expect(sinceChange([...weeks(2, 0, 0, 0, 0, 0), ...weeks(3, 3)])).toBe(0);
    expect(sinceChange([...weeks(2, 0, 0, 0, 0, 0), ...weeks(4, 4)])).toBe(5);
  });

  test('is seldom told where every decision changes alike, on any of 40 Saturdays', () => {
    const random = seededRandom(20_001);
    for (const [share, answered] of [
      [0.3, 3],
      [0.5, 8],
      [0.9, 3],
    ] as const) {
      let lives = 0;
      for (let life = 0; life < 200; life++) {
        const all = Array.from({ length: 52 }, () => ({
          changed: Array.from({ length: answered }, random).filter((drawn) => drawn < share).length,
          answered,
        }));
        if (all.some((_week, at) => at >= 12 && sinceChange(all.slice(at - 12, at + 1)) > 0)) lives++;
      }
      expect(lives).toBeLessThanOrEqual(6);
    }
  });
});
