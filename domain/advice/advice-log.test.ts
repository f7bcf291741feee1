import { describe, expect, test } from '@jest/globals';
import { advice } from '../../test/trade-examples.js';
import { adviceLog, askedFor, type LoggedAdvice } from './advice-log.js';

const at = (time: string) => `2025-01-06T${time}:00Z`;

function given(id: string, fields: object) {
  return { ...advice({ recommendation_id: id, ...fields }), held_side: null };
}

/** What took the place of the first of two pieces of advice, by its id. */
function replaced(first: object, second: object): string | null {
  const log = adviceLog([
    given('first', { sent_at: at('15:00'), ...first }),
    given('second', { sent_at: at('16:00'), ...second }),
  ]);
  const one = log.all.find(
    ({ advice: { recommendation_id } }) => recommendation_id === 'first',
  ) as LoggedAdvice;
  return one.replacement?.advice.recommendation_id ?? null;
}

const OTHER = { strike: 16 };
const ROLL = { action: 'roll', expiration: '2025-01-24', from_strike: 15, from_expiration: '2025-01-17' };
const ANY = { right: null, strike: null, expiration: null };

describe('adviceLog(advice): what takes the place of advice to hold or wait', () => {
  test.each<[string, object, object, boolean]>([
    ['hold by a trade of its contract', { action: 'hold' }, { action: 'buy_to_close' }, true],
    ['hold by a trade of another', { action: 'hold' }, { action: 'buy_to_close', ...OTHER }, false],
    ['hold by one of the other right', { action: 'hold' }, { action: 'buy_to_close', right: 'put' }, false],
    ['hold by a roll of its contract', { action: 'hold' }, ROLL, true],
    [
      'hold by a roll of another to it',
      { action: 'hold' },
      { ...ROLL, from_strike: 14, expiration: '2025-01-17' },
      false,
    ],
    ['hold by a roll of the other right', { action: 'hold' }, { ...ROLL, from_right: 'put' }, false],
    ['hold by another hold', { action: 'hold' }, { action: 'hold' }, false],
    ['wait by an opening of its right', { action: 'wait' }, { action: 'sell_to_open', ...OTHER }, true],
    ['wait by one of the other right', { action: 'wait' }, { action: 'sell_to_open', right: 'put' }, false],
    [
      'wait for any right by any opening',
      { action: 'wait', ...ANY },
      { action: 'buy_to_open', right: 'put' },
      true,
    ],
    ['wait by a closing', { action: 'wait' }, { action: 'buy_to_close' }, false],
    ['a trade by another', {}, { action: 'buy_to_close' }, false],
    ['hold by a trade for any account', { action: 'hold' }, { action: 'buy_to_close', account: null }, true],
    [
      'hold by a trade for another account',
      { action: 'hold' },
      { action: 'buy_to_close', account: 'ira' },
      false,
    ],
    [
      'hold by a trade after its window',
      { action: 'hold' },
      { action: 'buy_to_close', sent_at: '2025-01-08T15:00:00Z' },
      false,
    ],
    [
      'hold by a trade at the instant it ends',
      { action: 'hold', valid_until: at('16:00') },
      { action: 'buy_to_close' },
      true,
    ],
    [
      'hold by a trade at its own instant',
      { action: 'hold' },
      { action: 'buy_to_close', sent_at: at('15:00') },
      false,
    ],
  ])('%s', (_, first, second, replaces) => {
    expect(replaced(first, second)).toBe(replaces ? 'second' : null);
  });

  test('the first of several does', () => {
    const log = adviceLog([
      given('later', { sent_at: at('17:00'), action: 'buy_to_close' }),
      given('hold', { sent_at: at('15:00'), action: 'hold' }),
      given('sooner', { sent_at: at('16:00'), action: 'buy_to_close', quantity: 1 }),
    ]);
    expect(log.all.map(({ advice: { recommendation_id } }) => recommendation_id)).toEqual([
      'hold',
      'sooner',
      'later',
    ]);
    expect(log.all[0]?.replacement).toBe(log.all[1]);
  });
});

describe('adviceLog(advice): the same again', () => {
  test('repeats within the window, follows after it, and of one instant goes by id', () => {
    const { all } = adviceLog([
      given('c', { sent_at: '2025-01-09T15:00:00Z' }),
      given('b', { sent_at: at('15:00') }),
      given('a', { sent_at: at('15:00') }),
    ]);
    const ids = (pick: (one: LoggedAdvice) => LoggedAdvice | null) =>
      all.map((one) => pick(one)?.advice.recommendation_id ?? null);
    expect(ids((one) => one)).toEqual(['a', 'b', 'c']);
    expect(ids(({ repeat }) => repeat)).toEqual(['b', null, null]);
    expect(ids(({ previous }) => previous)).toEqual([null, 'a', 'b']);
  });

  test('repeats at the very instant that the window ends, and not after it', () => {
    const repeats = (valid_until: string) => {
      const first = given('a', { sent_at: at('15:00'), valid_until });
      return adviceLog([first, given('b', { sent_at: at('16:00') })]).all[0]?.repeat !== null;
    };
    expect([repeats(at('16:00')), repeats('2025-01-06T15:59:59.999Z')]).toEqual([true, false]);
  });
});

describe('askedFor(advice)', () => {
  const isSame = (first: object, second: object) =>
    askedFor(advice(first)) === askedFor(advice({ recommendation_id: 'r2', ...second }));

  test('is the same whatever the premium and the quantity, and to wait is to wait for any contract', () => {
    expect(isSame({}, { premium: 9, quantity: 7, sent_at: '2025-01-07' })).toBe(true);
    expect(isSame({ action: 'wait' }, { action: 'wait', ...OTHER, expiration: '2025-02-21' })).toBe(true);
    expect(isSame({ action: 'wait' }, { action: 'wait', right: 'put' })).toBe(false);
    expect(isSame({ action: 'wait' }, { action: 'wait', account: 'ira' })).toBe(false);
    expect(isSame({ action: 'hold' }, { action: 'hold', ...OTHER })).toBe(false);
  });

  test.each([
    ['account', {}, { account: null }],
    ['action', {}, { action: 'buy_to_close' }],
    ['right', {}, { right: 'put' }],
    ['strike', {}, OTHER],
    ['expiration', {}, { expiration: '2025-01-24' }],
    ['strike to close', ROLL, { ...ROLL, from_strike: 14 }],
    ['expiration to close', ROLL, { ...ROLL, from_expiration: '2025-01-10' }],
    ['legs', ROLL, { ...ROLL, legs: [{ action: 'buy_to_close' }] }],
  ])('is another for another %s', (_, first, second) => {
    expect(isSame(first, second)).toBe(false);
  });
});
