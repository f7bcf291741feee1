import { describe, expect, test } from '@jest/globals';
import { closed, only, opened, toRoll, types, type Advice } from '../../test/match-examples.js';
import { advice, exact } from '../../test/trade-examples.js';

describe('matchUnderlying(inputs): rolls', () => {
  test('a roll as advised is consent, its premium the net credit', () => {
    expect(only([toRoll()], [closed(), opened()])).toMatchObject({
      match_type: 'consent',
      execution_ids: ['close', 'open'],
      premium_diff: 0n,
    });
  });

  test('a roll answered by the close alone is a modify', () => {
    expect(only([toRoll()], [closed()])).toMatchObject({
      match_type: 'modify',
      flags: ['close_only'],
      strike_diff: null,
      premium_diff: null,
      quantity_diff: 0n,
    });
  });

  test('a roll of a long contract answers no advice to roll a short one, nor does selling what was to be bought back', () => {
    const long = [closed({ action: 'sell_to_close' }), opened({ action: 'buy_to_open' })];
    expect(types([toRoll()], long)).toEqual({ r1: 'reject', 'close open': 'independent' });
    expect(types([toRoll()], long.slice(0, 1))).toEqual({ r1: 'reject', close: 'independent' });
  });

  test.each([
    ['is held', { held_side: 'long' as const }, {}],
    ['is in its legs', {}, { legs: [{ action: 'sell_to_close' }, { action: 'buy_to_open' }] }],
  ])('advice to roll a long contract, as it %s, is answered by a long roll only', (_, held, fields) => {
    const long = [closed({ action: 'sell_to_close' }), opened({ action: 'buy_to_open' })];
    const toRollLong = { ...toRoll({ premium: -0.3, ...fields }), ...held };
    expect(types([toRollLong], long)).toEqual({ r1: 'consent' });
    expect(types([toRollLong], long.slice(0, 1))).toEqual({ r1: 'modify' });
    expect(types([toRollLong], [closed(), opened()])).toEqual({ r1: 'reject', 'close open': 'independent' });
  });

  test('a roll out of another contract is a modify', () => {
    expect(only([toRoll()], [closed({ strike: 12 }), opened()])).toMatchObject({
      match_type: 'modify',
      modified_fields: ['strike'],
    });
  });

  test('a close alone answers advice to roll a put into a call, and no close of the call does', () => {
    const crossed = toRoll({ from_right: 'put' });
    expect(only([crossed], [closed({ right: 'put' })])).toMatchObject({
      match_type: 'modify',
      flags: ['close_only'],
    });
    expect(types([crossed], [closed()])).toEqual({ r1: 'reject', close: 'independent' });
    expect(types([crossed], [closed({ right: 'put' }), opened()])).toEqual({
      r1: 'modify',
      open: 'independent',
    });
  });

  test('a close of another contract answers no advice to roll', () => {
    expect(types([toRoll()], [closed({ strike: 13 })])).toEqual({ r1: 'reject', close: 'independent' });
  });

  test('advice for one leg takes that leg, the other is independent', () => {
    expect(types([advice({ premium: 1.2 })], [closed(), opened()])).toEqual({
      r1: 'consent',
      close: 'independent',
    });
  });
});

describe('matchUnderlying(inputs): options traded without a label', () => {
  /** As much of the trade closes as the position says; null where it says nothing. */
  const bought = (closes: number | null, fields: object = {}) => ({
    ...closed({ action: 'buy', ...fields }),
    closes: exact(closes),
  });
  const sold = (closes: number | null, fields: object = {}) => ({
    ...opened({ action: 'sell', ...fields }),
    closes: exact(closes),
  });

  test.each([
    ['without an order', {}],
    ['in one order', { order_id: 'o1' }],
  ])('roll as advised, %s', (_, order) => {
    const later = { executed_at: '2025-01-06T15:01:00Z' };
    const legs = [bought(2, order), sold(0, { ...later, ...order })];
    expect(types([toRoll()], legs)).toEqual({ r1: 'consent' });
    expect(types([toRoll()], [closed(order), sold(null, { ...later, ...order })])).toEqual({ r1: 'consent' });
  });

  test('answer advice to roll by their close alone', () => {
    for (const closes of [2, null])
      expect(only([toRoll()], [bought(closes)])).toMatchObject({
        match_type: 'modify',
        flags: ['close_only'],
      });
    expect(types([toRoll()], [bought(0)])).toEqual({ r1: 'reject', close: 'independent' });
  });

  const hold = advice({
    action: 'hold',
    strike: 14,
    expiration: '2025-01-10',
    quantity: null,
    premium: null,
  });
  const wait = advice({ action: 'wait', strike: null, expiration: null, right: null });

  test.each([
    [0, { hold: 'consent', wait: 'reject' }],
    [1, { hold: 'reject', wait: 'reject' }],
    [2, { hold: 'reject', wait: 'consent' }],
    [null, { hold: 'consent', wait: 'reject' }],
  ])('of which %s of 2 closes, contradict advice to hold and to wait or not', (closes, expected) => {
    const typeOf = (advised: Advice) => types([advised], [bought(closes)])['r1'];
    expect({ hold: typeOf(hold), wait: typeOf(wait) }).toEqual(expected);
  });

  test.each([
    [0, { open: 'consent', close: 'reject' }],
    [1, { open: 'consent', close: 'consent' }],
    [2, { open: 'reject', close: 'consent' }],
    [null, { open: 'consent', close: 'consent' }],
  ])('of which %s of 2 closes, answer advice to open and to close or not', (closes, expected) => {
    const typeOf = (action: string) => types([advice({ action, premium: null })], [sold(closes)])['r1'];
    expect({ open: typeOf('sell_to_open'), close: typeOf('sell_to_close') }).toEqual(expected);
  });

  test('are one decision as before: the row keeps the action of the trade', () => {
    expect(only([], [sold(2)])).toMatchObject({ match_type: 'independent', action: 'sell' });
  });
});
