import { describe, expect, test } from '@jest/globals';
import { frontierOf, frontierText, type FrontierDecision } from './frontier.js';

const NAMES = { human: 'clone', greedy: 'reward_greedy' };

/** Two days of two decisions each: what is liked costs 10 twice, and what is not would have made 30 and 50. */
const DECISIONS: FrontierDecision[] = [
  { day: '2025-01-06', followed: true, result: { reward: -0.1, usd: -10 } },
  { day: '2025-01-06', followed: false, result: { reward: 0.3, usd: 30 } },
  { day: '2025-01-07', followed: true, result: { reward: -0.1, usd: -10 } },
  { day: '2025-01-07', followed: false, result: { reward: 0.5, usd: 50 } },
];
/** The 97.5 % quantile of Student's distribution with one degree of freedom. */
const STUDENT = 12.7062;
const CLONE = { policy: 'clone', beta: null, follows: [true, false, true, false] };
const GREEDY = { policy: 'reward_greedy', beta: null, follows: [false, true, false, true] };
const BLEND = { policy: 'blend', beta: 1, follows: [true, true, true, true] };

describe('frontierOf(decisions, policies)', () => {
  test('has no share beyond 0 and 1', () => {
    const follows = [true, false, true, true];
    const { points } = frontierOf(DECISIONS, [{ ...CLONE, follows }], { sessions: 2, ...NAMES });
    expect(points).toMatchObject([{ agreement: 0.75, agreement_high: 1 }]);
  });

  test('has the reward of what is determined, and the agreement of all', () => {
    const open = { day: '2025-01-08', followed: true, result: null };
    const more = [...DECISIONS, open, open, open, open];
    const follows = [...CLONE.follows, false, false, false, false];
    const { points } = frontierOf(more, [{ ...CLONE, follows }], { sessions: 3, ...NAMES });
    expect(points).toMatchObject([{ agreement: 0.5, reward: -0.05, usd_month: -140 }]);
  });

  const frontier = frontierOf(DECISIONS, [CLONE, BLEND, GREEDY], { sessions: 2, ...NAMES });

  test('has agreement, reward and dollars a month of 21 sessions of each policy', () => {
    expect(frontier.points).toMatchObject([
      { policy: 'clone', beta: null, agreement: 1, reward: -0.05, usd_month: -210 },
      { policy: 'blend', beta: 1, agreement: 0.5, usd_month: 630 },
      { policy: 'reward_greedy', beta: null, agreement: 0, reward: 0.2, usd_month: 840 },
    ]);
    // Half of each day: no spread, and no share is above 1.
    expect(frontier.points[1]).toMatchObject({ agreement_low: 0.5, agreement_high: 0.5 });
    // By day: means −.05 and −.05 have no spread; .15 and .25 lie .05 from .2, so the error is √(2·(.1² + .1²)) ÷ 4,
    // and Student's quantile of one degree 12.7062.
    expect(frontier.points[0]).toMatchObject({ reward_low: -0.05, reward_high: -0.05 });
    expect(frontier.points[2]?.reward_low).toBeCloseTo(0.2 - STUDENT * 0.05, 4);
  });

  test('says what doing as the human does costs, with its interval, and what a point of it does', () => {
    // 40 and 60 a day more than the human: 1,050 a month, the error √(2·(10² + 10²)) ÷ 4 a decision, 42 of them.
    expect(frontier.cost?.usd_month).toBeCloseTo(1_050, 9);
    expect(frontier.cost?.low).toBeCloseTo(1_050 - STUDENT * 5 * 42, 0);
    expect(frontier.cost?.usd_a_point).toBeCloseTo(10.5, 9);
    expect(frontier.cost?.usd_a_point_low).toBeCloseTo(10.5 - STUDENT * 5 * 0.42, 2);
  });

  test('has no cost of one day, and no price of a point where both do the same', () => {
    const oneDay = frontierOf(DECISIONS.slice(0, 2), [CLONE, GREEDY], { sessions: 1, ...NAMES });
    expect(oneDay.cost).toBeNull();
    expect(frontierText(oneDay, NAMES)).toMatch(/Too few days/);
    const alike = { ...GREEDY, follows: CLONE.follows };
    expect(frontierOf(DECISIONS, [CLONE, alike], { sessions: 2, ...NAMES }).cost).toMatchObject({
      usd_month: 0,
      usd_a_point: null,
    });
  });
});

test('frontierText says what taste costs, what it earns, that neither is told yet, or that days are too few', () => {
  const days = Array.from({ length: 24 }, (_, i) => `2025-01-${String(i + 1).padStart(2, '0')}`);
  const textOf = (usd: readonly number[], over = days) => {
    const decisions = over.flatMap((day, i) =>
      DECISIONS.slice(0, 2).map((one, at) => {
        return { ...one, day, result: { reward: 0, usd: usd[(2 * i + at) % 4] as number } };
      }),
    );
    const many = ({ follows, ...policy }: typeof CLONE) => ({
      ...policy,
      follows: over.flatMap(() => follows.slice(0, 2)),
    });
    const frontier = frontierOf(decisions, [many(CLONE), many(GREEDY)], { sessions: over.length, ...NAMES });
    return frontierText(frontier, NAMES);
  };
  // 40 and 60 dollars a day: 1,050 a month; the error √(24 ÷ 23 · 24 · 10²) ÷ 24 a day, of 23 degrees 2.0687 of these.
  expect(textOf([-10, 30, -10, 50])).toBe(
    'A model of what you do does as you did in 100 % of decisions and earns −$210 a month; one that looks at rewards ' +
      'alone does so in 0 % and earns $840. Your taste costs $1,050 a month ($959 to $1,141). A point of agreement ' +
      'costs $11 a month.',
  );
  expect(textOf([30, -10, 50, -10])).toMatch(/Your taste earns \$1,050 a month \(\$959 to \$1,141\)\.$/);
  expect(textOf([0, 30, 0, -28])).toMatch(/not told from nothing yet: \$21 a month \(−\$/);
  expect(textOf([-10, 30, -10, 50], days.slice(0, 19))).toMatch(/19 days with an outcome are too few/);
});
