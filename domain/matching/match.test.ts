import { describe, expect, test } from '@jest/globals';
import { EVENING, matches, only, SHARES, toClose, toRoll, types } from '../../test/match-examples.js';
import { advice, exact, execution } from '../../test/trade-examples.js';

describe('matchUnderlying(inputs): types', () => {
  test('advice followed to the letter is consent, with all there is to tell of it', () => {
    expect(only([advice()], [execution()])).toMatchObject({
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
    expect(only([advice(advised)], [execution(traded)]).match_type).toBe('consent');
  });

  test.each([
    ['strike', { strike: 15.4500000001 }, {}, { strike_diff: exact(0.4500000001) }],
    ['expiration', { expiration: '2025-01-20' }, {}, { expiration_diff_days: 3 }],
    ['premium', { price: 0.4600000001 }, {}, { premium_diff: exact(0.0600000001) }],
    ['premium', { price: 0.1500000001 }, { premium: 0.1 }, { premium_diff: exact(0.0500000001) }],
    ['quantity', { quantity: 1 }, {}, { quantity_diff: exact(-1) }],
  ])('a trade beyond the tolerance of %s is a modify of it', (field, traded, advised, differences) => {
    expect(only([advice(advised)], [execution(traded)])).toMatchObject({
      match_type: 'modify',
      modified_fields: [field],
      ...differences,
    });
  });

  test('a trade answers however far it moved, flagged for review', () => {
    const far = { strike: 20, expiration: '2025-03-21', price: 3, quantity: 9 };
    expect(only([advice()], [execution(far)])).toMatchObject({
      match_type: 'modify',
      modified_fields: ['strike', 'expiration', 'premium', 'quantity'],
      flags: ['far_strike', 'far_expiration', 'far_quantity'],
    });
  });

  test('what the advice leaves open is not compared', () => {
    expect(
      only([advice({ quantity: null, premium: null })], [execution({ quantity: 7, price: 9 })]),
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
    expect(only([], [execution()])).toMatchObject({
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
    const early = execution({ executed_at: '2025-01-06T13:59:59Z' });
    expect(types([advice()], [early])).toEqual({ r1: 'reject', e1: 'independent' });
    const flags = (at: string) =>
      matches([advice()], [execution({ executed_at: at })]).find(
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
    expect(types([advice()], [execution(fields)])).toEqual({ r1: 'reject', e1: 'independent' });
  });

  const flagsOf = (advised: object, traded: object) =>
    matches([advice(advised)], [execution({ executed_at: '2025-01-06T13:59:59Z', ...traded })]).find(
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
    const both = [execution(), execution({ execution_id: 'e2', executed_at: '2025-01-06T17:00:00Z' })];
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
        confidence: expect.any(Number) as unknown,
        modified_fields: [],
        strike_diff: null,
        expiration_diff_days: null,
      },
      ...{ premium_diff: null, quantity_diff: null, hours_to_execution: null, excluded: false, cause: null },
      ...{ exclusion_reason: null, passive: false, flags: [], reason_code: null, reason_note: null },
      ...{ reviewed_at: null, held_side: null, answered_at: null, reason_recorded_at: null, linked_by: null },
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
    expect(only([], [execution()])).toEqual({
      ...ids,
      ...none,
      ...sides('advised', nothing),
      ...sides('traded', contract),
      ...{
        match_type: 'independent',
        recommendation_id: null,
        execution_ids: ['e1'],
        action: 'sell_to_open',
        linked_by: 'matcher',
      },
      ...{ trading_date: '2025-01-06', account: 'main', underlying: 'SOFI', decision_account: 'main' },
      ...{
        advised_premium: null,
        advised_quantity: null,
        traded_price: exact(0.4),
        traded_quantity: exact(2),
      },
      ...{
        fill_record_ids: [execution().record_id],
        fill_quantities: [exact(2)],
        fills_through: '2025-01-06',
      },
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
    expect(only([advice()], [execution()]).answered_at).toBe('2025-01-06T15:00:00Z');
    const held = (side: 'long' | 'short' | null) =>
      only([Object.assign(toRoll(), { held_side: side })], []).held_side;
    expect([held('long'), held('short'), held(null)]).toEqual(['long', 'short', null]);
  });

  test('advice of a date has no hours to its trade', () => {
    expect(only([advice({ sent_at: '2025-01-06' })], [execution()]).hours_to_execution).toBeNull();
  });

  test('advice for any account is answered in any', () => {
    expect(only([advice({ account: null })], [execution({ account: 'other' })])).toMatchObject({
      match_type: 'consent',
      account: null,
    });
  });

  test('a sale that has no open or close label answers advice to sell', () => {
    expect(only([advice()], [execution({ action: 'sell' })]).match_type).toBe('consent');
  });

  test('expirations, assignments and exercises answer nothing', () => {
    const ends = ['expire', 'assign', 'exercise'].map((action) =>
      execution({ execution_id: action, action, price: null }),
    );
    expect(types([toClose()], ends)).toEqual({ r1: 'reject' });
  });

  test('a date-only trade answers advice of its own day, without hours', () => {
    expect(
      only([advice({ sent_at: '2025-01-06T20:00:00Z' })], [execution({ executed_at: '2025-01-06' })]),
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
    expect(only([spread], [execution({ price: 2 })])).toMatchObject({
      match_type: 'consent',
      strike_diff: 0n,
    });
  });
});

describe('matchUnderlying(inputs): pending', () => {
  test('until the day the window closes is known, executed or not', () => {
    expect(types([advice()], [], '2025-01-06')).toEqual({ r1: 'pending' });
    expect(types([advice()], [execution()], '2025-01-06')).toEqual({ r1: 'pending' });
    expect(types([advice()], [execution()], '2025-01-07')).toEqual({ r1: 'consent' });
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
    const early = execution({ execution_id: 'early', strike: 16.2 });
    const late = execution({ execution_id: 'late', executed_at: '2025-01-06T18:00:00Z', strike: 30 });
    expect(types(advised, [early, late])).toEqual({ r1: 'modify', r2: 'modify' });
  });

  test('of equally good pairings leaves the last advice without', () => {
    const advised = ['main', null, 'ira'].map((account, i) =>
      advice({ recommendation_id: `r${i}`, account }),
    );
    const inIra = execution({ execution_id: 'ira', account: 'ira' });
    const inMain = execution({ execution_id: 'main', executed_at: '2025-01-06T15:10:00Z' });
    expect(matches(advised, [inIra, inMain]).map(({ execution_ids }) => execution_ids)).toEqual([
      ['main'],
      ['ira'],
      [],
    ]);
  });

  test('gives the trade that was asked for to the advice that asked for it', () => {
    const advised = [advice(), advice({ recommendation_id: 'r2', strike: 16 })];
    const [first, second] = matches(advised, [
      execution({ execution_id: 'x', strike: 16 }),
      execution({ execution_id: 'y', executed_at: '2025-01-06T19:00:00Z' }),
    ]);
    expect([first?.execution_ids, second?.execution_ids]).toEqual([['y'], ['x']]);
  });

  test('scores a perfect answer 1 and a moved one less', () => {
    expect(only([advice()], [execution({ executed_at: '2025-01-06T14:00:00Z' })]).score).toBe(1);
    expect(only([advice()], [execution({ strike: 15.4 })]).score).toBeGreaterThan(
      only([advice()], [execution({ strike: 15.45 })]).score ?? 1,
    );
  });
});
