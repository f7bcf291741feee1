import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { betaCdf } from './beta-distribution.js';
import { LOG_BREACH, logBreachEvidence } from './divergence-guard.js';
import { medianInterval, medianOf, sizesFrom } from './effect-intervals.js';
import { ALPHA, decisionsNeeded, discoveries, logThreshold } from './false-discovery.js';
import { scopeOf } from './shrinkage.js';
import { logSignEvidence } from './sign-evidence.js';
import { weekdayProcess } from './weekday-evidence.js';

test('betaCdf(x, a, b) beyond 0 and 1 is 0 and 1', () => {
  expect([-0.5, 0, 1, 1.5].map((x) => betaCdf(x, 2, 3))).toEqual([0, 0, 1, 1]);
});

test('logBreachEvidence(baseline, since) tries no share of 1, and is a breach from 20 on', () => {
  expect(Number.isFinite(logBreachEvidence(0.7, { diverged: 3, decisions: 3 }))).toBe(true);
  expect(Math.exp(LOG_BREACH)).toBeCloseTo(20, 12);
});

test('discoveries(hypotheses) are found at the threshold itself', () => {
  expect(discoveries([{ budget: 1, logE: -Math.log(ALPHA) }])).toEqual(new Set([0]));
});

test('decisionsNeeded(hypothesis, decisions) is known from the least evidence on', () => {
  expect(decisionsNeeded({ budget: 1, logE: 0.5 }, 2)).toBe(10);
});

test('scopeOf(underlyings, pooled) hears one that shows the opposite from two decisions on', () => {
  const opposite = (answered: number) => [
    { underlying: 'A', changed: 17, answered: 17, lately: { changed: 17, answered: 17 } },
    { underlying: 'B', changed: 0, answered, lately: { changed: 0, answered } },
  ];
  const scopes = [1, 2].map((answered) => scopeOf(opposite(answered), { changed: 24, answered: 32 }));
  expect(scopes).toEqual(['all', ['A']]);
});

test('weekdayProcess().log() grows with what sessions alone show', () => {
  const process = weekdayProcess();
  for (const week of ['2025-W02', '2025-W03', '2025-W04'])
    process.add(
      [],
      [1, 2, 3, 4, 5].map((weekday) => ({
        ...{ week, session: `${week} ${weekday}`, weekday, askedBefore: 0, answered: weekday < 5 },
      })),
    );
  expect(process.log()).toBeGreaterThan(0.5);
  expect(process.weekday()).toBe(5);
});

describe('sizesFrom, medianOf and medianInterval', () => {
  test('count how often each size is there', () => {
    expect(sizesFrom([1, 3, 3, 3])).toEqual(
      new Map([
        [1, 1],
        [3, 3],
      ]),
    );
    expect([[1, 2, 3], [4, 1, 3, 2], [1, 2, 3, 3, 3], []].map((sizes) => medianOf(sizesFrom(sizes)))).toEqual(
      [...[2, 2, 3, null]],
    );
    expect(medianInterval(new Map(), { budget: 1, found: 1 })).toBeNull();
  });

  test('are those of the definition', () => {
    const sizes = fc.array(fc.integer({ min: -4, max: 9 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(sizes, fc.constantFrom(0.002, 0.0375, 0.5), (all, budget) => {
        const sorted = all.toSorted((a, b) => a - b);
        const isMost = (count: number) =>
          2 * count > all.length && logSignEvidence(count, all.length) >= logThreshold(budget, 2) + Math.LN2;
        const reach = (value: number) => all.filter((size) => size >= value).length;
        const within = (value: number) => all.filter((size) => size <= value).length;
        expect(medianInterval(sizesFrom(all), { budget, found: 2 })).toEqual({
          median: sorted[Math.floor((all.length - 1) / 2)],
          low: sorted.findLast((value) => isMost(reach(value))) ?? sorted[0],
          high: sorted.find((value) => isMost(within(value))) ?? sorted.at(-1),
        });
      }),
    );
  });
});
