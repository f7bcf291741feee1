import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { answeredAdvice as advice, CONSENT, SUPERSEDED } from '../../test/answered-advice.js';
import { decimal } from '../number/decimal.js';
import { weekDecisions, type AnsweredAdvice } from './week-decisions.js';

describe('weekDecisions(advice)', () => {
  test('takes all advice of an episode in a week for one decision, up to the one that was answered', () => {
    const week = [
      advice('2025-01-21', SUPERSEDED),
      advice('2025-01-22', SUPERSEDED),
      advice('2025-01-23', { ...CONSENT, answered_on: '2025-01-23' }),
      advice('2025-01-24', SUPERSEDED),
      advice('2025-01-27', SUPERSEDED),
    ];
    const decisions = weekDecisions(week);
    expect(decisions).toMatchObject([{ week: '2025-W04', action: 'open', refused: false, modified: false }]);
    expect(
      decisions[0]?.asks.map(({ session, askedBefore, answered }) => [session, askedBefore, answered]),
    ).toEqual([
      ['2025-01-21', 0, false],
      ['2025-01-22', 1, false],
      ['2025-01-23', 2, true],
    ]);
    expect(decisions[0]?.change).toEqual({ weeks: 0, strikes: 0, quantityRatio: 1 });
  });

  test('parts an episode by weeks: left in one, answered in the next', () => {
    const parts = weekDecisions([
      advice('2025-01-24', SUPERSEDED),
      advice('2025-01-27', { ...CONSENT, answered_on: '2025-01-27' }),
    ]);
    expect(parts).toMatchObject([
      { week: '2025-W04', refused: true, change: null },
      { week: '2025-W05', refused: false, asks: [{ askedBefore: 1, answered: true }] },
    ]);
  });

  test('counts an answer on a later day as none of its session', () => {
    const [decision] = weekDecisions([advice('2025-01-23', { ...CONSENT, answered_on: '2025-01-24' })]);
    expect(decision).toMatchObject({ refused: false, asks: [{ answered: false }] });
  });

  test.each<[string, Partial<AnsweredAdvice>]>([
    ['is pending', { match_type: 'pending' }],
    ['a person excluded', { match_type: 'reject', exclusion_reason: 'user' }],
    ['could not be done', { match_type: 'no_action', cause: 'expired' }],
    ['was withdrawn', { match_type: 'no_action', exclusion_reason: 'withdrawn' }],
    ['was not seen', { cause: 'unseen' }],
    ['was not filled', { cause: 'unfilled' }],
    ['asks to wait', { action: 'wait' }],
  ])('leaves out what %s', (_what, given) => {
    expect(weekDecisions([advice('2025-01-22', given)])).toEqual([]);
  });

  test('counts as refused what was let expire, and what was missed once and declined once', () => {
    expect(weekDecisions([advice('2025-01-22', { cause: 'let_expire' })])).toMatchObject([{ refused: true }]);
    expect(weekDecisions([advice('2025-01-22', { cause: 'unseen' }), advice('2025-01-23')])).toMatchObject([
      { refused: true },
    ]);
  });

  test('tells another premium alone, which is followed, from a change', () => {
    const modify = (fields: AnsweredAdvice['modified_fields'], flags: string[] = []) =>
      weekDecisions([
        advice('2025-01-22', { ...CONSENT, match_type: 'modify', modified_fields: fields, flags }),
      ]);
    expect(modify(['premium'])).toMatchObject([{ priceOnly: true, modified: false, refused: false }]);
    expect(modify(['strike', 'premium'])).toMatchObject([{ priceOnly: false, modified: true }]);
    expect(modify([], ['close_only'])).toMatchObject([
      { priceOnly: false, modified: true, change: { weeks: null } },
    ]);
  });

  test.each([
    [7, 15, 1, 0],
    [-14, 15, -2, 0],
    [2, 15, 1, 0],
    [0, 16, 0, 2],
    [0, 14.9, 0, -1],
    [0, 26, 0, 21],
  ])('measures %i days and a strike of %f as weeks and listed strikes', (days, strike, weeks, strikes) => {
    const [decision] = weekDecisions([
      advice('2025-01-22', { ...CONSENT, expiration_diff_days: days, traded_strike: decimal(strike) }),
    ]);
    expect(decision?.change).toMatchObject({ weeks, strikes });
  });

  test('takes the action of the first advice of the week, on which no outcome depends', () => {
    const decisions = weekDecisions([
      advice('2025-01-22', { action: 'buy_to_close', ...SUPERSEDED }),
      advice('2025-01-23', { action: 'roll' }),
    ]);
    expect(decisions).toMatchObject([{ action: 'close' }]);
  });

  test('of a hold says whether it was contradicted, and of structures and shares nothing but quantity', () => {
    const contradicted = { match_type: 'reject', cause: 'contradicted', answered_on: '2025-01-22' } as const;
    expect(weekDecisions([advice('2025-01-22', { action: 'hold', ...contradicted })])).toMatchObject([
      { action: 'hold', refused: true, modified: false, change: null },
    ]);
    expect(weekDecisions([advice('2025-01-22', { action: 'hold', match_type: 'consent' })])).toMatchObject([
      { action: 'hold', refused: false },
    ]);
    const [structure] = weekDecisions([
      advice('2025-01-22', { ...CONSENT, structure: true, traded_quantity: decimal(2) }),
    ]);
    expect(structure).toMatchObject({
      change: { weeks: null, strikes: null, quantityRatio: 0.5 },
      asks: [{ premium: null }],
    });
    expect(weekDecisions([advice('2025-01-22', { action: 'buy', advised_right: null })])).toMatchObject([
      { action: 'open' },
    ]);
  });

  test('is the same for any order of the advice', () => {
    const all = ['2025-01-21', '2025-01-22', '2025-01-23', '2025-01-27'].flatMap((day) =>
      ['a', 'b'].map((episode_id) => advice(day, { episode_id, recommendation_id: `${episode_id} ${day}` })),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(weekDecisions(shuffled)).toEqual(weekDecisions(all));
      }),
    );
  });
});
