import { describe, expect, test } from '@jest/globals';
import { asked, weekDecision as decision } from '../../test/decided-weeks.js';
import {
  askings,
  bySession,
  byThreshold,
  byUnderlying,
  decidedWeek,
  firstWeekday,
  isActive,
  isAskedOn,
  measureOf,
  NOTHING_OUT,
  THRESHOLDS,
  type Threshold,
} from './comparisons.js';
import type { Ask, WeekDecision } from './week-decision.js';

const [MONDAY, TUESDAY] = ['2025-01-06', '2025-01-07'] as const;
const week = (...decisions: WeekDecision[]) => decidedWeek('2025-W02', decisions);
const NO_SESSIONS = new Set<string>();

describe('THRESHOLDS', () => {
  test.each<[keyof typeof THRESHOLDS, object]>([
    ['premium_floor', { action: 'open', measure: 'premium' }],
    ['buy_back_floor', { action: 'close', measure: 'premium' }],
    ['earnings_quiet', { action: 'open', measure: 'earningsIn', cells: [1, 2, 3, 4, 5] }],
    ['early_exit', { action: 'hold', measure: 'captured', cells: [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] }],
  ])('of %s are of its action and measure', (kind, expected) => {
    expect(THRESHOLDS[kind]).toMatchObject(expected);
  });

  test('of both floors are of five cents to a dollar', () => {
    const cells = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1];
    expect([THRESHOLDS.premium_floor.cells, THRESHOLDS.buy_back_floor.cells]).toEqual([cells, cells]);
  });

  test('hold below a premium, up to so many sessions before earnings, from a share on', () => {
    const at = (threshold: Threshold, cell: number, ...measures: number[]) =>
      measures.map((measure) => threshold.isIn(measure, cell));
    expect(at(THRESHOLDS.premium_floor, 0.3, 0.29, 0.3, 0.31)).toEqual([true, false, false]);
    expect(at(THRESHOLDS.earnings_quiet, 3, 2, 3, 4)).toEqual([true, true, false]);
    expect(at(THRESHOLDS.early_exit, 0.5, 0.4, 0.5, 0.6)).toEqual([false, true, true]);
  });
});

describe('measureOf(decision, measure, without)', () => {
  const premiums = (...values: (number | null)[]): Ask[] =>
    values.map((premium, i) => asked(`2025-01-0${6 + i}`, { premium }));
  const measure = (given: Partial<WeekDecision>) => measureOf(decision(given), 'premium', NO_SESSIONS);

  test('of what was refused is the greatest that is known, in whatever order', () => {
    expect(measure({ asks: premiums(null, 0.2, null, 0.1) })).toBe(0.2);
    expect(measure({ asks: premiums(0.1, 0.3, 0.2) })).toBe(0.3);
    expect(measure({ asks: premiums(-0.2, null) })).toBe(-0.2);
  });

  test('of an answer is null where nothing is known of it, or nothing is left', () => {
    expect(measure({ refused: false, asks: premiums(0.2, null) })).toBeNull();
    const answered = decision({ refused: false, asks: premiums(0.2) });
    expect(measureOf(answered, 'premium', new Set([MONDAY]))).toBeNull();
  });
});

describe('byThreshold(week, threshold, out)', () => {
  const premium = (value: number | null, given: Partial<WeekDecision> = {}) =>
    decision({ asks: [asked(MONDAY, { premium: value })], ...given });
  const count = (given: WeekDecision[], out = NOTHING_OUT) =>
    byThreshold(week(...given), THRESHOLDS.premium_floor, out).length;

  test('compares what is of its action, measured and not left out', () => {
    const close = premium(0.2, { action: 'close' });
    expect(count([premium(0.2), close, premium(null)])).toBe(1);
    const out = { ...NOTHING_OUT, isOut: ({ underlying }: WeekDecision) => underlying === 'F' };
    expect(count([premium(0.2), premium(0.2, { underlying: 'F' })], out)).toBe(1);
  });

  test('leaves out the sessions on which nothing was followed, where it is asked to', () => {
    expect([count([premium(0.2)]), count([premium(0.2)], { ...NOTHING_OUT, away: true })]).toEqual([1, 0]);
  });
});

describe('byUnderlying and bySession', () => {
  const rolled = decision({ action: 'roll', refused: false });
  const other = decision({ underlying: 'F' });

  test('compare what they are told to, with the underlying or the rolls in the cell', () => {
    const isOther = ({ underlying }: WeekDecision) => underlying === 'F';
    expect(byUnderlying(week(rolled, other), 'SOFI', () => true).map(({ cells }) => cells)).toEqual([
      [0],
      [],
    ]);
    expect(byUnderlying(week(rolled, other), 'F', isOther)).toEqual([
      { stratum: '2025-W02 0', refused: true, cells: [0] },
    ]);
    expect(bySession(week(rolled, other), () => true)).toEqual([
      { stratum: `${MONDAY} 0`, refused: false, cells: [0] },
      { stratum: `${MONDAY} 0`, refused: true, cells: [] },
    ]);
    expect(bySession(week(rolled, other), isOther)).toHaveLength(1);
  });
});

describe('askings(week, action, out)', () => {
  const given = [
    decision({ asks: [asked(MONDAY), asked(TUESDAY, { askedBefore: 1, answered: true })], refused: false }),
    decision({ action: 'roll' }),
    decision({ underlying: 'F' }),
  ];
  const isOut = ({ underlying }: WeekDecision) => underlying === 'F';

  test('is the advice on that action that is not left out, session by session', () => {
    expect(askings(week(...given), 'open', { ...NOTHING_OUT, isOut })).toEqual([
      { week: '2025-W02', session: MONDAY, weekday: 1, askedBefore: 0, answered: false },
      { week: '2025-W02', session: TUESDAY, weekday: 2, askedBefore: 1, answered: true },
    ]);
    expect(askings(week(...given), 'roll', NOTHING_OUT)).toHaveLength(1);
  });

  test('is without the sessions on which nothing was followed, where it is asked to', () => {
    const kept = askings(week(...given), 'open', { ...NOTHING_OUT, isOut, away: true });
    expect(kept.map(({ session }) => session)).toEqual([TUESDAY]);
  });
});

describe('what is looked at', () => {
  test('a hold asks for nothing, and makes no session an away day', () => {
    expect(
      (['open', 'roll', 'close', 'hold'] as const).map((action) => isActive(decision({ action }))),
    ).toEqual([true, true, true, false]);
    expect(week(decision({ action: 'hold' })).away.size).toBe(0);
  });

  test('firstWeekday is of the first advice, isAskedOn of any', () => {
    const both = decision({ asks: [asked(TUESDAY), asked('2025-01-09')] });
    expect(firstWeekday(both)).toBe(2);
    expect([1, 2, 4, null].map((day) => isAskedOn(both, day))).toEqual([false, true, true, false]);
  });
});
