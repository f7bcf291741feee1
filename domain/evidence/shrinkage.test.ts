import { describe, expect, test } from '@jest/globals';
import { chanceOfHabit, scopeOf, shrunkShare, shrunkSize } from './shrinkage.js';

const POOLED = { changed: 12, answered: 20 };

function underlying(name: string, changed: number, answered: number, lately = { changed, answered }) {
  return { underlying: name, changed, answered, lately };
}

describe('chanceOfHabit(share, pooled)', () => {
  test.each([
    [3, 3, 0.9607619],
    [4, 5, 0.9184729],
    [3, 6, 0.5564548],
  ])('of %i of %i beside 12 of 20', (changed, answered, chance) => {
    expect(chanceOfHabit({ changed, answered }, POOLED)).toBeCloseTo(chance, 7);
  });

  test('is neither 0 nor 1 where all, or none, changed', () => {
    expect(chanceOfHabit({ changed: 3, answered: 3 }, { changed: 20, answered: 20 })).toBeLessThan(1);
    expect(chanceOfHabit({ changed: 0, answered: 3 }, { changed: 0, answered: 20 })).toBeGreaterThan(0);
  });
});

describe('scopeOf(underlyings, pooled)', () => {
  const most = { changed: 18, answered: 20 };

  test('is all where all together show it', () => {
    expect(scopeOf([underlying('A', 9, 10), underlying('B', 9, 10)], most)).toBe('all');
  });

  test('names those that show it where one of them shows the opposite', () => {
    expect(scopeOf([underlying('A', 14, 14), underlying('B', 0, 6)], { changed: 18, answered: 24 })).toEqual([
      'A',
    ]);
  });

  test('does not take a mind that changed for the habit of some', () => {
    const changedMind = underlying('B', 1, 12, { changed: 1, answered: 1 });
    expect(scopeOf([underlying('A', 17, 19), changedMind], most)).toBe('all');
  });

  test('asks of an underlying for three changes and nine chances in ten', () => {
    const some = [underlying('A', 3, 3), underlying('B', 2, 2), underlying('C', 3, 6)];
    expect(scopeOf(some, POOLED)).toEqual(['A']);
  });

  test('is none of all before ten decisions', () => {
    expect(scopeOf([underlying('A', 9, 9)], { changed: 9, answered: 9 })).toEqual(['A']);
    expect(scopeOf([underlying('A', 10, 10)], { changed: 10, answered: 10 })).toBe('all');
  });
});

describe('shrunkShare(share, pooled)', () => {
  test('weighs the pooled share like two decisions', () => {
    expect(shrunkShare({ changed: 3, answered: 6 }, POOLED)).toBeCloseTo((3 + (2 * 12.5) / 21) / 8, 12);
  });
});

describe('shrunkSize({ size, changes }, pooled)', () => {
  test('weighs the pooled size like five changes', () => {
    expect(shrunkSize({ size: 3, changes: 4 }, 2)).toBeCloseTo(2.4444444, 7);
    expect(shrunkSize({ size: 3, changes: 0 }, 2)).toBe(2);
  });
});
