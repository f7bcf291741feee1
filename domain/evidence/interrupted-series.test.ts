import { describe, expect, test } from '@jest/globals';
import { seededRandom, type Random } from '../number/random.js';
import type { Divergence } from './divergence-guard.js';
import { levelChange } from './interrupted-series.js';
import { studentQuantile } from './student-quantile.js';

const counts = (weeks: readonly (readonly [number, number])[]): Divergence[] =>
  weeks.map(([diverged, decisions]) => ({ diverged, decisions }));

describe('studentQuantile(p, degrees)', () => {
  test.each([
    [1, 12.706204736174694],
    [2, 4.302652729749462],
    [9, 2.262157162798205],
    [30, 2.0422724563012378],
  ])('of 97.5 % with %i degrees, by scipy', (degrees, t) => {
    expect(studentQuantile(0.975, degrees)).toBeCloseTo(t, 9);
  });
});

/** Figures of an independent calculation, in Python by scipy 1.17.1 (optimize.root of the penalised score, stats.t). */
describe('levelChange(before, after)', () => {
  test('of eight and six weeks that spread wider than chance', () => {
    const change = levelChange(
      counts([
        ...([
          [0, 3],
          [3, 3],
          [3, 7],
          [4, 9],
        ] as const),
        ...([
          [1, 6],
          [0, 6],
          [2, 2],
          [2, 4],
        ] as const),
      ]),
      counts([
        [0, 3],
        [1, 3],
        [1, 5],
        [2, 3],
        [2, 6],
        [2, 6],
      ]),
    );
    expect(change?.logit).toBeCloseTo(-0.3000728910179862, 8);
    expect(change?.low).toBeCloseTo(-1.7632694636763997, 8);
    expect(change?.high).toBeCloseTo(1.1631236816404273, 8);
    expect(change?.before).toBeCloseTo(0.3750052682563729, 8);
    expect(change?.after).toBeCloseTo(0.30770384895734687, 8);
  });

  test('with a slope, weeks without decisions among them', () => {
    const before = counts([
      [0, 0],
      [2, 3],
      [1, 3],
      [3, 4],
      [1, 3],
      [1, 2],
      [1, 1],
      [0, 3],
      [0, 0],
      [5, 6],
      [1, 2],
      [1, 1],
      [1, 4],
      [4, 6],
    ]);
    const after = counts([
      [0, 2],
      [0, 2],
      [2, 7],
      [1, 3],
      [1, 2],
      [1, 4],
    ]);
    const change = levelChange(before, after);
    expect(change?.logit).toBeCloseTo(-1.3094103860129838, 8);
    expect(change?.low).toBeCloseTo(-2.603960105393144, 7);
    expect(change?.high).toBeCloseTo(-0.014860666632823705, 7);
  });

  test('of a side that is all or nothing takes it for one decision more, half of it diverging', () => {
    const all = counts(Array.from({ length: 6 }, () => [5, 5] as const));
    const none = counts(Array.from({ length: 6 }, () => [0, 5] as const));
    const change = levelChange(all, none);
    expect(change?.logit).toBeCloseTo(-8.180610811863263, 6);
    expect(change?.low).toBeCloseTo(-12.61778894666949, 6);
    expect(change?.high).toBeCloseTo(-3.7434326770570348, 6);
    const nine = counts(Array.from({ length: 9 }, () => [6, 9] as const));
    const better = levelChange(nine, counts(Array.from({ length: 6 }, () => [0, 9] as const)));
    expect(better?.logit).toBeCloseTo(-5.37337006855142, 6);
    expect(better?.high).toBeCloseTo(-2.281379799565003, 6);
  });

  test('is null with fewer than six weeks with decisions on either side', () => {
    const six = counts(Array.from({ length: 6 }, () => [2, 5] as const));
    const five = [...six.slice(1), { diverged: 0, decisions: 0 }];
    expect(levelChange(six, five)).toBeNull();
    expect(levelChange(five, six)).toBeNull();
    expect(levelChange(six, six)).not.toBeNull();
  });

  test('looks at the last 26 weeks before', () => {
    const weeks = (length: number, diverged: number) =>
      Array.from({ length }, () => ({ diverged, decisions: 8 }));
    const lately = [...weeks(20, 3), ...weeks(6, 4)];
    expect(levelChange([...weeks(30, 8), ...lately], weeks(7, 2))).toEqual(levelChange(lately, weeks(7, 2)));
  });

  test.each<[string, number, number, number]>([
    ['six decisions a week, no change', 6, 0.4, 0.4],
    ['six decisions a week, 50 to 25 %', 6, 0.5, 0.25],
    ['three decisions a week, 60 to 40 %', 3, 0.6, 0.4],
    ['twenty decisions a week, 30 to 40 %', 20, 0.3, 0.4],
  ])('covers the true change in at least nine of ten: %s', (_name, mean, from, to) => {
    const random = seededRandom(20_261);
    const truth = Math.log((to / (1 - to)) * ((1 - from) / from));
    const covered = Array.from({ length: 400 }, () => {
      const change = levelChange(drawn(random, 10, mean, from), drawn(random, 8, mean, to));
      return change === null || (change.low <= truth && truth <= change.high);
    });
    expect(covered.filter(Boolean).length / covered.length).toBeGreaterThanOrEqual(0.9);
  });
});

function drawn(random: Random, weeks: number, mean: number, share: number): Divergence[] {
  return Array.from({ length: weeks }, () => {
    const decisions = 1 + Math.floor(random() * (2 * mean - 1));
    const diverged = Array.from({ length: decisions }, () => random() < share).filter(Boolean).length;
    return { diverged, decisions };
  });
}
