import { describe, expect, test } from '@jest/globals';
import { chanceAmong, chanceOfHabit, scopeOf, shrunkShare, shrunkSize } from './shrinkage.js';

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

describe('chanceAmong(underlyings, pooled)', () => {
  test('is that of a mixture of priors, summed over shares', () => {
    const all = [
      [4, 4],
      [2, 2],
      [0, 3],
      [1, 5],
    ].map(([changed = 0, answered = 0]) => ({ changed, answered }));
    const pooled = { changed: 7, answered: 14 };
    // Shares in equal parts of the prior's logit, so that its peaks at 0 and 1 are met.
    const steps = Array.from({ length: 40_001 }, (_, i) => 1 / (1 + Math.exp(80 - i / 250)));
    const over = (weight: number, value: (share: number) => number) =>
      steps.reduce((sum, p) => {
        const other = p > 0.5 ? 1 / (1 + Math.exp(Math.log(p / (1 - p)))) : 1 - p;
        return sum + (p * other) ** (weight / 2) * value(p);
      }, 0);
    const likelihood = ({ changed, answered }: (typeof all)[number], p: number) =>
      p ** changed * (1 - p) ** (answered - changed);
    const parts = [0.25, 0.5, 1, 2, 4, 8].map((weight) => {
      const whole = over(weight, () => 1);
      const likely = all.reduce((one, share) => (one * over(weight, (p) => likelihood(share, p))) / whole, 1);
      return { weight, likely };
    });
    const total = parts.reduce((sum, { likely }) => sum + likely, 0);
    for (const share of all) {
      const expected = parts.reduce((sum, { weight, likely }) => {
        const above = over(weight, (p) => (p >= 0.5 ? likelihood(share, p) : 0));
        return sum + (likely / total) * (above / over(weight, (p) => likelihood(share, p)));
      }, 0);
      expect(chanceAmong(all, pooled)(share)).toBeCloseTo(expected, 3);
    }
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

  test('is not all where some never show it, however seldom each was answered', () => {
    const eight = Array.from({ length: 8 }, (_, i) => underlying(`U${i}`, 4, 4));
    const never = ['A', 'B', 'C', 'D'].map((name) => underlying(name, 0, 2));
    const scope = eight.map((one) => one.underlying);
    expect(scopeOf([...eight, ...never], { changed: 32, answered: 40 })).toEqual(scope);
    // One that was missed twice says little where all are alike.
    const alike = Array.from({ length: 12 }, (_, i) => underlying(`U${i}`, 3, 4));
    expect(scopeOf([...alike, underlying('A', 0, 2)], { changed: 36, answered: 50 })).toBe('all');
  });

  test('does not take a mind that changed for the habit of some', () => {
    const changedMind = underlying('B', 1, 12, { changed: 1, answered: 1 });
    expect(scopeOf([underlying('A', 17, 19), changedMind], most)).toBe('all');
  });

  test('asks of an underlying for two changes and nine chances in ten', () => {
    const some = [underlying('A', 2, 2), underlying('B', 1, 1), underlying('C', 3, 6)];
    expect(scopeOf(some, { changed: 6, answered: 9 })).toEqual(['A']);
  });

  test('names what changed twice where others never did, not where all change now and then', () => {
    const named = (others: (i: number) => readonly [number, number]) => {
      const some = Array.from({ length: 16 }, (_, i) => underlying(`U${i}`, ...others(i)));
      const all = [...some, underlying('V', 2, 2), underlying('W', 6, 6)];
      const sumOf = (of: (one: (typeof all)[number]) => number) => all.reduce((sum, one) => sum + of(one), 0);
      return scopeOf(all, { changed: sumOf((one) => one.changed), answered: sumOf((one) => one.answered) });
    };
    expect(named(() => [0, 2])).toEqual(['V', 'W']);
    expect(named((i) => [1 + (i % 2), 4])).toEqual(['W']);
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
