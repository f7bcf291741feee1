import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { advice, exact, execution } from '../../test/trade-examples.js';
import { sessionsBetween } from '../time/calendar.js';
import { daysBetween } from '../time/dates.js';
import { matchUnderlying } from './match.js';
import type { Match } from './match-row.js';

type Advice = ReturnType<typeof advice>;
type Trade = ReturnType<typeof execution>;

function matches(
  recommendations: Advice[],
  executions: Trade[],
  known: string | null = '2025-12-31',
): Match[] {
  const inputs = { underlying: 'SOFI', recommendations, executions, knownThrough: () => known };
  return matchUnderlying(inputs).flatMap((unit) => unit.matches);
}

/** Type by recommendation id, or by executions where there is none. */
function types(...inputs: Parameters<typeof matches>): Record<string, string> {
  return Object.fromEntries(
    matches(...inputs).map((match) => [
      match.recommendation_id ?? match.execution_ids.join(' '),
      match.match_type,
    ]),
  );
}

function only(...inputs: Parameters<typeof matches>): Match {
  const [match, ...others] = matches(...inputs);
  if (!match || others.length > 0) throw new Error(`${others.length + 1} matches`);
  return match;
}

const trade = execution;
/** After the close of Monday the 6th: of the session of Tuesday. */
const EVENING = { sent_at: '2025-01-06T22:00:00Z' };
const SHARES = { right: null, strike: null, expiration: null };
const toClose = (fields: object = {}) => advice({ action: 'buy_to_close', premium: 0.4, ...fields });
const toRoll = (fields: object = {}) =>
  advice({
    action: 'roll',
    from_strike: 14,
    from_expiration: '2025-01-10',
    premium: 0.3,
    ...fields,
  });
const closed = (fields: object = {}) =>
  trade({
    execution_id: 'close',
    action: 'buy_to_close',
    strike: 14,
    expiration: '2025-01-10',
    price: 0.9,
    ...fields,
  });
const opened = (fields: object = {}) => trade({ execution_id: 'open', price: 1.2, ...fields });

describe('matchUnderlying(inputs): types', () => {
  test('advice followed to the letter is consent, with all there is to tell of it', () => {
    expect(only([advice()], [trade()])).toMatchObject({
      match_type: 'consent',
      recommendation_id: 'r1',
      execution_ids: ['e1'],
      trading_date: '2025-01-06',
      account: 'main',
      underlying: 'SOFI',
      action: 'sell_to_open',
      modified_fields: [],
      strike_diff: 0n,
      expiration_diff_days: 0,
      premium_diff: 0n,
      quantity_diff: 0n,
      hours_to_execution: 1,
      excluded: false,
      passive: false,
      flags: [],
      window_closes: '2025-01-07',
    });
  });

  test.each([
    ['3 % of strike', { strike: 15.45 }, {}],
    ['2 days of expiration', { expiration: '2025-01-19' }, {}],
    ['15 % of premium', { price: 0.46 }, {}],
    ['0.05 of a small premium', { price: 0.15 }, { premium: 0.1 }],
  ])('a trade at the tolerance of %s is consent', (_, traded, advised) => {
    expect(only([advice(advised)], [trade(traded)]).match_type).toBe('consent');
  });

  test.each([
    ['strike', { strike: 15.4500000001 }, {}, { strike_diff: exact(0.4500000001) }],
    ['expiration', { expiration: '2025-01-20' }, {}, { expiration_diff_days: 3 }],
    ['premium', { price: 0.4600000001 }, {}, { premium_diff: exact(0.0600000001) }],
    ['premium', { price: 0.1500000001 }, { premium: 0.1 }, { premium_diff: exact(0.0500000001) }],
    ['quantity', { quantity: 1 }, {}, { quantity_diff: exact(-1) }],
  ])('a trade beyond the tolerance of %s is a modify of it', (field, traded, advised, differences) => {
    expect(only([advice(advised)], [trade(traded)])).toMatchObject({
      match_type: 'modify',
      modified_fields: [field],
      ...differences,
    });
  });

  test('a trade answers however far it moved, flagged for review', () => {
    const far = { strike: 20, expiration: '2025-03-21', price: 3, quantity: 9 };
    expect(only([advice()], [trade(far)])).toMatchObject({
      match_type: 'modify',
      modified_fields: ['strike', 'expiration', 'premium', 'quantity'],
      flags: ['far_strike', 'far_expiration', 'far_quantity'],
    });
  });

  test('what the advice leaves open is not compared', () => {
    expect(
      only([advice({ quantity: null, premium: null })], [trade({ quantity: 7, price: 9 })]),
    ).toMatchObject({
      match_type: 'consent',
      premium_diff: null,
      quantity_diff: null,
    });
  });

  test('advice not taken is a reject', () => {
    expect(only([advice()], [])).toMatchObject({
      match_type: 'reject',
      execution_ids: [],
      score: null,
      cause: null,
    });
  });

  test('a trade without advice is independent', () => {
    expect(only([], [trade()])).toMatchObject({
      match_type: 'independent',
      recommendation_id: null,
      execution_ids: ['e1'],
      action: 'sell_to_open',
      trading_date: '2025-01-06',
      window_closes: null,
      flags: [],
    });
  });

  test('a trade before the advice of its day is independent, anticipated', () => {
    const early = trade({ executed_at: '2025-01-06T13:59:59Z' });
    expect(types([advice()], [early])).toEqual({ r1: 'reject', e1: 'independent' });
    const flags = (at: string) =>
      matches([advice()], [trade({ executed_at: at })]).find(
        ({ recommendation_id }) => recommendation_id === null,
      )?.flags;
    expect(flags('2025-01-06T13:59:59Z')).toEqual(['anticipated']);
    expect(flags('2025-01-03T20:00:00Z')).toEqual([]);
  });

  test.each([
    ['account', { account: 'other' }],
    ['right', { right: 'put' }],
    ['action', { action: 'buy_to_close' }],
  ])('a trade of another %s answers nothing', (_, fields) => {
    expect(types([advice()], [trade(fields)])).toEqual({ r1: 'reject', e1: 'independent' });
  });

  const flagsOf = (advised: object, traded: object) =>
    matches([advice(advised)], [trade({ executed_at: '2025-01-06T13:59:59Z', ...traded })]).find(
      ({ recommendation_id }) => recommendation_id === null,
    )?.flags;

  test.each([
    ['of another account', {}, { account: 'other' }, []],
    ['of any account', { account: null }, { account: 'other' }, ['anticipated']],
    ['of another right', {}, { right: 'put' }, []],
    ['of another action', {}, { action: 'buy_to_close' }, []],
    ['after the window', {}, { executed_at: '2025-01-08T15:00:00Z' }, []],
    [
      'of the evening on which the advice came, before it',
      EVENING,
      { executed_at: '2025-01-06T21:30:00Z' },
      ['anticipated'],
    ],
    ['of a day before the advice', { sent_at: '2025-01-07T14:00:00Z' }, {}, []],
    [
      'of the Sunday on which the advice came, before it',
      { sent_at: '2025-01-05T20:00:00Z' },
      { executed_at: '2025-01-05T18:00:00Z' },
      ['anticipated'],
    ],
  ])('a trade %s: anticipated or not', (_, advised, traded, flags) => {
    expect(flagsOf(advised, traded)).toEqual(flags);
  });

  test('a trade in time for the advice, which another trade answers, is not anticipated', () => {
    const both = [trade(), trade({ execution_id: 'e2', executed_at: '2025-01-06T17:00:00Z' })];
    const other = matches([advice()], both).find(({ recommendation_id }) => recommendation_id === null);
    expect(other?.flags).toEqual([]);
  });

  test('a trade before a structure is anticipated where it is one of its legs', () => {
    const legs = [15, 17].map((strike, i) => ({
      ...{
        action: i === 0 ? 'sell_to_open' : 'buy_to_open',
        right: 'call',
        strike,
        expiration: '2025-01-17',
      },
    }));
    expect(flagsOf({ ...SHARES, legs }, {})).toEqual(['anticipated']);
  });

  test('rows have null for all that they have nothing of', () => {
    const ids = { match_id: expect.any(String), unit_id: expect.any(String), input_hash: expect.any(String) };
    const none = {
      ...{
        score: null,
        confidence: null,
        modified_fields: [],
        strike_diff: null,
        expiration_diff_days: null,
      },
      ...{ premium_diff: null, quantity_diff: null, hours_to_execution: null, excluded: false, cause: null },
      ...{ exclusion_reason: null, passive: false, flags: [], reason_code: null, reason_note: null },
      ...{ reviewed_at: null, held_side: null, answered_at: null },
    };
    const contract = { right: 'call', strike: exact(15), expiration: '2025-01-17' };
    const sides = (
      prefix: string,
      { right, strike, expiration }: typeof contract | Record<keyof typeof contract, null>,
    ) => ({
      [`${prefix}_right`]: right,
      [`${prefix}_strike`]: strike,
      [`${prefix}_expiration`]: expiration,
    });
    const nothing = { right: null, strike: null, expiration: null };
    expect(only([], [trade()])).toEqual({
      ...ids,
      ...none,
      ...sides('advised', nothing),
      ...sides('traded', contract),
      ...{
        match_type: 'independent',
        recommendation_id: null,
        execution_ids: ['e1'],
        action: 'sell_to_open',
      },
      ...{ trading_date: '2025-01-06', account: 'main', underlying: 'SOFI', decision_account: 'main' },
      ...{
        advised_premium: null,
        advised_quantity: null,
        traded_price: exact(0.4),
        traded_quantity: exact(2),
      },
      ...{ fill_record_ids: [trade().record_id], fill_quantities: [exact(2)], fills_through: '2025-01-06' },
      ...{
        window_closes: null,
        subject: null,
        asked: null,
        gone_on: null,
        window_opens: null,
        window_ends: null,
      },
    });
    expect(only([advice()], [])).toEqual({
      ...ids,
      ...none,
      ...sides('advised', contract),
      ...sides('traded', nothing),
      ...{ match_type: 'reject', recommendation_id: 'r1', execution_ids: [], action: 'sell_to_open' },
      ...{ trading_date: '2025-01-06', account: 'main', underlying: 'SOFI', decision_account: null },
      ...{
        advised_premium: exact(0.4),
        advised_quantity: exact(2),
        traded_price: null,
        traded_quantity: null,
      },
      ...{ fill_record_ids: [], fill_quantities: [], fills_through: null, window_closes: '2025-01-07' },
      ...{ subject: expect.any(String), asked: expect.any(String), gone_on: '2025-01-17' },
      ...{ window_opens: Date.parse('2025-01-06T14:00:00Z'), window_ends: expect.any(Number) },
    });
  });

  test('a row says when it was answered, and of a roll the side that was held', () => {
    expect(only([advice()], [trade()]).answered_at).toBe('2025-01-06T15:00:00Z');
    const held = (side: 'long' | 'short' | null) =>
      only([Object.assign(toRoll(), { held_side: side })], []).held_side;
    expect([held('long'), held('short'), held(null)]).toEqual(['long', 'short', null]);
  });

  test('advice of a date has no hours to its trade', () => {
    expect(only([advice({ sent_at: '2025-01-06' })], [trade()]).hours_to_execution).toBeNull();
  });

  test('advice for any account is answered in any', () => {
    expect(only([advice({ account: null })], [trade({ account: 'other' })])).toMatchObject({
      match_type: 'consent',
      account: null,
    });
  });

  test('a sale that has no open or close label answers advice to sell', () => {
    expect(only([advice()], [trade({ action: 'sell' })]).match_type).toBe('consent');
  });

  test('expirations, assignments and exercises answer nothing', () => {
    const ends = ['expire', 'assign', 'exercise'].map((action) =>
      trade({ execution_id: action, action, price: null }),
    );
    expect(types([toClose()], ends)).toEqual({ r1: 'reject' });
  });

  test('a date-only trade answers advice of its own day, without hours', () => {
    expect(
      only([advice({ sent_at: '2025-01-06T20:00:00Z' })], [trade({ executed_at: '2025-01-06' })]),
    ).toMatchObject({
      match_type: 'consent',
      hours_to_execution: null,
    });
  });

  test('one leg of a structure is what its trade is compared with', () => {
    const legs = [
      { action: 'sell_to_open', right: 'call', strike: 15, expiration: '2025-01-17' },
      { action: 'buy_to_open', right: 'call', strike: 17, expiration: '2025-01-17' },
    ];
    const spread = advice({ legs, right: null, strike: null, expiration: null });
    expect(only([spread], [trade({ price: 2 })])).toMatchObject({ match_type: 'consent', strike_diff: 0n });
  });
});

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

describe('matchUnderlying(inputs): hold and wait', () => {
  const hold = advice({ action: 'hold', quantity: null, premium: null });
  const wait = advice({ action: 'wait', strike: null, expiration: null, right: null });

  test('doing nothing is passive consent', () => {
    expect(only([hold], [])).toMatchObject({ match_type: 'consent', passive: true });
    expect(only([wait], [])).toMatchObject({ match_type: 'consent', passive: true });
  });

  test('closing or rolling the held contract contradicts hold; the trade stays free for other advice', () => {
    const close = trade({ action: 'buy_to_close' });
    const other = toClose({ recommendation_id: 'r2', account: null });
    expect(types([hold, other], [close])).toEqual({ r1: 'reject', r2: 'consent' });
    const roll = [close, opened({ strike: 16, expiration: '2025-01-24' })];
    expect(matches([hold], roll)[0]).toMatchObject({
      match_type: 'reject',
      cause: 'contradicted',
      execution_ids: [],
    });
  });

  test('closing another contract does not contradict hold', () => {
    expect(types([hold], [trade({ action: 'buy_to_close', strike: 16 })])['r1']).toBe('consent');
  });

  test.each([
    ['buying back what is held short', {}, { action: 'buy_to_close' }, 'reject'],
    ['selling what is held long', {}, { action: 'sell_to_close' }, 'reject'],
    ['adding to it', {}, { action: 'sell_to_open' }, 'consent'],
    ['closing a contract of another right', {}, { action: 'buy_to_close', right: 'put' }, 'consent'],
    ['closing another expiration', {}, { action: 'buy_to_close', expiration: '2025-01-24' }, 'consent'],
    ['selling the shares, of advice to hold shares', SHARES, { ...SHARES, action: 'sell' }, 'reject'],
    ['buying more, of advice to hold shares', SHARES, { ...SHARES, action: 'buy' }, 'consent'],
    ['selling calls, of advice to hold shares', SHARES, { action: 'sell' }, 'consent'],
    ['selling the shares, of advice to hold a call', {}, { ...SHARES, action: 'sell' }, 'consent'],
  ])('%s: hold', (_, held, traded, expected) => {
    expect(
      types([advice({ action: 'hold', quantity: null, premium: null, ...held })], [trade(traded)])['r1'],
    ).toBe(expected);
  });

  test('rolling another contract does not contradict hold, nor does rolling into the held one', () => {
    const out = [
      opened({ strike: 16, expiration: '2025-01-24' }),
      trade({ action: 'buy_to_close', strike: 14 }),
    ];
    expect(types([hold], out)['r1']).toBe('consent');
    const into = [opened(), trade({ action: 'buy_to_close', strike: 14 })];
    expect(types([hold], into)['r1']).toBe('consent');
  });

  test.each([
    ['selling to open', { action: 'sell_to_open' }, 'reject'],
    ['buying to open', { action: 'buy_to_open' }, 'reject'],
    ['buying shares', { ...SHARES, action: 'buy' }, 'reject'],
    ['buying a contract without a label', { action: 'buy' }, 'reject'],
    ['selling to close', { action: 'sell_to_close' }, 'consent'],
    ['selling shares', { ...SHARES, action: 'sell' }, 'consent'],
  ])('%s: wait', (_, traded, expected) => {
    expect(types([wait], [trade(traded)])['r1']).toBe(expected);
  });

  test('the first trade that contradicts a hold is when it was answered', () => {
    const closes = ['15:00', '17:00'].map((time) =>
      trade({ action: 'buy_to_close', execution_id: time, executed_at: `2025-01-06T${time}:00Z` }),
    );
    expect(matches([hold], closes)[0]?.answered_at).toBe('2025-01-06T15:00:00Z');
    const nextDay = trade({ action: 'buy_to_close', executed_at: '2025-01-07T15:00:00Z' });
    expect(matches([hold], [nextDay])[0]?.answered_at).toBe('2025-01-07T15:00:00Z');
  });

  test('opening on that underlying contradicts wait, on another right it does not', () => {
    expect(types([wait], [trade()])['r1']).toBe('reject');
    expect(types([wait], [trade({ action: 'buy_to_close' })])['r1']).toBe('consent');
    const waitFor = (right: string) =>
      advice({ action: 'wait', right, strike: null, expiration: null, premium: null });
    expect(types([waitFor('put')], [trade()])['r1']).toBe('consent');
    expect(types([waitFor('call')], [trade()])['r1']).toBe('reject');
  });

  test('later advice on the held contract takes the place of hold: following it contradicts nothing', () => {
    const close = advice({
      recommendation_id: 'r2',
      sent_at: '2025-01-07T14:00:00Z',
      action: 'buy_to_close',
    });
    const closed = trade({ action: 'buy_to_close', executed_at: '2025-01-07T15:00:00Z' });
    expect(types([hold, close], [closed])).toEqual({ r1: 'consent', r2: 'consent' });
    const early = trade({ action: 'buy_to_close', executed_at: '2025-01-07T13:00:00Z' });
    expect(types([hold, close], [early])['r1']).toBe('reject');
  });

  test('later advice to open takes the place of wait, and waiting for another contract is to wait again', () => {
    const open = advice({ recommendation_id: 'r2', sent_at: '2025-01-07T14:00:00Z' });
    const opened = trade({ executed_at: '2025-01-07T15:00:00Z' });
    expect(types([wait, open], [opened])).toEqual({ r1: 'consent', r2: 'consent' });
    const waits = ['2025-01-06T14:00:00Z', '2025-01-07T14:00:00Z'].map((sent_at, i) =>
      advice({ recommendation_id: `r${i + 1}`, sent_at, action: 'wait', strike: 15 + i }),
    );
    expect(types(waits, [])).toEqual({ r1: 'no_action', r2: 'consent' });
  });

  test('the same hold again counts once', () => {
    const again = { ...hold, recommendation_id: 'r2', sent_at: '2025-01-07T14:00:00Z' };
    expect(types([hold, again], [])).toEqual({ r1: 'no_action', r2: 'consent' });
  });
});

describe('matchUnderlying(inputs): the same advice again', () => {
  const again = advice({ recommendation_id: 'r2', sent_at: '2025-01-06T16:00:00Z' });
  const superseded = { match_type: 'no_action', excluded: true, exclusion_reason: 'superseded' };

  test('after it was executed is no_action, superseded', () => {
    const rows = matches([advice(), again], [trade()]);
    expect(rows.find(({ recommendation_id }) => recommendation_id === 'r1')).toMatchObject({
      match_type: 'consent',
    });
    expect(rows.find(({ recommendation_id }) => recommendation_id === 'r2')).toMatchObject(superseded);
  });

  test('before, only the last one counts', () => {
    const rows = matches([advice(), again], [trade({ executed_at: '2025-01-06T16:30:00Z' })]);
    expect(rows.find(({ recommendation_id }) => recommendation_id === 'r1')).toMatchObject(superseded);
    expect(rows.find(({ recommendation_id }) => recommendation_id === 'r2')).toMatchObject({
      match_type: 'consent',
    });
    expect(types([advice(), again], [])).toEqual({ r1: 'no_action', r2: 'reject' });
  });

  test('answered by a trade of its own counts as well', () => {
    const second = trade({ execution_id: 'e2', executed_at: '2025-01-06T16:30:00Z' });
    expect(types([advice(), again], [trade(), second])).toEqual({ r1: 'consent', r2: 'consent' });
  });

  test('after the window of the first is new advice', () => {
    const later = advice({ recommendation_id: 'r2', sent_at: '2025-01-08T14:00:00Z' });
    expect(types([advice(), later], [trade()])).toEqual({ r1: 'consent', r2: 'reject' });
  });

  test('sent in the last moment of the window of the first, which was executed, is superseded', () => {
    const first = advice({ valid_until: '2025-01-06T16:00:00Z' });
    expect(types([first, again], [trade()])).toEqual({ r1: 'consent', r2: 'no_action' });
    const ended = advice({ valid_until: '2025-01-06T15:59:59Z' });
    expect(types([ended, again], [trade()])).toEqual({ r1: 'consent', r2: 'reject' });
  });

  test('on another contract is other advice', () => {
    const other = advice({ recommendation_id: 'r2', sent_at: '2025-01-06T16:00:00Z', strike: 16 });
    expect(types([advice(), other], [trade()])).toEqual({ r1: 'consent', r2: 'reject' });
    expect(matches([advice(), other], [trade()])[1]).toMatchObject({ cause: null, answered_at: null });
  });
});

describe('matchUnderlying(inputs): what could not be done, and why it was not', () => {
  test('withdrawn before anyone acted is no_action, withdrawn', () => {
    const withdrawn = advice({ withdrawn_at: '2025-01-06T14:30:00Z' });
    expect(matches([withdrawn], [trade()])[0]).toMatchObject({
      match_type: 'no_action',
      excluded: true,
      exclusion_reason: 'withdrawn',
    });
    expect(only([withdrawn], [trade({ executed_at: '2025-01-06T14:20:00Z' })]).match_type).toBe('consent');
  });

  test('withdrawn on a day is withdrawn for the whole of it, and on the days of its window', () => {
    const type = (day: string) => only([advice({ withdrawn_at: day })], []).exclusion_reason;
    expect(['2025-01-06', '2025-01-07', '2025-01-08'].map(type)).toEqual(['withdrawn', 'withdrawn', null]);
  });

  test('withdrawn after its window is a reject like any', () => {
    expect(only([advice({ withdrawn_at: '2025-01-09T14:30:00Z' })], [])).toMatchObject({
      match_type: 'reject',
      excluded: false,
    });
  });

  test('advice to close what had expired is no_action', () => {
    const late = toClose({ sent_at: '2025-01-17T22:00:00Z' });
    expect(only([late], [])).toMatchObject({ match_type: 'no_action', excluded: false, cause: 'expired' });
  });

  test('advice that was withdrawn before it came, or is valid until then, is no_action without a cause', () => {
    const stale = advice({ valid_until: '2025-01-05T00:00:00Z' });
    expect(only([stale], [])).toMatchObject({ match_type: 'no_action', cause: null });
    const ended = toClose({ valid_until: '2025-01-05T00:00:00Z' });
    expect(only([ended], [])).toMatchObject({ match_type: 'no_action', cause: null });
    const lastDay = toClose({ sent_at: '2025-01-17T15:00:00Z', valid_until: '2025-01-17T14:00:00Z' });
    expect(only([lastDay], [])).toMatchObject({ match_type: 'no_action', cause: null });
  });

  test('advice to close a contract on its last day is a reject like any', () => {
    const lastDay = toClose({ sent_at: '2025-01-17T14:00:00Z' });
    expect(only([lastDay], [])).toMatchObject({ match_type: 'reject' });
  });

  test.each([
    ['in another account', { account: 'other' }, null],
    ['before the advice', { executed_at: '2025-01-14' }, null],
    ['two sessions after its window', { executed_at: '2025-01-22' }, null],
    ['a session after its window', { executed_at: '2025-01-21' }, 'assigned'],
    ['of another contract', { strike: 16 }, null],
    ['of another right', { right: 'put' }, null],
  ])('an assignment %s', (_, fields, cause) => {
    const end = trade({ action: 'assign', price: null, executed_at: '2025-01-17', ...fields });
    expect(only([toClose({ sent_at: '2025-01-17T15:00:00Z' })], [end])).toMatchObject({ cause });
  });

  test('an assignment is the cause before an exercise, and either before an expiration', () => {
    const ends = ['expire', 'exercise', 'assign'].map((action) =>
      trade({ action, price: null, executed_at: '2025-01-17', execution_id: action }),
    );
    const causeOf = (...records: Trade[]) =>
      only([toClose({ sent_at: '2025-01-17T15:00:00Z' })], records).cause;
    expect(causeOf(...ends)).toBe('assigned');
    expect(causeOf(...ends.slice(0, 2))).toBe('exercised');
    expect(causeOf(...ends.slice(0, 1))).toBe('let_expire');
  });

  test('advice for any account has the cause that any account shows, and of a roll the contract it was to close', () => {
    const assigned = trade({ action: 'assign', price: null, executed_at: '2025-01-17', account: 'other' });
    const lastDay = { sent_at: '2025-01-17T15:00:00Z' };
    expect(only([toClose({ ...lastDay, account: null })], [assigned]).cause).toBe('assigned');
    const toPut = { action: 'roll', from_strike: 15, from_expiration: '2025-01-17', right: 'put' };
    const roll = advice({ ...lastDay, ...toPut, from_right: 'call', expiration: '2025-01-31' });
    const own = trade({ action: 'assign', price: null, executed_at: '2025-01-17' });
    expect(only([roll], [own]).cause).toBe('assigned');
  });

  test('advice to open has no cause, though what is held of the contract was assigned', () => {
    const assigned = trade({ action: 'assign', price: null, executed_at: '2025-01-17' });
    expect(only([advice({ sent_at: '2025-01-17T15:00:00Z' })], [assigned])).toMatchObject({
      match_type: 'reject',
      cause: null,
    });
  });

  test('advice to open that was not taken is contradicted by no other trade', () => {
    const early = trade({ executed_at: '2025-01-07T15:00:00Z', strike: 15 });
    const advised = [advice({ strike: 15 }), advice({ recommendation_id: 'r2', strike: 16 })];
    expect(matches(advised, [early]).map(({ cause }) => cause)).toEqual([null, null]);
  });

  test('letting a contract expire against advice to close or roll it is a reject, let_expire', () => {
    const lastDay = { sent_at: '2025-01-17T15:00:00Z' };
    const expired = trade({ action: 'expire', price: null, executed_at: '2025-01-17' });
    expect(only([toClose(lastDay)], [expired])).toMatchObject({ match_type: 'reject', cause: 'let_expire' });
    const roll = toRoll({ ...lastDay, from_expiration: '2025-01-17', expiration: '2025-01-31' });
    const fromExpired = { ...expired, strike: roll.from_strike };
    expect(only([roll], [fromExpired])).toMatchObject({ match_type: 'reject', cause: 'let_expire' });
    expect(only([toClose({ sent_at: '2025-01-14T15:00:00Z' })], [])).toMatchObject({ cause: null });
  });

  test('a contract of which no record says that it expired has no cause, on its last day either', () => {
    expect(only([toClose({ sent_at: '2025-01-17T15:00:00Z' })], [])).toMatchObject({
      match_type: 'reject',
      cause: null,
    });
  });

  test('a contract that was assigned instead is a reject, assigned', () => {
    const assigned = trade({ action: 'assign', price: null, executed_at: '2025-01-21' });
    expect(only([toClose({ sent_at: '2025-01-17T15:00:00Z' })], [assigned])).toMatchObject({
      match_type: 'reject',
      cause: 'assigned',
    });
  });
});

describe('matchUnderlying(inputs): pending', () => {
  test('until the day the window closes is known, executed or not', () => {
    expect(types([advice()], [], '2025-01-06')).toEqual({ r1: 'pending' });
    expect(types([advice()], [trade()], '2025-01-06')).toEqual({ r1: 'pending' });
    expect(types([advice()], [trade()], '2025-01-07')).toEqual({ r1: 'consent' });
  });

  test('while nothing of the account is known', () => {
    expect(types([advice()], [], null)).toEqual({ r1: 'pending' });
  });
});

describe('matchUnderlying(inputs): the assignment', () => {
  test('is not greedy: two answers rather than the closest one', () => {
    const advised = [
      advice({ strike: 15.5, premium: null }),
      advice({ recommendation_id: 'r2', strike: 17, premium: null }),
    ];
    const early = trade({ execution_id: 'early', strike: 16.2 });
    const late = trade({ execution_id: 'late', executed_at: '2025-01-06T18:00:00Z', strike: 30 });
    expect(types(advised, [early, late])).toEqual({ r1: 'modify', r2: 'modify' });
  });

  test('gives the trade that was asked for to the advice that asked for it', () => {
    const advised = [advice(), advice({ recommendation_id: 'r2', strike: 16 })];
    const [first, second] = matches(advised, [
      trade({ execution_id: 'x', strike: 16 }),
      trade({ execution_id: 'y', executed_at: '2025-01-06T19:00:00Z' }),
    ]);
    expect([first?.execution_ids, second?.execution_ids]).toEqual([['y'], ['x']]);
  });

  test('scores a perfect answer 1 and a moved one less', () => {
    expect(only([advice()], [trade({ executed_at: '2025-01-06T14:00:00Z' })]).score).toBe(1);
    expect(only([advice()], [trade({ strike: 15.4 })]).score).toBeGreaterThan(
      only([advice()], [trade({ strike: 15.45 })]).score ?? 1,
    );
  });
});

const anyAdvice = fc.record({
  sent_at: fc.constantFrom(
    '2025-01-06',
    '2025-01-06T14:00:00Z',
    '2025-01-06T22:00:00Z',
    '2025-01-07T14:00:00Z',
    '2025-01-08T15:00:00Z',
  ),
  account: fc.constantFrom(null, 'main', 'other'),
  action: fc.constantFrom('sell_to_open', 'buy_to_close', 'roll', 'hold', 'wait'),
  strike: fc.constantFrom(14, 15, 16),
  withdrawn_at: fc.constantFrom(null, null, '2025-01-07T16:00:00Z'),
});
const anyTrade = fc.record({
  executed_at: fc.constantFrom(
    '2025-01-06',
    '2025-01-06T15:00:00Z',
    '2025-01-07T15:00:00Z',
    '2025-01-07T15:20:00Z',
    '2025-01-09T15:00:00Z',
  ),
  account: fc.constantFrom('main', 'other'),
  action: fc.constantFrom('sell_to_open', 'buy_to_close', 'assign'),
  strike: fc.constantFrom(14, 15, 16),
  quantity: fc.integer({ min: 1, max: 3 }),
});
const anyInputs = fc.record({
  recommendations: fc
    .array(anyAdvice, { maxLength: 8 })
    .map((list) =>
      list.map((fields, i) =>
        advice({ ...fields, recommendation_id: `r${i}`, from_strike: 14, from_expiration: '2025-01-17' }),
      ),
    ),
  executions: fc
    .array(anyTrade, { maxLength: 8 })
    .map((list) => list.map((fields, i) => trade({ ...fields, execution_id: `e${i}` }))),
});

describe('matchUnderlying(inputs): units', () => {
  const units = (recommendations: Advice[], executions: Trade[], known = '2025-12-31') =>
    matchUnderlying({ underlying: 'SOFI', recommendations, executions, knownThrough: () => known });
  const withSide = (held_side: 'long' | 'short') => ({ ...advice(), held_side });
  const hashOf = (...inputs: Parameters<typeof units>) => units(...inputs)[0]?.matches[0]?.input_hash;

  test('a unit has an id of its own and spans the days of its advice and trades', () => {
    const next = { sent_at: '2025-01-13T14:00:00Z', recommendation_id: 'r2' };
    const late = trade({ execution_id: 'e2', executed_at: '2025-01-07T15:00:00Z' });
    const apart = trade({ execution_id: 'e3', executed_at: '2025-01-22T15:00:00Z' });
    const made = units([advice(), advice(next)], [late, apart]);
    expect(made.map(({ from, to }) => `${from} ${to}`)).toEqual([
      '2025-01-06 2025-01-07',
      '2025-01-13 2025-01-13',
      '2025-01-22 2025-01-22',
    ]);
    expect(new Set(made.map(({ unit_id }) => unit_id)).size).toBe(3);
    for (const { unit_id, matches: rows } of made)
      expect(rows.every((row) => row.unit_id === unit_id && row.input_hash !== '')).toBe(true);
  });

  test('units of advice alone, and of trades alone, have ids of their own', () => {
    const sent = ['2025-01-06T14:00:00Z', '2025-01-13T14:00:00Z'];
    const advised = units(
      sent.map((sent_at, i) => advice({ sent_at, recommendation_id: `r${i}` })),
      [],
    );
    const traded = units(
      [],
      sent.map((executed_at, i) => trade({ executed_at, execution_id: `e${i}` })),
    );
    expect(new Set([...advised, ...traded].map(({ unit_id }) => unit_id)).size).toBe(4);
  });

  test('advice and trades of a day that could be paired either way are one unit', () => {
    const other = advice({ recommendation_id: 'r2', strike: 16 });
    const trades = [trade(), trade({ execution_id: 'e2', strike: 16, executed_at: '2025-01-06T18:00:00Z' })];
    expect(units([advice(), other], trades)).toHaveLength(1);
  });

  test('months of daily advice, each answered on its day, fall into short units', () => {
    const days = sessionsBetween('2025-01-06', '2025-04-30');
    const daily = days.map((day, i) =>
      advice({
        recommendation_id: day,
        sent_at: `${day}T15:00:00Z`,
        strike: 10 + (i % 7),
        expiration: '2025-06-20',
      }),
    );
    const trades = days.map((day, i) =>
      trade({
        execution_id: day,
        executed_at: `${day}T16:00:00Z`,
        strike: 10 + (i % 7),
        expiration: '2025-06-20',
      }),
    );
    const made = units(daily, trades);
    expect(
      made.flatMap(({ matches: rows }) => rows).every(({ match_type }) => match_type === 'consent'),
    ).toBe(true);
    expect(made.length).toBeGreaterThan(days.length / 4);
    expect(Math.max(...made.map(({ from, to }) => daysBetween(from, to)))).toBeLessThan(30);
  });

  test('its hash is another one for whatever it was made of, and for what is known', () => {
    const hashes = [
      hashOf([advice()], [trade()]),
      hashOf([{ ...advice(), record_id: 'another revision' }], [trade()]),
      hashOf([withSide('long')], [trade()]),
      hashOf([advice()], [trade({ price: 0.41 })]),
      hashOf([advice()], [trade({ strike: 16 })]),
      hashOf([advice()], [trade({ expiration: '2025-01-18' })]),
      hashOf([advice()], [trade({ quantity: 3 })]),
      ...[1, 2].map((quantity) =>
        hashOf(
          [advice()],
          [
            trade({ order_id: 'o1', quantity }),
            trade({ order_id: 'o1', execution_id: 'e2', quantity: 3 - quantity }),
          ],
        ),
      ),
      hashOf([advice()], [{ ...trade({ action: 'sell' }), closes: null }]),
      hashOf([advice()], [{ ...trade({ action: 'sell' }), closes: 0n }]),
      hashOf([advice()], []),
      hashOf([advice()], [trade()], '2025-01-06'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashOf([advice()], [trade()])).toBe(hashes[0]);
    expect(hashOf([advice()], [trade()], '2025-06-01')).toBe(hashes[0]);
  });
});

describe('matchUnderlying(inputs) of any inputs', () => {
  test('is the same for any order of them', () => {
    const shuffled = anyInputs.chain((inputs) =>
      fc.tuple(
        fc.constant(inputs),
        fc.shuffledSubarray(inputs.recommendations, { minLength: inputs.recommendations.length }),
        fc.shuffledSubarray(inputs.executions, { minLength: inputs.executions.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([{ recommendations, executions }, otherAdvice, otherTrades]) => {
        expect(matches(otherAdvice, otherTrades)).toEqual(matches(recommendations, executions));
      }),
    );
  });

  test('gives every recommendation one row, every id once, and every trade at least one row', () => {
    fc.assert(
      fc.property(anyInputs, ({ recommendations, executions }) => {
        const rows = matches(recommendations, executions);
        const advised = rows.flatMap(({ recommendation_id }) => recommendation_id ?? []);
        expect(advised.sort()).toEqual(
          recommendations.map(({ recommendation_id }) => recommendation_id).sort(),
        );
        expect(new Set(rows.map(({ match_id }) => match_id)).size).toBe(rows.length);
        const told = new Set(rows.flatMap(({ execution_ids }) => execution_ids));
        const traded = executions.filter(({ action }) => action !== 'assign');
        expect([...told].sort()).toEqual(traded.map(({ execution_id }) => execution_id).sort());
      }),
    );
  });
});
