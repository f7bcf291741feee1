import { describe, expect, test } from '@jest/globals';
import { advice, execution } from '../../test/trade-examples.js';
import { askedTerms, type Terms } from '../advice/asked-terms.js';
import { adviceLog } from '../advice/advice-log.js';
import { decisionsOf } from './decisions.js';
import type { Decision } from './decision.js';
import { deviation, isCloseOf, isWithin } from './deviation.js';
import { decimal } from '../number/decimal.js';

const termsOf = (fields: object = {}) => askedTerms(advice(fields))[0] as Terms;
const decided = (...executions: ReturnType<typeof execution>[]) =>
  decisionsOf(executions, adviceLog([]))[0] as Decision;
const compared = (advised: object, traded: object) => deviation(termsOf(advised), decided(execution(traded)));

describe('deviation(asked, decision)', () => {
  test.each([
    ['a tenth of the strike', { strike: 16.5 }, []],
    ['more', { strike: 16.51 }, ['far_strike']],
    ['a tenth less', { strike: 13.5 }, []],
    ['less than that', { strike: 13.49 }, ['far_strike']],
    ['fourteen days', { expiration: '2025-01-31' }, []],
    ['fifteen days', { expiration: '2025-02-01' }, ['far_expiration']],
    ['fourteen days sooner', { expiration: '2025-01-03' }, []],
    ['fifteen days sooner', { expiration: '2025-01-02' }, ['far_expiration']],
    ['the double quantity', { quantity: 4 }, []],
    ['more than double', { quantity: 5 }, ['far_quantity']],
    ['half the quantity', { quantity: 1 }, []],
    ['less than half', { quantity: 0.9 }, ['far_quantity']],
  ])('of %s has the flags to look at', (_, traded, flags) => {
    expect(compared({}, traded).flags).toEqual(flags);
  });

  test.each([
    [{ strike: 14.55 }, []],
    [{ strike: 14.54 }, ['strike']],
    [{ expiration: '2025-01-15' }, []],
    [{ expiration: '2025-01-14' }, ['expiration']],
    [{ price: 0.34 }, []],
    [{ price: 0.3399 }, ['premium']],
    [{ quantity: 3 }, ['quantity']],
  ])('of %j modifies %j', (traded, modified) => {
    expect(compared({}, traded).modified_fields).toEqual(modified);
  });

  test('of a debit has the tolerance of its size', () => {
    const paid = { premium: -1, action: 'roll', from_strike: 14, from_expiration: '2025-01-10' };
    const roll = (price: number) => [
      execution({ action: 'buy_to_close', strike: 14, expiration: '2025-01-10', price, execution_id: 'c' }),
      execution({ price: 1, execution_id: 'o' }),
    ];
    const modified = (price: number) => deviation(termsOf(paid), decided(...roll(price))).modified_fields;
    expect([modified(2.15), modified(2.16), modified(1.85), modified(1.84)]).toEqual([
      [],
      ['premium'],
      [],
      ['premium'],
    ]);
  });

  test('of what a roll closes has the tolerances of what it opens', () => {
    const asked = termsOf({ action: 'roll', from_strike: 100, from_expiration: '2025-01-10', premium: null });
    const modified = (from: object) =>
      deviation(
        asked,
        decided(
          execution({
            execution_id: 'c',
            action: 'buy_to_close',
            strike: 100,
            expiration: '2025-01-10',
            ...from,
          }),
          execution({ execution_id: 'o' }),
        ),
      ).modified_fields;
    expect(modified({ strike: 103 })).toEqual([]);
    expect(modified({ strike: 103.01 })).toEqual(['strike']);
    expect(modified({ expiration: '2025-01-12' })).toEqual([]);
    expect(modified({ expiration: '2025-01-13' })).toEqual(['expiration']);
  });

  test('of the close of a roll alone compares neither contract nor premium', () => {
    const asked = termsOf({ action: 'roll', from_strike: 14, from_expiration: '2025-01-10' });
    const close = execution({ action: 'buy_to_close', strike: 14, expiration: '2025-01-10' });
    expect(deviation(asked, decided(close))).toEqual({
      ...{ strike_diff: null, expiration_diff_days: null, premium_diff: null, quantity_diff: 0n },
      ...{ modified_fields: [], flags: ['close_only'] },
    });
  });

  test('of shares compares price and quantity', () => {
    const shares = { right: null, strike: null, expiration: null, action: 'buy' };
    expect(
      compared({ ...shares, premium: 10, quantity: 100 }, { ...shares, price: 12, quantity: 90 }),
    ).toEqual({
      ...{
        strike_diff: null,
        expiration_diff_days: null,
        premium_diff: decimal(2),
        quantity_diff: decimal(-10),
      },
      ...{ modified_fields: ['premium', 'quantity'], flags: [] },
    });
  });
});

describe('isWithin(asked, traded)', () => {
  const asked = { strike: decimal(100), expiration: '2025-01-17' };

  test.each([
    [103, '2025-01-17', true],
    [97, '2025-01-17', true],
    [103.01, '2025-01-17', false],
    [100, '2025-01-19', true],
    [100, '2025-01-15', true],
    [100, '2025-01-20', false],
  ])('of a strike of %s and an expiration of %s is %s', (strike, expiration, expected) => {
    expect(isWithin(asked, { strike: decimal(strike), expiration })).toBe(expected);
  });

  test('of advice that leaves strike or expiration open is false', () => {
    expect(isWithin({ ...asked, strike: null }, asked)).toBe(false);
    expect(isWithin({ ...asked, expiration: null }, asked)).toBe(false);
  });
});

describe('isCloseOf(asked, decision)', () => {
  test('is true for the close of the very contract to be rolled, by a roll alone', () => {
    const from = { from_strike: 14, from_expiration: '2025-01-10' };
    const close = (fields: object = {}) =>
      decided(execution({ action: 'buy_to_close', strike: 14, expiration: '2025-01-10', ...fields }));
    const roll = termsOf({ action: 'roll', ...from });
    expect(isCloseOf(roll, close())).toBe(true);
    expect(isCloseOf(roll, close({ strike: 15 }))).toBe(false);
    expect(isCloseOf(roll, close({ action: 'sell_to_close' }))).toBe(false);
    expect(
      isCloseOf(termsOf({ action: 'buy_to_close', strike: 14, expiration: '2025-01-10' }), close()),
    ).toBe(false);
  });
});
