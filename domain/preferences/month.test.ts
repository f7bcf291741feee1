import { describe, expect, test } from '@jest/globals';
import type { Habit } from './habit.js';
import type { PatternKind } from './hypothesis.js';
import { costlyText, monthOf } from './month.js';
import type { Occasion } from './occasions.js';

const habit = (kind: PatternKind, first = 0) =>
  ({ evidence: { hypothesis: { kind }, inScope: [{ at: first }] } }) as unknown as Habit;
const occasion = (notional: number | null, { shown = true, refused = false } = {}) =>
  ({ shown, decision: { notional, refused } }) as Occasion;

describe('monthOf(habits, occasions, { at, since })', () => {
  test('is 4.35 of the last 13 weeks, or of those since the first decision', () => {
    const occasions = Array.from({ length: 26 }, () => occasion(5_000));
    const late = monthOf([habit('strike_shift')], occasions, { at: 51, since: null });
    expect(late.decisions).toBeCloseTo(2 * 4.348214, 3);
    expect(late.notional).toBeCloseTo(10_000 * 4.348214, -2);
    expect(
      monthOf([habit('strike_shift', 40), habit('strike_shift', 45)], occasions, { at: 49, since: null })
        .decisions,
    ).toBeCloseTo(2.6 * 4.348214, 3);
  });

  test('is of the weeks since a mind changed', () => {
    const occasions = Array.from({ length: 12 }, () => occasion(5_000));
    const { decisions } = monthOf([habit('strike_shift')], occasions, { at: 51, since: 49 });
    expect(decisions).toBeCloseTo(4 * 4.348214, 3);
  });

  test('counts what showed, refusals only where nothing was done in the end, and takes the mean for what has no price', () => {
    const some = [occasion(1_000), occasion(3_000), occasion(null), occasion(9_000, { shown: false })];
    expect(monthOf([habit('expiration_shift')], some, { at: 2, since: null }).notional).toBeCloseTo(
      3 * 2_000 * (4.348214 / 3),
      0,
    );
    expect(
      monthOf([habit('expiration_shift')], [occasion(null)], { at: 2, since: null }).notional,
    ).toBeNull();
    const left = [occasion(1_000), occasion(3_000, { refused: true })];
    expect(monthOf([habit('premium_floor')], left, { at: 0, since: null })).toEqual({
      decisions: expect.closeTo(4.348214, 3),
      notional: expect.closeTo(3_000 * 4.348214, -1),
    });
  });
});

describe('costlyText(cost, month)', () => {
  test('says the price of a decision with its interval, and that of a month in dollars', () => {
    const cost = { cost: -0.4, low: -0.491, high: -0.306 };
    expect(costlyText(cost, { decisions: 13.9, notional: 310_000 })).toBe(
      'It costs 0.40 % of the price each time (0.31 to 0.49), about 1240 USD a month at 14 such decisions.',
    );
    expect(costlyText(cost, { decisions: 13.9, notional: null })).toBe(
      'It costs 0.40 % of the price each time (0.31 to 0.49).',
    );
    expect(costlyText(cost, { decisions: 0.3345, notional: 3_345 })).toBe(
      'It costs 0.40 % of the price each time (0.31 to 0.49), about 13 USD a month at one such decision in 3 months.',
    );
  });
});
