import { describe, expect, test } from '@jest/globals';
import { advice, execution } from '../../test/trade-examples.js';
import { matchUnderlying } from './match.js';
import type { Match } from './match-row.js';

function matches(
  recommendations: ReturnType<typeof advice>[],
  executions: ReturnType<typeof execution>[],
): Match[] {
  const inputs = { underlying: 'SOFI', recommendations, executions, knownThrough: () => '2025-12-31' };
  return matchUnderlying(inputs).flatMap((unit) => unit.matches);
}

/** Traded the moment that {@link advice} was sent, as advised but for these fields. */
const traded = (fields: object = {}) => execution({ executed_at: '2025-01-06T14:00:00Z', ...fields });

/** The points of the one pair: its score times what a perfect answer has. */
function points(advised: object, trades: ReturnType<typeof execution>[], possible = 2200): number {
  const [match] = matches([advice(advised)], trades);
  return Math.round((match?.score ?? 0) * possible * 1e6) / 1e6;
}

describe('the points of a trade that answers advice, of 2,200', () => {
  test.each([
    ['as advised, at once', {}, 2200],
    ['less than an hour later', { executed_at: '2025-01-06T14:59:59.999Z' }, 2200],
    ['an hour later', { executed_at: '2025-01-06T15:00:00Z' }, 2199],
    ['30 hours later', { executed_at: '2025-01-07T20:00:00Z' }, 2170],
    ['on the day, at an unknown time', { executed_at: '2025-01-06' }, 2200],
    ['on the next day, at an unknown time', { executed_at: '2025-01-07' }, 2176],
    ['1 % from the strike: a twelfth of 400 less', { strike: 15.15 }, 2167],
    ['at the tolerance of 3 %: a quarter of 400 less', { strike: 15.45 }, 2100],
    ['10 % from it: 3/20 of 400, and not within', { strike: 16.5 }, 760],
    ['a day from the expiration: an eighth of 300 less', { expiration: '2025-01-18' }, 2163],
    ['two days from it: a quarter of 300 less', { expiration: '2025-01-15' }, 2125],
    ['four days from it: a quarter of 300, and not within', { expiration: '2025-01-21' }, 875],
    ['at two thirds of the tolerance of premium: a sixth of 150 less', { price: 0.44 }, 2175],
    ['at the tolerance of premium: a quarter less', { price: 0.46 }, 2163],
    ['at twice the tolerance of premium: a quarter of 150', { price: 0.52 }, 2087],
    ['of half the quantity: a quarter of 90', { quantity: 1 }, 2132],
    ['of double the quantity: a quarter of 90', { quantity: 4 }, 2132],
    ['of thrice the quantity: a sixth of 90', { quantity: 6 }, 2125],
  ])('%s', (_, fields, expected) => {
    expect(points({}, [traded(fields)])).toBe(expected);
  });

  test('of advice of a date are by whole days', () => {
    const day = { sent_at: '2025-01-06' };
    expect(points(day, [traded({ executed_at: '2025-01-06T20:00:00Z' })])).toBe(2200);
    expect(points(day, [traded({ executed_at: '2025-01-07T15:00:00Z' })])).toBe(2176);
  });

  test('for time are gone after sixty hours', () => {
    const friday = { sent_at: '2025-01-10T14:00:00Z' };
    expect(points(friday, [traded({ executed_at: '2025-01-13T20:00:00Z' })])).toBe(2140);
  });

  test.each([
    ['a premium', { premium: null }, { price: 9 }, 2050],
    ['a quantity', { quantity: null }, { quantity: 7 }, 2110],
  ])('are all had where the advice leaves open %s, whatever it was', (_, open, fields, possible) => {
    expect(points(open, [traded(fields)], possible)).toBe(possible);
  });

  test('of shares and futures are had by the side, whether it opens or closes', () => {
    const short = {
      action: 'sell_to_open',
      right: null,
      strike: null,
      expiration: null,
      quantity: 100,
      premium: 10,
    };
    const sold = { ...short, premium: undefined, price: 10 };
    expect(points(short, [traded(sold)], 1500)).toBe(1500);
    expect(points(short, [traded({ ...sold, action: 'sell_to_close' })], 1500)).toBe(1500);
    expect(points(short, [traded({ ...sold, action: 'buy_to_open' })], 1500)).toBe(0);
  });

  test('of shares are for price, quantity and time', () => {
    const shares = { action: 'buy', right: null, strike: null, expiration: null, quantity: 100, premium: 10 };
    const bought = { ...shares, premium: undefined, price: 10 };
    expect(points(shares, [traded(bought)], 1500)).toBe(1500);
    expect(points(shares, [traded({ ...bought, quantity: 50 })], 1500)).toBe(1432);
  });
});

describe('the points of a roll', () => {
  const roll = { action: 'roll', from_strike: 14, from_expiration: '2025-01-10', premium: 0.3 };
  const closed = (fields: object = {}) =>
    traded({
      ...{ execution_id: 'close', action: 'buy_to_close', strike: 14, expiration: '2025-01-10', price: 0.9 },
      ...fields,
    });
  const opened = (fields: object = {}) => traded({ execution_id: 'open', price: 1.2, ...fields });

  test.each([
    ['as advised', {}, {}, 2200],
    ['out of a strike 10 % off: 3/20 of a quarter of 400, and not within', { strike: 15.4 }, {}, 1015],
    ['into a strike 10 % off: 3/20 of three quarters of 400, and not within', {}, { strike: 16.5 }, 845],
    ['out of a day earlier: an eighth of a quarter of 300 less', { expiration: '2025-01-09' }, {}, 2191],
    [
      'out of three days later: a third of a quarter of 300, and not within',
      { expiration: '2025-01-13' },
      {},
      1050,
    ],
    ['into a day later: an eighth of three quarters of 300 less', {}, { expiration: '2025-01-18' }, 2172],
  ])('%s', (_, close, open, expected) => {
    expect(points(roll, [closed(close), opened(open)])).toBe(expected);
  });

  test('of which only the close was done are for the closed contract, quantity and time', () => {
    expect(points(roll, [closed()])).toBe(425);
  });
});

describe('a trade answers advice', () => {
  const typeOf = (advised: object, fields: object) =>
    matches([advice(advised)], [traded(fields)])[0]?.match_type;

  test.each([
    ['buy_to_open', 'buy'],
    ['buy_to_close', 'buy'],
    ['buy', 'buy_to_open'],
    ['buy', 'buy_to_close'],
    ['sell_to_open', 'sell'],
    ['sell_to_close', 'sell'],
    ['sell', 'sell_to_open'],
    ['sell', 'sell_to_close'],
    ['buy', 'buy'],
    ['sell', 'sell'],
  ])('to %s by one that is told as %s', (asked, did) => {
    expect(typeOf({ action: asked }, { action: did })).toBe('consent');
  });

  test.each([
    ['buy', 'sell'],
    ['sell', 'buy'],
    ['buy_to_open', 'sell'],
    ['sell_to_open', 'buy'],
    ['buy_to_open', 'buy_to_close'],
    ['buy_to_close', 'buy_to_open'],
    ['sell_to_open', 'sell_to_close'],
    ['sell_to_close', 'sell_to_open'],
    ['buy', 'sell_to_close'],
    ['sell', 'buy_to_close'],
  ])('to %s by none that is told as %s', (asked, did) => {
    expect(typeOf({ action: asked }, { action: did })).toBe('reject');
  });

  test('by the leg of a structure that fits it best, whichever comes first', () => {
    const leg = (strike: number) => ({
      action: 'sell_to_open',
      right: 'call',
      strike,
      expiration: '2025-01-17',
    });
    for (const legs of [
      [leg(15), leg(17)],
      [leg(17), leg(15)],
    ]) {
      const [match] = matches(
        [advice({ legs, right: null, strike: null, expiration: null })],
        [traded({ strike: 17 })],
      );
      expect(match).toMatchObject({ match_type: 'consent', strike_diff: 0n });
    }
  });

  test('by the leg of a structure that names no expiration, which is then not compared', () => {
    const leg = (right: string) => ({ action: 'sell_to_open', right, strike: 15 });
    const legs = { legs: [leg('call'), leg('put')], right: null, strike: null, expiration: null };
    const [match] = matches([advice({ ...legs, premium: null })], [traded()]);
    expect(match).toMatchObject({ match_type: 'consent', strike_diff: 0n, expiration_diff_days: null });
    // 300 of 2,050 points are for the expiration.
    expect(match?.score).toBe(1750 / 2050);
  });

  test('to roll a contract by no sale without a label of another one', () => {
    const roll = { action: 'roll', from_strike: 14, from_expiration: '2025-01-10' };
    expect(typeOf(roll, { action: 'sell', strike: 16 })).toBe('reject');
  });

  test('by the first leg of a structure where two fit it equally well', () => {
    const leg = (expiration: string) => ({ action: 'sell_to_open', right: 'call', strike: 15, expiration });
    const legs = [leg('2025-01-16'), leg('2025-01-18')];
    const nearby = (given: object[]) =>
      matches([advice({ legs: given, right: null, strike: null, expiration: null })], [traded()])[0]
        ?.expiration_diff_days;
    expect([nearby(legs), nearby(legs.toReversed())]).toEqual([1, -1]);
  });
});
