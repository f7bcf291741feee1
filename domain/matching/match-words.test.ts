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
    [{ ...UNANSWERED, match_type: 'pending' }, 'sell 2× 15C 17 Jan 0.40', 'nothing yet'],
    [{ ...UNANSWERED, action: 'hold', passive: true }, 'hold 15C 17 Jan', 'kept'],
    [{ ...MODIFIED, recommendation_id: null }, '', 'sell 2× 15C 10 Jan 0.25'],
    [ROLL, 'roll → 2× 15C 17 Jan 0.40', 'roll → 2× 15C 10 Jan 0.25'],
    [{ ...ROLL, flags: ['close_only'] }, 'roll → 2× 15C 17 Jan 0.40', 'closed only 15C 10 Jan 0.25'],
  ])('%#', (match, advised, traded) => {
    expect([advisedText(match), tradedText(match)]).toEqual([advised, traded]);
  });

  test('says of the close of a roll without a price only what was closed', () => {
    const closed = { ...ROLL, flags: ['close_only'], traded_price: null };
    expect(tradedText(closed)).toBe('closed only 15C 10 Jan');
  });

  test('takes the right that a roll closes from its advice, and of other advice nothing', () => {
    const recommendation = {
      right: 'call',
      from_right: 'put',
      from_strike: 14,
      from_expiration: '2025-01-10',
    };
    expect(advisedText(ROLL, recommendation)).toBe('roll 14P 10 Jan → 2× 15C 17 Jan 0.40');
    expect(advisedText(MODIFIED, recommendation)).toBe('sell 2× 15C 17 Jan 0.40');
    expect(advisedText(ROLL, { right: 'call', from_strike: 14 })).toBe('roll 14C → 2× 15C 17 Jan 0.40');
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

  const row = (field: string, match: object) =>
    sideBySide({ ...MODIFIED, ...match }).find((one) => one.field === field);

  test.each([
    ['strike', { traded_strike: 16, strike_diff: 1, modified_fields: ['strike'] }, '+1 (+7 %)', 'beyond 3 %'],
    ['strike', { traded_strike: 14.5, strike_diff: -0.5 }, '-0.5 (-3 %)', 'within 3 %'],
    ['expiration', { expiration_diff_days: 7 }, '+7 days', 'beyond 2 days'],
    ['expiration', { expiration_diff_days: 1 }, '+1 days', 'beyond 2 days'],
    ['expiration', { expiration_diff_days: 0, modified_fields: [] }, '0 days', 'within 2 days'],
    ['premium', { premium_diff: 0.1 }, '+0.10 (+25 %)', 'beyond 0.06'],
    ['premium', { advised_premium: -0.4, premium_diff: 0.1 }, '+0.10 (+25 %)', 'beyond 0.06'],
    ['premium', { advised_premium: 0, premium_diff: 0.2 }, '+0.20', 'beyond 0.05'],
    ['premium', { advised_premium: null, premium_diff: null }, '', ''],
    ['quantity', { quantity_diff: -1, modified_fields: ['quantity'] }, '-1 (-50 %)', 'not as many'],
  ])('of %s with %j', (field, match, difference, tolerance) => {
    expect(row(field, match)).toMatchObject({ difference, tolerance });
  });

  test('calls what shares cost their price', () => {
    const shares = { advised_right: null, traded_right: null };
    expect([row('price', shares)?.advised, row('premium', shares)]).toEqual(['0.40', undefined]);
    for (const side of ['advised_right', 'traded_right'])
      expect([row('price', { [side]: null }), row('premium', { [side]: null })?.advised]).toEqual([
        undefined,
        '0.40',
      ]);
  });

  test('has no tolerances of a close alone, nor of a trade without advice, and leaves empty what one side lacks', () => {
    const tolerances = (match: object) =>
      sideBySide({ ...MODIFIED, ...match }).map(({ tolerance }) => tolerance);
    expect(tolerances({ flags: ['close_only'] }).join('')).toBe('');
    expect(tolerances({ recommendation_id: null }).join('')).toBe('');
    const open = { advised_strike: null, advised_expiration: null, advised_premium: null, strike_diff: null };
    expect(sideBySide({ ...MODIFIED, ...open }).map(({ advised }) => advised)).toEqual(['', '', '', '2']);
    const undone = { traded_strike: null, traded_expiration: null, traded_price: null };
    expect(sideBySide({ ...MODIFIED, ...undone }).map(({ traded }) => traded)).toEqual(['', '', '', '2']);
  });

  test('writes numbers with as many places as they have, at most four', () => {
    const strikes = [7.5, 100, 10.05, 12.3456, 0.00001];
    expect(strikes.map((advised_strike) => row('strike', { advised_strike })?.advised)).toEqual([
      ...['7.5', '100', '10.05', '12.3456', '0'],
    ]);
  });

  test('has no differences and tolerances where there is one side, and no field that neither has', () => {
    const { advised_quantity: _, ...open } = UNANSWERED;
    const rows = sideBySide(open);
    expect(rows.map(({ field }) => field)).toEqual(['strike', 'expiration', 'premium']);
    expect(rows.map(({ difference, tolerance }) => difference + tolerance).join('')).toBe('');
  });
});
