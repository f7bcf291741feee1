import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import { sessionsBetween } from '../time/calendar.js';
import { whole } from '../pieces.js';
import { inOrderOfAdvice, knownAdvice, type StoredAnswer } from './known-advice.js';

const ANSWER: StoredAnswer = {
  ...{
    recommendation_id: 'r',
    episode_id: 'e',
    account: 'main',
    underlying: 'SOFI',
    action: 'sell_to_open',
    trading_date: '2025-01-22',
  },
  ...{ match_type: 'consent', cause: null, exclusion_reason: null, modified_fields: [], flags: [] },
  ...{
    expiration_diff_days: 0,
    hours_to_execution: null,
    advised_right: 'call',
    advised_strike: decimal(15),
    advised_expiration: '2025-01-31',
  },
  ...{
    advised_premium: decimal('0.4'),
    advised_quantity: decimal(2),
    traded_strike: decimal(15),
    traded_quantity: decimal(4),
  },
  ...{
    algorithm_version: 'v3.3',
    window_opens: 0,
    answered_at: '2025-01-22T15:00:00Z',
    structure: false,
    captured: null,
  },
  ...{
    underlying_price: decimal(20),
    multiplier: decimal(100),
    difference_delta_hedged: decimal(-8),
    horizon: '2025-01-31',
  },
};
const NOTHING = { histories: new Map(), earnings: new Map() };

function known(given: Partial<StoredAnswer>, surroundings: Parameters<typeof knownAdvice>[1] = NOTHING) {
  return whole(knownAdvice([{ ...ANSWER, ...given }], surroundings))[0];
}

describe('knownAdvice(answers, surroundings)', () => {
  test('puts the session of the answer, regimes, and the difference per share in % of the price', () => {
    expect(known({})).toMatchObject({
      ...{ answered_on: '2025-01-22', earningsIn: null, regimes: ['dte_middle'] },
      // −8 dollars on 200 shares of 20.
      notional: 4_000,
      judged: { difference: -0.2, on: '2025-01-31' },
    });
    expect(known({}, { ...NOTHING, earnings: new Map([['SOFI', ['2025-01-27']]]) })).toMatchObject({
      ...{ earningsIn: 3, regimes: ['earnings_near', 'dte_middle'] },
    });
  });

  test('takes the close before where the advice has no price, and the traded quantity where it has none', () => {
    const dates = sessionsBetween('2025-01-13', '2025-01-24');
    const history = {
      dates,
      closes: dates.map((_date, i) => decimal(30 + i)),
      comparable: dates.map((_date, i) => 30 + i),
    };
    // The close of the 21st is 35.
    expect(
      known({ underlying_price: null }, { ...NOTHING, histories: new Map([['SOFI', history]]) })?.judged
        ?.difference,
    ).toBeCloseTo(-800 / (200 * 35), 12);
    expect(known({ advised_quantity: null })?.judged?.difference).toBeCloseTo(-0.1, 12);
  });

  test('judges nothing without a difference, a price or a quantity', () => {
    expect(known({ difference_delta_hedged: null })?.judged).toBeNull();
    expect(known({ underlying_price: null })?.judged).toBeNull();
    expect(known({ advised_quantity: null, traded_quantity: null })?.judged).toBeNull();
    expect(known({ underlying_price: 0n })?.judged).toBeNull();
  });
});

describe('inOrderOfAdvice(advice)', () => {
  test('gives underlyings by their first advice, those of one time by symbol', () => {
    const at = (underlying: string, window_opens: number) => ({ underlying, window_opens });
    expect(whole(inOrderOfAdvice([at('NIO', 5), at('SOFI', 3), at('F', 3), at('NIO', 1)]))).toEqual([
      'NIO',
      'F',
      'SOFI',
    ]);
  });
});
