import { describe, expect, test } from '@jest/globals';
import { advice, exact } from '../../test/trade-examples.js';
import { subjectOf } from './episode.js';
import { adviceWindow } from './advice-window.js';
import { askedFor } from './advice-log.js';
import { ADVICE_FIELDS, askedTerms, contractKey, legsOf, rollSide, sameContract } from './asked-terms.js';

const given = (fields: object, held_side: 'long' | 'short' | null = null) => ({
  ...advice(fields),
  held_side,
});
const CONTRACT = { strike: exact(15), expiration: '2025-01-17' };
const legs = (...all: object[]) => JSON.stringify(all);

describe('ADVICE_FIELDS', () => {
  test('are all that advice is matched by', () => {
    const roll = { action: 'roll', from_strike: 14, from_expiration: '2025-01-10', from_right: 'put' };
    const limits = { valid_until: '2025-01-06T20:00:00Z', withdrawn_at: '2025-01-06T19:00:00Z' };
    for (const fields of [{ ...roll, ...limits }, { legs: [{ action: 'buy', ratio: 2 }] }]) {
      const whole = given(fields);
      const some = Object.fromEntries(
        ADVICE_FIELDS.map((name) => [name, whole[name]]),
      ) as unknown as typeof whole;
      const readings = [
        askedTerms,
        adviceWindow,
        askedFor,
        (one: typeof whole) => subjectOf(one, '2025-01-06'),
      ];
      for (const read of readings) expect(read(some)).toEqual(read(whole));
      expect([some.recommendation_id, some.account, some.underlying]).toEqual(['r1', 'main', 'SOFI']);
    }
  });
});

describe('askedTerms(advice)', () => {
  test('of a single contract is one trade of it', () => {
    const { quantity, premium } = advice();
    expect(askedTerms(given({}))).toEqual([
      {
        ...{ action: 'sell_to_open', right: 'call', contract: CONTRACT, quantity, premium },
        ...{ from: null, side: null },
      },
    ]);
  });

  test.each(['hold', 'wait'])('of %s is none', (action) => {
    expect(askedTerms(given({ action }))).toEqual([]);
  });

  test('of a roll is one, with the contract to be closed', () => {
    const roll = { action: 'roll', from_strike: 14, from_expiration: '2025-01-10' };
    const [terms] = askedTerms(given(roll, 'long'));
    expect(terms).toMatchObject({ from: { strike: exact(14), expiration: '2025-01-10' }, side: 'long' });
  });

  test('of a structure is one for each leg, in the quantity of its ratio, without a premium', () => {
    const structure = {
      ...{ right: null, strike: null, expiration: null, quantity: 2 },
      legs: legs(
        { action: 'sell_to_open', right: 'put', strike: '10', expiration: '2025-01-17' },
        { action: 'buy_to_open', right: 'put', strike: 9.5, expiration: '2025-01-17', ratio: '2' },
        { action: 'sell', ratio: 1.5 },
      ),
    };
    const contract = (strike: number | null, expiration: string | null) => ({
      strike: exact(strike),
      expiration,
    });
    const nothing = { from: null, side: null, premium: null };
    const terms = [
      ['sell_to_open', 'put', contract(10, '2025-01-17'), 2],
      ['buy_to_open', 'put', contract(9.5, '2025-01-17'), 4],
      ['sell', null, contract(null, null), 3],
    ] as const;
    expect(askedTerms(given(structure))).toEqual(
      terms.map(([action, right, of, quantity]) => {
        return { action, right, contract: of, quantity: exact(quantity), ...nothing };
      }),
    );
    expect(askedTerms(given({ ...structure, quantity: null })).map(({ quantity }) => quantity)).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('legsOf(json)', () => {
  test('are none without any', () => {
    expect(legsOf(null)).toEqual([]);
  });

  test('have no strike and the quantity of the advice where these are written as no number', () => {
    const leg = { action: 'sell', strike: 'at the money', ratio: 'two' };
    const structure = { right: null, strike: null, expiration: null, quantity: 3, legs: legs(leg) };
    expect(askedTerms(given(structure))).toMatchObject([
      { contract: { strike: null, expiration: null }, quantity: exact(3) },
    ]);
  });

  test.each([
    ['of another action', { action: 'hold' }],
    ['of a day that is none', { action: 'buy', expiration: '2025-02-30' }],
    ['that is no leg', 5],
  ])('are none where one is %s', (_, leg) => {
    expect(legsOf(JSON.stringify([{ action: 'buy' }, leg]))).toEqual([]);
  });
});

describe('sameContract(a, b)', () => {
  test('is true for the same strike and the same expiration', () => {
    expect(sameContract(CONTRACT, { ...CONTRACT })).toBe(true);
    expect(sameContract(CONTRACT, { ...CONTRACT, expiration: '2025-01-24' })).toBe(false);
    expect(sameContract(CONTRACT, { ...CONTRACT, strike: exact(16) })).toBe(false);
  });
});

describe('rollSide(advice)', () => {
  test.each([
    ['buy_to_close', 'short'],
    ['sell_to_open', 'short'],
    ['sell_to_close', 'long'],
    ['buy_to_open', 'long'],
  ])('with a leg to %s is %s, whatever was held', (action, side) => {
    const held_side = side === 'long' ? 'short' : 'long';
    expect(rollSide({ legs: legs({ action }), held_side })).toBe(side);
  });

  test('is as the contract was held, else short', () => {
    expect(rollSide({ legs: null, held_side: 'long' })).toBe('long');
    for (const held_side of ['long', 'short'] as const)
      expect(rollSide({ legs: legs({ action: 'buy' }, { action: 'sell' }), held_side })).toBe(held_side);
    expect(rollSide({ legs: null, held_side: null })).toBe('short');
  });
});

describe('contractKey(terms)', () => {
  test('spells the contract, or that there is none', () => {
    expect(contractKey({ right: 'call', ...CONTRACT })).toBe('call 15 2025-01-17');
    expect(contractKey({ right: null, strike: null, expiration: null })).toBe('null null null');
  });
});
