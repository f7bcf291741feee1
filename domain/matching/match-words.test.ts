import { describe, expect, test } from '@jest/globals';
import { advisedText, sideBySide, tradedText, type ToldMatch } from './match-words.js';

const MODIFIED: ToldMatch = {
  recommendation_id: 'r1',
  match_type: 'modify',
  trading_date: '2025-01-06',
  action: 'sell_to_open',
  flags: [],
  execution_ids: ['e1'],
  modified_fields: ['expiration', 'premium'],
  advised_right: 'call',
  advised_strike: 15,
  advised_expiration: '2025-01-17',
  advised_premium: 0.4,
  advised_quantity: 2,
  traded_right: 'call',
  traded_strike: 15,
  traded_expiration: '2025-01-10',
  traded_price: 0.25,
  traded_quantity: 2,
  strike_diff: 0,
  expiration_diff_days: -7,
  premium_diff: -0.15,
  quantity_diff: 0,
};
const UNANSWERED: ToldMatch = {
  ...MODIFIED,
  match_type: 'reject',
  execution_ids: [],
  modified_fields: [],
  ...{ traded_right: null, traded_strike: null, traded_expiration: null, traded_price: null },
  ...{
    traded_quantity: null,
    strike_diff: null,
    expiration_diff_days: null,
    premium_diff: null,
    quantity_diff: null,
  },
};
const ROLL = { ...MODIFIED, action: 'roll' };

describe('advisedText(match, advice) and tradedText(match)', () => {
  test.each([
    [MODIFIED, 'sell 2× 15C 17 Jan 0.40', 'sell 2× 15C 10 Jan 0.25'],
    [UNANSWERED, 'sell 2× 15C 17 Jan 0.40', '—'],
    [{ ...UNANSWERED, action: 'hold', passive: true }, 'hold 15C 17 Jan', 'kept'],
    [{ ...MODIFIED, recommendation_id: null }, '', 'sell 2× 15C 10 Jan 0.25'],
    [ROLL, 'roll → 2× 15C 17 Jan 0.40', 'roll → 2× 15C 10 Jan 0.25'],
    [{ ...ROLL, flags: ['close_only'] }, 'roll → 2× 15C 17 Jan 0.40', 'closed only 15C 10 Jan 0.25'],
  ])('%#', (match, advised, traded) => {
    expect([advisedText(match), tradedText(match)]).toEqual([advised, traded]);
  });

  test('says what a roll closes where its advice is at hand', () => {
    const recommendation = {
      right: 'call',
      from_right: null,
      from_strike: 14,
      from_expiration: '2025-01-10',
    };
    expect(advisedText(ROLL, recommendation)).toBe('roll 14C 10 Jan → 2× 15C 17 Jan 0.40');
  });
});

describe('sideBySide(match)', () => {
  test('has each field with its difference, its share and the tolerance', () => {
    expect(sideBySide(MODIFIED)).toEqual([
      { field: 'strike', advised: '15', traded: '15', difference: '0', tolerance: 'within 3 %' },
      {
        field: 'expiration',
        advised: '2025-01-17',
        traded: '2025-01-10',
        difference: '-7 days',
        tolerance: 'beyond 2 days',
      },
      {
        field: 'premium',
        advised: '0.40',
        traded: '0.25',
        difference: '-0.15 (-38 %)',
        tolerance: 'beyond 0.06',
      },
      { field: 'quantity', advised: '2', traded: '2', difference: '0', tolerance: '' },
    ]);
  });

  test('has no differences and tolerances where there is one side, and no field that neither has', () => {
    const { advised_quantity: _, ...open } = UNANSWERED;
    const rows = sideBySide(open);
    expect(rows.map(({ field }) => field)).toEqual(['strike', 'expiration', 'premium']);
    expect(rows.map(({ difference, tolerance }) => difference + tolerance).join('')).toBe('');
  });
});
