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
    // All of three, after none of n: .22559 × .3125 ÷ .00083923 = 84.0 of 6, .19638 × .3125 ÷ .00037193 = 165.0 of 8.
    expect(sinceChange([...weeks(6, 0), ...weeks(1, 1, 1, 1)])).toBe(0);
    expect(sinceChange([...weeks(8, 0), ...weeks(1, 1, 1, 1)])).toBe(1);
    // Of five borders, four of which say little, the mean is less.
    expect(sinceChange([...weeks(2, 0, 0, 0, 0, 0), ...weeks(1, 1, 1, 1)])).toBe(0);
    expect(sinceChange([...weeks(2, 0, 0, 0, 0, 0), ...weeks(2, 2, 2, 2)])).toBe(5);
  });

  test('is 0 of two weeks out of the ordinary, however many decisions', () => {
    expect(sinceChange(weeks(20, 1, 0, 2, 1, 0, 1, 0, 20, 20))).toBe(0);
    expect(sinceChange(weeks(20, 1, 0, 2, 1, 0, 1, 0, 20, 20, 20))).toBe(7);
  });

  test('is seldom told of a share that stays, on any of 40 Saturdays, by moods from week to week or none', () => {
    const random = seededRandom(20_001);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    for (const [share, answered, moods, most] of [
      [0.3, 3, 0, 6],
      [0.5, 8, 0, 6],
      [0.9, 3, 0, 6],
      [0.35, 8, 0.5, 12],
      [0.35, 8, 1, 40],
    ] as const) {
      let lives = 0;
      for (let life = 0; life < 200; life++) {
        const all = Array.from({ length: 52 }, () => {
          const inMood = 1 / (1 + ((1 - share) / share) * Math.exp(-moods * normal()));
          return {
            changed: Array.from({ length: answered }, random).filter((drawn) => drawn < inMood).length,
            answered,
          };
        });
        if (all.some((_week, at) => at >= 12 && sinceChange(all.slice(at - 12, at + 1)) > 0)) lives++;
      }
      expect(lives).toBeLessThanOrEqual(most);
    }
  });
});
