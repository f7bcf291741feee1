import { describe, expect, test } from '@jest/globals';
import { answeredAdvice as advice, CONSENT, SUPERSEDED } from '../../test/answered-advice.js';
import { OTHER_TRADE } from '../matching/match-score.js';
import { decimal } from '../number/decimal.js';
import { weekDecisions, type AnsweredAdvice } from './week-decisions.js';

const [TUESDAY, WEDNESDAY, THURSDAY, MONDAY] = [
  '2025-01-21',
  '2025-01-22',
  '2025-01-23',
  '2025-01-27',
] as const;
const only = (...given: AnsweredAdvice[]) => {
  const decisions = weekDecisions(given);
  expect(decisions).toHaveLength(1);
  return decisions[0] as (typeof decisions)[number];
};
const answered = (given: Partial<AnsweredAdvice>) => only(advice(WEDNESDAY, { ...CONSENT, ...given }));

describe('weekDecisions(advice): order', () => {
  test('is that of the first advice of each week, of one time by id', () => {
    const of = (underlying: string, day: string, recommendation_id: string) =>
      advice(day, { underlying, episode_id: underlying, recommendation_id });
    const given = [
      ...[of('C', MONDAY, 'a4'), of('C', THURSDAY, 'b')],
      ...[of('B', MONDAY, 'a2'), of('B', WEDNESDAY, 'q')],
      ...[of('A', MONDAY, 'a3'), of('A', TUESDAY, 'z')],
    ];
    for (const some of [given, given.toReversed()])
      expect(weekDecisions(some).map(({ underlying, week }) => `${underlying} ${week}`)).toEqual([
        ...['A 2025-W04', 'B 2025-W04', 'C 2025-W04'],
        ...['B 2025-W05', 'A 2025-W05', 'C 2025-W05'],
      ]);
  });

  test('of several pieces of advice in one session takes the last sent, of one time that of the greater id', () => {
    const piece = (recommendation_id: string, minute: number, captured: number) =>
      advice(TUESDAY, {
        ...{ recommendation_id, captured },
        window_opens: Date.parse(`${TUESDAY}T14:0${minute}:00Z`),
      });
    const captured = (...pieces: AnsweredAdvice[]) => {
      const found = [pieces, pieces.toReversed()].map((some) => only(...some).asks);
      expect(found[1]).toEqual(found[0]);
      return found[0]?.map((ask) => ask.captured);
    };
    expect(captured(piece('z', 0, 0.1), piece('a', 1, 0.2))).toEqual([0.2]);
    expect(captured(piece('a', 0, 0.1), piece('b', 0, 0.2))).toEqual([0.2]);
  });
});

describe('weekDecisions(advice): which advice', () => {
  test('ends with the first answer, be it the first advice of all', () => {
    const first = advice(TUESDAY, { ...CONSENT, answered_on: TUESDAY });
    const again = advice(THURSDAY, { ...CONSENT, answered_on: THURSDAY });
    expect(only(first, advice(WEDNESDAY, SUPERSEDED)).asks).toHaveLength(1);
    expect(only(first, again).asks.map(({ session }) => session)).toEqual([TUESDAY]);
    expect(only(advice(TUESDAY, SUPERSEDED), advice(WEDNESDAY), again).asks).toHaveLength(3);
  });

  test('is none while a piece of it is pending, unless another was answered', () => {
    const pending = { match_type: 'pending' } as const;
    expect(weekDecisions([advice(TUESDAY), advice(WEDNESDAY, pending)])).toEqual([]);
    expect(only(advice(TUESDAY, pending), advice(WEDNESDAY, CONSENT)).refused).toBe(false);
  });

  test('is none where a person excluded a piece of it, and one where a piece was withdrawn or superseded', () => {
    const excluded = { exclusion_reason: 'user' as never };
    expect(weekDecisions([advice(TUESDAY, SUPERSEDED), advice(WEDNESDAY, excluded)])).toEqual([]);
    const withdrawn = { match_type: 'no_action', exclusion_reason: 'withdrawn' } as const;
    expect(only(advice(TUESDAY, withdrawn), advice(WEDNESDAY)).refused).toBe(true);
    expect(only(advice(TUESDAY, withdrawn), advice(WEDNESDAY, SUPERSEDED)).refused).toBe(true);
  });

  test.each(['unseen', 'unfilled', 'infeasible', 'capacity_limited'])(
    'is none that was missed as %s',
    (cause) => {
      expect(weekDecisions([advice(TUESDAY, { cause })])).toEqual([]);
    },
  );

  test.each<[Partial<AnsweredAdvice>, string]>([
    [{ action: 'sell_to_open' }, 'open'],
    [{ action: 'buy_to_open' }, 'open'],
    [{ action: 'roll' }, 'roll'],
    [{ action: 'buy_to_close' }, 'close'],
    [{ action: 'sell_to_close' }, 'close'],
    [{ action: 'buy', advised_right: null }, 'open'],
    [{ action: 'sell', advised_right: null }, 'close'],
  ])('of %j is to %s', (given, action) => {
    expect(only(advice(TUESDAY, given)).action).toBe(action);
  });

  test('says nothing of an option that is to be traded without a label', () => {
    expect(weekDecisions([advice(TUESDAY, { action: 'buy' })])).toEqual([]);
  });

  test('counts a hold that was rejected for another reason than a trade as kept', () => {
    expect(only(advice(TUESDAY, { action: 'hold' })).refused).toBe(false);
    const contradicted = { cause: 'contradicted', hours_to_execution: 3 } as const;
    expect(only(advice(TUESDAY, { action: 'hold', ...contradicted }))).toMatchObject({
      ...{ refused: true, change: null, hours: null },
    });
  });
});

describe('weekDecisions(advice): what is said of one', () => {
  test('is what its advice says: versions, hours to the answer, regimes, what it came to', () => {
    const judged = { difference: -0.5, on: '2025-02-14' };
    const [first, last] = [
      advice(TUESDAY, {
        ...SUPERSEDED,
        ...{ algorithm_version: 'v3.4', notional: 800, regimes: ['dte_long'], judged },
      }),
      advice(WEDNESDAY, { ...CONSENT, algorithm_version: null, notional: 900, hours_to_execution: 2.5 }),
    ];
    expect(only(first, last)).toMatchObject({
      ...{ versions: ['', 'v3.4'], hours: 2.5, notional: 900, regimes: ['dte_middle'], judged },
      ...{ modified: false, priceOnly: false, leaves: null },
    });
    expect(only(first)).toMatchObject({
      ...{ versions: ['v3.4'], hours: null, notional: 800, regimes: ['dte_long'], judged },
    });
    expect(only(advice(TUESDAY), advice(WEDNESDAY, { judged }))).toMatchObject({ judged });
    expect(only(last).judged).toBeNull();
  });

  test.each<[string, Partial<AnsweredAdvice>, number | null]>([
    ['sold to open', {}, 0.4],
    ['bought back', { action: 'buy_to_close' }, 0.4],
    ['bought to open', { action: 'buy_to_open' }, null],
    ['rolled', { action: 'roll' }, null],
    ['shares', { advised_right: null }, null],
    ['a structure', { structure: true }, null],
    ['without a premium', { advised_premium: null }, null],
  ])('has the premium that a floor may be about: of what is %s', (_what, given, premium) => {
    expect(only(advice(TUESDAY, given)).asks).toMatchObject([{ premium }]);
  });

  test.each([
    [1, 1],
    [-1, -1],
    [10, 1],
    [11, 2],
    [35, 5],
    [null, null],
  ])('of an expiration %s days later is %s weeks', (expiration_diff_days, weeks) => {
    expect(answered({ expiration_diff_days }).change?.weeks).toBe(weeks);
  });

  test.each([
    [13, -4],
    [17, 4],
    [15, 0],
    [15.01, 1],
    [null, null],
  ])('of a strike of %s in place of 15 is %s strikes', (strike, strikes) => {
    const traded_strike = strike === null ? null : decimal(strike);
    expect(answered({ traded_strike }).change?.strikes).toBe(strikes);
  });

  test('has no strikes where none was advised, and no ratio where one quantity is missing', () => {
    expect(answered({ advised_strike: null }).change?.strikes).toBeNull();
    const ratio = (advised: number | null, traded: number | null) =>
      answered({
        advised_quantity: advised === null ? null : decimal(advised),
        traded_quantity: traded === null ? null : decimal(traded),
      }).change?.quantityRatio;
    expect([ratio(4, 2), ratio(null, 2), ratio(4, null), ratio(0, 2)]).toEqual([0.5, null, null, null]);
    expect(answered({ advised_quantity: 1n, traded_quantity: 1n }).change?.quantityRatio).toBe(1);
  });

  test.each<[string, Partial<AnsweredAdvice>, number | null]>([
    ['an opening, sold', {}, 1],
    ['an opening, bought', { action: 'buy_to_open' }, 1],
    ['a roll', { action: 'roll' }, 1],
    ['a closing', { action: 'buy_to_close' }, null],
    ['the close of a roll alone', { action: 'roll', flags: ['close_only'] }, null],
    ['another trade that was linked', { flags: [OTHER_TRADE] }, null],
  ])('of %s counts weeks and strikes, or neither', (_what, given, weeks) => {
    const { change } = answered({ expiration_diff_days: 7, traded_strike: decimal('15.5'), ...given });
    expect([change?.weeks, change?.strikes]).toEqual([weeks, weeks]);
  });

  test('was not answered in a session by what did not answer it', () => {
    expect(only(advice(TUESDAY, { answered_on: TUESDAY })).asks).toMatchObject([{ answered: false }]);
  });
});
