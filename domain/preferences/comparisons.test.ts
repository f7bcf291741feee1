import { describe, expect, test } from '@jest/globals';
import {
  byThreshold,
  byUnderlying,
  bySession,
  decidedWeek,
  measureOf,
  NOTHING_OUT,
  THRESHOLDS,
} from './comparisons.js';
import type { Ask, WeekDecision } from './week-decision.js';

const ASK: Ask = {
  session: '2025-01-06',
  askedBefore: 0,
  answered: false,
  premium: 0.2,
  captured: 0.4,
  earningsIn: null,
};
const LATER: Ask = {
  ...ASK,
  session: '2025-01-07',
  askedBefore: 1,
  premium: 0.3,
  captured: 0.2,
  earningsIn: 2,
};
const LAST: Ask = {
  ...ASK,
  session: '2025-01-08',
  askedBefore: 2,
  answered: true,
  premium: 0.1,
  captured: 0.1,
  earningsIn: 1,
};

function decision(given: Partial<WeekDecision> = {}): WeekDecision {
  return {
    ...{
      week: '2025-W02',
      underlying: 'SOFI',
      action: 'open',
      versions: [],
      weeksBefore: 0,
      refused: true,
      modified: false,
    },
    ...{
      priceOnly: false,
      matter: '',
      leaves: null,
      asks: [ASK, LATER],
      change: null,
      hours: null,
      notional: null,
      regimes: [],
      judged: null,
    },
    ...given,
  };
}

describe('measureOf(decision, measure, without)', () => {
  const NONE = new Set<string>();

  test('is that of the answer, and of what was refused the greatest of the week', () => {
    expect(measureOf(decision(), 'premium', NONE)).toBe(0.3);
    expect(measureOf(decision({ refused: false, asks: [ASK, LATER, LAST] }), 'premium', NONE)).toBe(0.1);
    expect(measureOf(decision({ action: 'hold', refused: false }), 'captured', NONE)).toBe(0.4);
    expect(measureOf(decision({ action: 'hold', refused: true }), 'captured', NONE)).toBe(0.2);
  });

  test('is without the sessions left out, null where none is left or nothing is known, and beyond all where no earnings are ahead', () => {
    expect(measureOf(decision(), 'premium', new Set(['2025-01-07']))).toBe(0.2);
    expect(measureOf(decision(), 'premium', new Set(['2025-01-06', '2025-01-07']))).toBeNull();
    expect(measureOf(decision({ asks: [{ ...ASK, premium: null }] }), 'premium', NONE)).toBeNull();
    expect(measureOf(decision(), 'earningsIn', NONE)).toBe(Infinity);
    expect(measureOf(decision({ asks: [LATER, LAST] }), 'earningsIn', NONE)).toBe(2);
  });
});

describe('what is compared', () => {
  test('is what was asked for in as many weeks before', () => {
    const week = decidedWeek('2025-W02', [
      decision(),
      decision({ weeksBefore: 1, refused: false, asks: [LAST] }),
    ]);
    const strata = (compared: readonly { stratum: string | number }[]) =>
      compared.map(({ stratum }) => stratum);
    expect(strata(byThreshold(week, THRESHOLDS.premium_floor, NOTHING_OUT))).toEqual([
      '2025-W02 0',
      '2025-W02 1',
    ]);
    expect(strata(byUnderlying(week, 'SOFI', () => true))).toEqual(['2025-W02 0', '2025-W02 1']);
    expect(strata(bySession(week, () => true))).toEqual(['2025-01-06 0', '2025-01-08 1']);
  });

  test('lies in the cells above its premium', () => {
    const [compared] = byThreshold(
      decidedWeek('2025-W02', [decision()]),
      THRESHOLDS.premium_floor,
      NOTHING_OUT,
    );
    // .3 is below .40, .50, .75 and 1.
    expect(compared).toEqual({ stratum: '2025-W02 0', refused: true, cells: [6, 7, 8, 9] });
  });

  test('has as away days the sessions in which nothing was answered', () => {
    const { away } = decidedWeek('2025-W02', [
      decision(),
      decision({ refused: false, asks: [ASK, LATER, LAST] }),
    ]);
    expect([...away]).toEqual(['2025-01-06', '2025-01-07']);
  });
});
