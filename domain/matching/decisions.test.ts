import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { advice, exact, execution } from '../../test/trade-examples.js';
import { adviceLog, type StoredAdvice } from '../advice/advice-log.js';
import { decisionsOf } from './decisions.js';
import { sum } from '../number/decimal.js';

/** Decisions in short: action, contracts, quantity and executions. */
function decide(executions: ReturnType<typeof execution>[], log: StoredAdvice[] = []) {
  return decisionsOf(executions, adviceLog(log)).map((decision) => ({
    action: decision.action,
    strikes: [decision.from?.strike ?? null, decision.contract.strike].filter((strike) => strike !== null),
    quantity: decision.quantity,
    premium: decision.premium,
    ids: decision.execution_ids.join(' '),
  }));
}

const strikes = (...values: number[]) => values.map(exact);
const buyBack = (fields: object = {}) =>
  execution({ execution_id: 'close', action: 'buy_to_close', strike: 14, price: 0.9, ...fields });
const sale = (fields: object = {}) => execution({ execution_id: 'open', strike: 15, price: 1.2, ...fields });
const asRoll = { action: 'roll', strikes: strikes(14, 15), premium: exact(0.3) };

describe('decisionsOf(executions, log): fill groups', () => {
  test('makes one decision of the fills of an order, whatever sessions they fall in', () => {
    const fills = [
      execution({ execution_id: 'a', order_id: 'o1', quantity: 1, price: 0.4 }),
      execution({
        execution_id: 'b',
        order_id: 'o1',
        quantity: 3,
        price: 0.48,
        executed_at: '2025-01-08T15:00:00Z',
      }),
    ];
    expect(decide(fills)).toEqual([
      { action: 'sell_to_open', strikes: strikes(15), quantity: exact(4), premium: exact(0.46), ids: 'a b' },
    ]);
  });

  test('keeps fills of an order in two currencies apart, and rolls nothing from one into the other', () => {
    const fills = [
      execution({ execution_id: 'a', order_id: 'o1', quantity: 1, price: 0.4 }),
      execution({ execution_id: 'b', order_id: 'o1', quantity: 1, price: 0.5, currency: 'CAD' }),
    ];
    expect(decide(fills).map(({ premium, ids }) => [ids, premium])).toEqual([
      ['a', exact(0.4)],
      ['b', exact(0.5)],
    ]);
    const actions = (currency: string) => decide([buyBack({ currency }), sale()]).map(({ action }) => action);
    expect(actions('USD')).toEqual(['roll']);
    expect(actions('CAD').toSorted()).toEqual(['buy_to_close', 'sell_to_open']);
  });

  test('weights the price by quantity, rounded once to ten places', () => {
    const fills = [
      execution({ execution_id: 'a', order_id: 'o1', quantity: 1, price: 0.1 }),
      execution({ execution_id: 'b', order_id: 'o1', quantity: 2, price: 0.2 }),
    ];
    expect(decide(fills)[0]?.premium).toBe(exact(0.1666666667));
    // A half of the last place is rounded up.
    const halves = ['0.1', '0.1000000001'].map((price, i) =>
      execution({ execution_id: `h${i}`, order_id: 'o1', quantity: 1, price }),
    );
    expect(decide(halves)[0]?.premium).toBe(exact(0.1000000001));
  });

  test('counts the smallest quantities and prices that there are', () => {
    const least = '0.0000000001';
    expect(decide([execution({ quantity: least })])).toHaveLength(1);
    expect(decide([buyBack({ quantity: least }), sale({ quantity: least })])).toMatchObject([asRoll]);
    // Seven thirds of the last place.
    const fills = [
      execution({ execution_id: 'a', order_id: 'o1', quantity: least, price: least }),
      execution({ execution_id: 'b', order_id: 'o1', quantity: '0.0000000002', price: '0.0000000003' }),
    ];
    expect(decide(fills)[0]?.premium).toBe(2n);
    const share = { right: null, strike: null, expiration: null, action: 'buy', quantity: 1, price: null };
    expect(decide([execution({ ...share, amount: -10 })])[0]?.premium).toBe(exact(10));
  });

  test('takes the price from the amount where there is none', () => {
    const [sold] = decide([execution({ price: null, amount: 78.7, fees: 1.3 })]);
    const [bought] = decide([execution({ action: 'buy_to_close', price: null, amount: -81.3, fees: 1.3 })]);
    expect([sold?.premium, bought?.premium]).toEqual([exact(0.4), exact(0.4)]);
  });

  test('joins fills without an order within 15 minutes of the first, and no longer', () => {
    const at = (time: string) => execution({ execution_id: time, executed_at: `2025-01-06T15:${time}Z` });
    expect(decide([at('00:00'), at('10:00'), at('15:00'), at('15:00.01')]).map(({ ids }) => ids)).toEqual([
      '00:00 10:00 15:00',
      '15:00.01',
    ]);
  });

  test('joins them with the first of the last group, not with one that is over', () => {
    const at = (time: string) => execution({ execution_id: time, executed_at: `2025-01-06T15:${time}Z` });
    expect(decide([at('00:00'), at('16:00'), at('17:00')]).map(({ ids }) => ids)).toEqual([
      '00:00',
      '16:00 17:00',
    ]);
  });

  test('joins fills without order and time of one day', () => {
    const on = (execution_id: string, executed_at: string) => execution({ execution_id, executed_at });
    expect(
      decide([on('a', '2025-01-06'), on('b', '2025-01-06'), on('c', '2025-01-07')]).map(({ ids }) => ids),
    ).toEqual(['a b', 'c']);
  });

  test('weights nothing where one fill states neither price nor amount', () => {
    const unpriced = { ...execution({ execution_id: 'b', order_id: 'o1' }), price: null, amount: null };
    expect(decide([execution({ execution_id: 'a', order_id: 'o1' }), unpriced])[0]?.premium).toBeNull();
    const legs = (closed: object, opened: object) => [
      { ...buyBack(), ...closed },
      { ...sale(), ...opened },
    ];
    const none = { price: null, amount: null };
    expect(decide(legs(none, {}))[0]).toMatchObject({ action: 'roll', premium: null });
    expect(decide(legs({}, none))[0]).toMatchObject({ action: 'roll', premium: null });
    const long = [buyBack({ action: 'sell_to_close' }), { ...sale({ action: 'buy_to_open' }), ...none }];
    expect(decide(long)[0]).toMatchObject({ action: 'roll', premium: null });
  });

  test('takes the price before the amount, and an amount without fees as it is', () => {
    const [both] = decide([execution({ price: 0.4, amount: 78.7, fees: 1.3 })]);
    const [free] = decide([execution({ price: null, amount: 80 })]);
    expect([both?.premium, free?.premium]).toEqual([exact(0.4), exact(0.4)]);
  });

  test('takes the price as it is printed, also where the amount says another', () => {
    expect(decide([execution({ price: 0.4, amount: 70 })])[0]?.premium).toBe(exact(0.4));
  });

  test('joins the fills of an order by their times, whatever order they are given in', () => {
    const fill = (execution_id: string, executed_at: string) =>
      execution({ execution_id, executed_at, order_id: 'o1' });
    const fills = [
      fill('a', '2025-01-08T15:00:00Z'),
      fill('b', '2025-01-07T15:00:00Z'),
      fill('c', '2025-01-09'),
    ];
    for (const given of [fills, [...fills].reverse()]) {
      const [decision] = decisionsOf(given, adviceLog([]));
      expect(decision).toMatchObject({
        ...{ at: '2025-01-07T15:00:00Z', trading_date: '2025-01-07', fills_through: '2025-01-10' },
        execution_ids: ['a', 'b', 'c'],
      });
    }
  });

  test('takes of fills of one instant the first by the broker’s sequence, then by record', () => {
    const at = (record_id: string, sequence: number | null, executed_at = '2025-01-06T15:00:00Z') => ({
      ...execution({ execution_id: record_id, executed_at, sequence, strike: 15 }),
      record_id,
    });
    const firstOf = (...fills: ReturnType<typeof at>[]) => decisionsOf(fills, adviceLog([]))[0]?.decision_id;
    const alone = (record_id: string) => firstOf(at(record_id, null));
    expect(firstOf(at('a', 2), at('b', 1))).toBe(alone('b'));
    expect(firstOf(at('b', 1), at('a', 2))).toBe(alone('b'));
    expect(firstOf(at('a', null), at('b', 7))).toBe(alone('b'));
    expect(firstOf(at('b', 7), at('a', null))).toBe(alone('b'));
    expect(firstOf(at('a', 3), at('b', 3))).toBe(alone('a'));
    expect(firstOf(at('b', null), at('a', null))).toBe(alone('a'));
    expect(firstOf(at('a', 2), at('b', 1, '2025-01-06T15:00:01Z'))).toBe(alone('a'));
  });

  test('joins a fill without a time only with such fills of its day', () => {
    const on = (execution_id: string, executed_at: string) => execution({ execution_id, executed_at });
    const given = [on('a', '2025-01-06'), on('b', '2025-01-06T15:00:00Z'), on('c', '2025-01-06T15:10:00Z')];
    expect(
      decide(given)
        .map(({ ids }) => ids)
        .sort(),
    ).toEqual(['a', 'b c']);
    // Nor with one of the evening before in New York, which is after midnight in UTC.
    expect(decide([on('a', '2025-01-06'), on('b', '2025-01-06T00:10:00Z')])).toHaveLength(2);
  });

  test('joins fills whose root is that of the underlying, stated or not', () => {
    for (const instrument of [{}, { right: null, strike: null, expiration: null }]) {
      const fills = [
        execution({ execution_id: 'a', root: 'SOFI', ...instrument }),
        execution({ execution_id: 'b', root: null, ...instrument }),
      ];
      expect(decide(fills).map(({ ids }) => ids)).toEqual(['a b']);
    }
  });

  test('keeps orders apart, though of one minute, and what has no order apart from them', () => {
    const fill = (execution_id: string, order_id: string | null) => execution({ execution_id, order_id });
    expect(
      decide([fill('a', 'o1'), fill('b', 'o2'), fill('c', null), fill('d', 'null')])
        .map(({ ids }) => ids)
        .sort(),
    ).toEqual(['a', 'b', 'c', 'd']);
  });

  test('gives decisions in the order of their times, then of their ids', () => {
    const hours = [16, 15, 18, 17].map((hour, i) =>
      execution({ execution_id: `e${i}`, strike: 10 + i, executed_at: `2025-01-06T${hour}:00:00Z` }),
    );
    expect(decide(hours).map(({ ids }) => ids)).toEqual(['e1', 'e0', 'e3', 'e2']);
    const together = [1, 2, 3, 4, 5, 6].map((i) => execution({ execution_id: `e${i}`, strike: 10 + i }));
    const ids = decisionsOf(together, adviceLog([])).map(({ decision_id }) => decision_id);
    expect(ids).toEqual(ids.toSorted());
    expect(decisionsOf(together.toReversed(), adviceLog([])).map(({ decision_id }) => decision_id)).toEqual(
      ids,
    );
  });

  test('lists the fills of a decision by record', () => {
    const fills = ['c', 'a', 'b', 'd'].map((record_id, i) => ({
      ...execution({ execution_id: record_id, order_id: 'o1', executed_at: `2025-01-06T15:0${i}:00Z` }),
      record_id,
    }));
    const [decision] = decisionsOf(fills, adviceLog([]));
    expect(decision?.parts.map(({ record_id }) => record_id)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('keeps accounts, contracts and actions apart', () => {
    const fills = [
      execution({ execution_id: 'a', order_id: 'o1' }),
      execution({ execution_id: 'b', order_id: 'o1', account: 'other' }),
      execution({ execution_id: 'c', order_id: 'o1', strike: 16 }),
      execution({ execution_id: 'd', order_id: 'o1', action: 'buy_to_close' }),
      execution({ execution_id: 'e', order_id: 'o1', root: 'SOFI1' }),
    ];
    expect(decide(fills.slice(0, 3))).toHaveLength(3);
    expect(decide([fills[0], fills[3]] as typeof fills)).toHaveLength(2);
    expect(decide([fills[0], fills[4]] as typeof fills)).toHaveLength(2);
  });

  test('keeps contracts of two adjusted roots apart', () => {
    const of = (root: string) => execution({ execution_id: root, order_id: 'o1', root });
    expect(decide([of('SOFI1'), of('SOFI2')])).toHaveLength(2);
  });

  test('leaves out what is no trade', () => {
    const ends = ['expire', 'assign', 'exercise'].map((action) =>
      execution({ execution_id: action, action, price: null }),
    );
    const split = execution({
      execution_id: 's',
      action: 'split',
      ratio: 2,
      right: null,
      strike: null,
      expiration: null,
    });
    expect(decide([...ends, split])).toEqual([]);
  });
});

describe('decisionsOf(executions, log): rolls', () => {
  test('makes a roll of a close and an open within 30 minutes, its premium the net credit', () => {
    expect(decide([buyBack(), sale({ executed_at: '2025-01-06T15:30:00Z' })])).toEqual([
      { ...asRoll, quantity: exact(2), ids: 'close open' },
    ]);
  });

  test('is of the time of whichever leg was traded first', () => {
    const early = { executed_at: '2025-01-06T14:50:00Z' };
    for (const legs of [
      [buyBack(early), sale()],
      [buyBack(), sale(early)],
    ])
      expect(decisionsOf(legs, adviceLog([]))).toMatchObject([{ action: 'roll', at: early.executed_at }]);
  });

  test('gives the first fills of an opening to the close that is nearer to it', () => {
    const opening = (id: string, minute: number, price: number) =>
      sale({
        ...{ execution_id: id, order_id: 'x', quantity: 1, price },
        executed_at: `2025-01-06T15:0${minute}:00Z`,
      });
    const closing = (id: string, minute: string, strike: number) =>
      buyBack({ execution_id: id, quantity: 1, strike, executed_at: `2025-01-06T15:${minute}:00Z` });
    const legs = [
      closing('c1', '00', 14),
      closing('c2', '10', 13),
      opening('o1', 1, 1.2),
      opening('o2', 2, 1.5),
    ];
    expect(
      decide(legs)
        .map(({ ids, premium }) => [ids, premium])
        .sort(),
    ).toEqual([
      ['c1 o1', exact(0.3)],
      ['c2 o2', exact(0.6)],
    ]);
  });

  test('makes none of legs further apart', () => {
    expect(decide([buyBack(), sale({ executed_at: '2025-01-06T15:30:00.01Z' })])).toHaveLength(2);
  });

  test('makes a roll of the legs of one order, weeks apart, but none of legs of two orders', () => {
    const weeks = sale({ order_id: 'o1', executed_at: '2025-01-27T15:30:00Z' });
    expect(decide([buyBack({ order_id: 'o1' }), weeks])).toHaveLength(1);
    expect(decide([buyBack({ order_id: 'o2' }), weeks])).toHaveLength(2);
    const late = sale({ executed_at: '2025-01-27T15:30:00Z' });
    expect(decide([buyBack(), late])).toHaveLength(2);
  });

  test('makes none of shares', () => {
    const shares = { right: null, strike: null, expiration: null };
    const legs = [
      buyBack({ ...shares, execution_id: 'c' }),
      sale({ ...shares, underlying: 'BETA', execution_id: 'o' }),
    ];
    expect(decide(legs).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['buy_to_close', 'sell_to_open']),
    );
  });

  test('takes a leg without a label as what the position makes of it', () => {
    const bought = (closes: number | null) => ({ ...buyBack({ action: 'buy' }), closes: exact(closes) });
    const sold = (closes: number | null) => ({ ...sale({ action: 'sell' }), closes: exact(closes) });
    const roll = [{ ...asRoll, quantity: exact(2), ids: 'close open' }];
    for (const opening of [sale(), sold(0), sold(null)])
      for (const closing of [buyBack(), bought(2), bought(1)])
        expect(decide([closing, opening])).toEqual(roll);
    expect(decide([bought(0), sale()])).toHaveLength(2);
    expect(decide([bought(2), sold(2)])).toHaveLength(2);
    expect(decide([bought(2), sold(1)])).toHaveLength(2);
  });

  test('takes a leg of which the data shows nothing before for the close that advice to roll asks for, else for an opening', () => {
    const asked = (fields: object = {}) =>
      advice({ action: 'roll', from_strike: 14, from_expiration: '2025-01-17', ...fields });
    const legs = [buyBack({ action: 'buy' }), sale({ action: 'sell' })];
    const roll = [{ ...asRoll, quantity: exact(2), ids: 'close open' }];
    expect(decide(legs, [asked()])).toEqual(roll);
    expect(decide(legs, [asked({ strike: 16 })])).toHaveLength(2);
    expect(decide(legs)).toHaveLength(2);
    // Advice for both ways: neither leg is in two rolls.
    const back = asked({ recommendation_id: 'r2', from_strike: 15, strike: 14 });
    const both = decide(legs, [asked(), { ...back, held_side: 'long' }]);
    expect(both.map(({ quantity }) => quantity)).toEqual([exact(2)]);
  });

  test('takes a leg that could close one roll and open another for the one of which a close was traded first', () => {
    const legs = [
      sale({ execution_id: 'sold', action: 'sell_to_close', quantity: 3 }),
      buyBack({ execution_id: 'both', action: 'buy', quantity: 1, executed_at: '2025-01-06T15:19:00Z' }),
      sale({
        ...{ execution_id: 'sold later', action: 'sell_to_close', quantity: 3 },
        executed_at: '2025-01-06T15:20:00Z',
      }),
      sale({ execution_id: 'opened', executed_at: '2025-01-06T15:31:00Z' }),
    ];
    const asked = advice({ action: 'roll', from_strike: 14, from_expiration: '2025-01-17' });
    expect(
      decide(legs, [asked])
        .filter(({ action }) => action === 'roll')
        .map(({ ids }) => ids),
    ).toEqual(['both opened']);
  });

  test('leaves out the shares that an assignment delivered', () => {
    const shares = execution({ action: 'sell', right: null, strike: null, expiration: null, quantity: 100 });
    expect(decide([{ ...shares, is_delivery: true }])).toEqual([]);
    expect(decide([{ ...shares, is_delivery: false }])).toHaveLength(1);
  });

  test('makes a roll of the legs of one order, however far apart', () => {
    const legs = [buyBack({ order_id: 'o1' }), sale({ order_id: 'o1', executed_at: '2025-01-07T15:30:00Z' })];
    expect(decide(legs)).toEqual([{ ...asRoll, quantity: exact(2), ids: 'close open' }]);
  });

  test('makes a roll of legs of the same day where there is no time', () => {
    expect(
      decide([buyBack({ executed_at: '2025-01-06' }), sale({ executed_at: '2025-01-06' })]),
    ).toHaveLength(1);
    expect(
      decide([buyBack({ executed_at: '2025-01-06' }), sale({ executed_at: '2025-01-07' })]),
    ).toHaveLength(2);
  });

  test('makes a roll of a long contract, its premium what was received less what was paid', () => {
    const legs = [
      buyBack({ action: 'sell_to_close', price: 0.9 }),
      sale({ action: 'buy_to_open', price: 1.2 }),
    ];
    expect(decide(legs)).toEqual([
      { ...asRoll, premium: exact(-0.3), quantity: exact(2), ids: 'close open' },
    ]);
  });

  test.each([
    ['legs in different accounts', { account: 'other' }],
    ['legs of different rights', { right: 'put' }],
    ['a short and a long leg', { action: 'buy_to_open' }],
    ['legs on the same contract', { strike: 14 }],
  ])('makes none of %s', (_, fields) => {
    expect(decide([buyBack(), sale(fields)])).toHaveLength(2);
  });

  test('rolls the smaller quantity and leaves the excess a close', () => {
    const decisions = decide([buyBack({ quantity: 5 }), sale({ quantity: 2 })]);
    expect(decisions).toHaveLength(2);
    expect(decisions).toEqual(
      expect.arrayContaining([
        { ...asRoll, quantity: exact(2), ids: 'close open' },
        {
          action: 'buy_to_close',
          strikes: strikes(14),
          quantity: exact(3),
          premium: exact(0.9),
          ids: 'close',
        },
      ]),
    );
  });

  test('gives the excess of an open the fills that the roll did not take, each at the price of its own', () => {
    const opens = [
      sale({ execution_id: 'o1', order_id: 'x', quantity: 2 }),
      sale({
        execution_id: 'o2',
        order_id: 'x',
        quantity: 1,
        price: 1.5,
        executed_at: '2025-01-06T15:01:00Z',
      }),
    ];
    const decisions = decide([buyBack(), ...opens]);
    expect(decisions.map(({ action, ids, premium }) => [action, ids, premium]).sort()).toEqual([
      ['roll', 'close o1', exact(0.3)],
      ['sell_to_open', 'o2', exact(1.5)],
    ]);
  });

  test('tells how much of each fill is whose', () => {
    const decisions = decisionsOf([buyBack({ quantity: 5 }), sale({ quantity: 2 })], adviceLog([]));
    const [closed, opened] = [buyBack().record_id, sale().record_id];
    const ownedBy = Object.fromEntries(
      decisions.map(({ action, parts }) => [
        action,
        Object.fromEntries(parts.map(({ record_id, quantity }) => [record_id, quantity])),
      ]),
    );
    expect(ownedBy).toEqual({
      roll: { [closed]: exact(2), [opened]: exact(2) },
      buy_to_close: { [closed]: exact(3) },
    });
  });

  test('rolls what is left of a leg out into a further one', () => {
    const decisions = decide([
      buyBack({ quantity: 3 }),
      sale({ execution_id: 'o1', quantity: 2 }),
      sale({ execution_id: 'o2', quantity: 1, strike: 16 }),
    ]);
    expect(decisions.map(({ action, ids, quantity }) => [action, ids, quantity]).sort()).toEqual([
      ['roll', 'close o1', exact(2)],
      ['roll', 'close o2', exact(1)],
    ]);
  });

  const rolled = (...executions: ReturnType<typeof execution>[]) =>
    decide(executions)
      .filter(({ action }) => action === 'roll')
      .map(({ ids }) => ids)
      .sort();

  test('pairs several legs by order first', () => {
    expect(
      rolled(
        buyBack({ execution_id: 'c1', order_id: 'A', quantity: 1 }),
        buyBack({ execution_id: 'c2', order_id: 'B', quantity: 2, strike: 13 }),
        sale({ execution_id: 'o1', order_id: 'A', quantity: 2 }),
        sale({ execution_id: 'o2', order_id: 'B', quantity: 1, strike: 16 }),
      ).slice(0, 1),
    ).toEqual(['c1 o1']);
  });

  test('then as many as possible, however far apart in quantity', () => {
    expect(
      rolled(
        buyBack({ execution_id: 'c1', quantity: 1 }),
        buyBack({ execution_id: 'c2', quantity: 2_000, strike: 13, executed_at: '2025-01-06T14:32:00Z' }),
        sale({ execution_id: 'o1', quantity: 1 }),
        sale({ execution_id: 'o2', quantity: 2_000, strike: 16, executed_at: '2025-01-06T15:28:00Z' }),
      ),
    ).toEqual(['c1 o2', 'c2 o1']);
  });

  test('then by quantity, the share of the smaller in the larger', () => {
    expect(
      rolled(
        buyBack({ execution_id: 'c1', quantity: 10 }),
        buyBack({ execution_id: 'c2', quantity: 6, strike: 13 }),
        sale({ execution_id: 'o1', quantity: 10 }),
        sale({ execution_id: 'o2', quantity: 20, strike: 16 }),
      ),
    ).toEqual(['c1 o1', 'c2 o2']);
  });

  test('then by quantity', () => {
    expect(
      rolled(
        buyBack({ execution_id: 'c1', quantity: 1 }),
        buyBack({ execution_id: 'c2', quantity: 2, strike: 13 }),
        sale({ execution_id: 'o1', quantity: 2, strike: 14.1 }),
        sale({ execution_id: 'o2', quantity: 1, strike: 13.1 }),
      ),
    ).toEqual(['c1 o2', 'c2 o1']);
  });

  test('then by time', () => {
    expect(
      rolled(
        buyBack({ execution_id: 'c1', executed_at: '2025-01-06T15:00:00Z' }),
        buyBack({ execution_id: 'c2', executed_at: '2025-01-06T15:20:00Z', strike: 13 }),
        sale({ execution_id: 'o1', executed_at: '2025-01-06T15:21:00Z', strike: 14.5 }),
        sale({ execution_id: 'o2', executed_at: '2025-01-06T15:01:00Z', strike: 13.5 }),
      ),
    ).toEqual(['c1 o2', 'c2 o1']);
  });

  test('then by time, a minute of it before any strike', () => {
    expect(
      rolled(
        buyBack({ execution_id: 'c1', executed_at: '2025-01-06T15:00:00Z' }),
        sale({ execution_id: 'o1', executed_at: '2025-01-06T15:02:00Z', strike: 14.5 }),
        sale({ execution_id: 'o2', executed_at: '2025-01-06T15:01:00Z', strike: 28 }),
      ),
    ).toEqual(['c1 o2']);
  });

  /** Which of two openings, the first of them traded first, goes with a close of 15:00:00. */
  const chosenOf = (closing: object, first: object, second: object) =>
    rolled(
      buyBack({ execution_id: 'c', ...closing }),
      sale({ execution_id: 'first', ...first }),
      sale({ execution_id: 'second', ...second }),
    )
      .join()
      .slice(2);
  const at = (clock: string, strike: number, more: object = {}) => ({
    executed_at: `2025-01-06T${clock}Z`,
    strike,
    ...more,
  });

  test('then by time, a second of it before any strike and less than a second after it', () => {
    const near = { expiration: '2025-01-24' };
    expect(chosenOf({}, at('14:59:58', 14, near), at('14:59:59', 28))).toBe('second');
    expect(chosenOf({}, at('15:00:00', 28), at('15:00:00.5', 14.5))).toBe('second');
  });

  test('then by time, where one without a time counts as traded at once', () => {
    const without = { executed_at: '2025-01-06', strike: 28 };
    expect(chosenOf({}, without, at('15:00:01', 14.5))).toBe('first');
    expect(chosenOf({}, without, at('15:00:00', 14.5))).toBe('second');
  });

  test('then by time, of one order up to half an hour', () => {
    const order = { order_id: 'x' };
    const far = at('15:40:00', 14.5, order);
    expect(chosenOf(order, at('15:30:00', 28, order), far)).toBe('second');
    expect(chosenOf(order, at('15:29:59', 28, order), far)).toBe('first');
  });

  test.each([
    [100.995, 100.5, 'first'],
    [101.005, 100.5, 'second'],
    [150, 149, 'first'],
    [149, 148, 'second'],
  ])('then by strike, in whole per cent up to 49: of %d and %d the %s', (first, second, chosen) => {
    expect(chosenOf({ strike: 100 }, at('15:00:00', first), at('15:00:00.5', second))).toBe(chosen);
  });

  test('and of two that are equal in all with the one that was traded first', () => {
    expect(
      rolled(
        // Of the contract that o1 opens.
        buyBack({ execution_id: 'c1', quantity: 1, strike: 15, executed_at: '2025-01-06T14:59:00Z' }),
        buyBack({ execution_id: 'c2' }),
        sale({ execution_id: 'o1', strike: 15 }),
        sale({ execution_id: 'o2', strike: 13, executed_at: '2025-01-06T15:00:00.5Z' }),
        sale({ execution_id: 'o3', strike: 16, quantity: 1, executed_at: '2025-01-06T14:59:00Z' }),
      ),
    ).toEqual(['c1 o3', 'c2 o1']);
  });

  test('makes a roll of a leg with a time and one of that day without', () => {
    const without = { executed_at: '2025-01-06' };
    expect(rolled(buyBack(without), sale())).toEqual(['close open']);
    expect(rolled(buyBack(), sale(without))).toEqual(['close open']);
    expect(rolled(buyBack({ executed_at: '2025-01-07' }), sale())).toEqual([]);
    expect(rolled(buyBack(), sale({ executed_at: '2025-01-07' }))).toEqual([]);
  });

  test('then by strike', () => {
    expect(
      rolled(
        buyBack({ execution_id: 'c1', strike: 14 }),
        buyBack({ execution_id: 'c2', strike: 10 }),
        sale({ execution_id: 'o1', strike: 10.5 }),
        sale({ execution_id: 'o2', strike: 14.5 }),
      ),
    ).toEqual(['c1 o2', 'c2 o1']);
  });
});

const ROLL = { action: 'roll', from_strike: 14, from_expiration: '2025-01-17' };
const LEG = { action: 'buy_to_close', right: 'call', strike: 14, expiration: '2025-01-17' };

describe('decisionsOf(executions, log): advice for one leg', () => {
  const legs = [buyBack(), sale()];
  const toClose = advice({ action: 'buy_to_close', strike: 14 });
  const toRoll = advice({
    recommendation_id: 'r2',
    action: 'roll',
    from_strike: 14,
    from_expiration: '2025-01-17',
  });

  test('keeps the legs apart where it names one of the contracts', () => {
    expect(decide(legs, [toClose])).toHaveLength(2);
    expect(decide(legs, [advice()])).toHaveLength(2);
  });

  test('keeps the legs of a long roll apart though there is advice to roll a short contract', () => {
    const legs = [buyBack({ action: 'sell_to_close' }), sale({ action: 'buy_to_open' })];
    const toBuy = advice({ action: 'buy_to_open' });
    const toRoll = advice({
      recommendation_id: 'roll',
      action: 'roll',
      from_strike: 14,
      from_expiration: '2025-01-17',
    });
    expect(decide(legs, [toBuy, toRoll])).toHaveLength(2);
    expect(decide(legs, [toBuy, { ...toRoll, held_side: 'long' as const }])).toHaveLength(1);
  });

  test('leaves them a roll where advice names the contract of one and asks for the opposite', () => {
    expect(decide(legs, [advice({ strike: 14 })])).toHaveLength(1);
  });

  test('leaves them a roll where the advice to roll into the second came between them', () => {
    const late = { ...sale({ action: 'sell', executed_at: '2025-01-06T15:20:00Z' }), closes: null };
    expect(decide([buyBack(), late], [{ ...toRoll, sent_at: '2025-01-06T15:10:00Z' }])).toHaveLength(1);
  });

  test('weighs alike how near both legs are to what advice asks to roll', () => {
    const asked = (recommendation_id: string, from_strike: number, strike: number) =>
      advice({
        ...{ recommendation_id, action: 'roll', from_strike, from_expiration: '2025-01-17' },
        ...{ strike, expiration: '2025-01-24' },
      });
    const log = [asked('A', 50, 100), asked('B', 150, 103)];
    const closedWith = (strike: number, expiration: string) =>
      decide(
        [
          buyBack({ execution_id: 'near A', strike: 50, expiration: '2025-01-17' }),
          buyBack({ execution_id: 'near B', strike, expiration }),
          sale({ execution_id: 'opened', strike: 103, expiration: '2025-01-25' }),
        ],
        log,
      ).find(({ action }) => action === 'roll')?.ids;
    // The opening is 100 points nearer to what B asks for; the closing 137 and 60 nearer to what A does.
    expect(closedWith(154.5, '2025-01-18')).toBe('near A opened');
    expect(closedWith(152.7, '2025-01-17')).toBe('near B opened');
  });

  test('heeds advice to roll that was in force when the first of the legs was traded', () => {
    const early = { ...toClose, sent_at: '2025-01-06T14:00:00Z' };
    const open = { ...advice(), sent_at: '2025-01-06T14:00:00Z' };
    const between = { ...toRoll, sent_at: '2025-01-06T15:10:00Z' };
    const ended = advice({ ...ROLL, recommendation_id: 'r2', withdrawn_at: '2025-01-06T15:10:00Z' });
    const closedFirst = [buyBack(), sale({ executed_at: '2025-01-06T15:20:00Z' })];
    const openedFirst = [buyBack({ executed_at: '2025-01-06T15:20:00Z' }), sale()];
    for (const pair of [closedFirst, openedFirst])
      for (const single of [early, open]) {
        expect(decide(pair, [single, between])).toHaveLength(2);
        expect(decide(pair, [single, ended])).toHaveLength(1);
      }
  });

  test('keeps calls apart though there is advice to roll a put', () => {
    expect(decide(legs, [toClose, { ...toRoll, right: 'put', from_right: 'put' }])).toHaveLength(2);
  });

  test('leaves them a roll where there is advice to roll as well', () => {
    expect(decide(legs, [toClose, toRoll])).toHaveLength(1);
  });

  test.each([
    ['names another contract', { strike: 13 }],
    ['is for another account', { account: 'other' }],
    ['came later', { sent_at: '2025-01-06T15:00:01Z' }],
    ['had been withdrawn', { withdrawn_at: '2025-01-06T14:30:00Z' }],
    ['is to hold', { action: 'hold' }],
    ['names a put', { right: 'put' }],
    ['names another expiration', { expiration: '2025-01-24' }],
    [
      'is for a structure',
      { legs: [LEG, { ...LEG, strike: 17 }], right: null, strike: null, expiration: null },
    ],
  ])('leaves them a roll where it %s', (_, fields) => {
    expect(decide(legs, [advice({ action: 'buy_to_close', strike: 14, ...fields })])).toHaveLength(1);
  });
});

describe('decisionsOf(executions, log) of any executions', () => {
  const anyExecution = fc.record({
    account: fc.constantFrom('a', 'b'),
    action: fc.constantFrom('sell_to_open', 'buy_to_close', 'buy_to_open', 'sell_to_close'),
    strike: fc.constantFrom(14, 15, 16),
    quantity: fc.integer({ min: 1, max: 4 }),
    order_id: fc.constantFrom(null, 'o1', 'o2'),
    executed_at: fc.oneof(
      fc.constantFrom('2025-01-06', '2025-01-07'),
      fc.integer({ min: 0, max: 80 }).map((m) => new Date(Date.UTC(2025, 0, 6, 15, m)).toISOString()),
    ),
  });
  const anyExecutions = fc
    .array(anyExecution, { maxLength: 14 })
    .map((list) => list.map((fields, i) => execution({ ...fields, execution_id: `e${i}` })));

  test('is the same for any order of them', () => {
    fc.assert(
      fc.property(
        anyExecutions.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          expect(decisionsOf(shuffled, adviceLog([]))).toEqual(decisionsOf(list, adviceLog([])));
        },
      ),
    );
  });

  test('counts every contract traded once, and no id twice', () => {
    fc.assert(
      fc.property(anyExecutions, (list) => {
        const decisions = decisionsOf(list, adviceLog([]));
        const legs = decisions.flatMap(({ action, quantity }) =>
          action === 'roll' ? [quantity, quantity] : [quantity],
        );
        expect(sum(legs)).toBe(sum(list.map(({ quantity }) => quantity)));
        expect(new Set(decisions.map(({ decision_id }) => decision_id)).size).toBe(decisions.length);
        expect(new Set(decisions.flatMap(({ execution_ids }) => execution_ids)).size).toBe(list.length);
      }),
    );
  });
});
