import { describe, expect, test } from '@jest/globals';
import { advice, exact, execution } from '../../test/trade-examples.js';
import { consideredFor } from './candidates.js';

type Trade = ReturnType<typeof execution>;

const asked = { recommendation_id: 'r1' };
const OTHERS: [string, object, object, string | null][] = [
  ['the trade that follows it', {}, {}, null],
  ['a trade before it', {}, { executed_at: '2025-01-06T13:00:00Z' }, 'it came before the advice'],
  [
    'a trade after its end',
    { valid_until: '2025-01-07T14:00:00Z' },
    { executed_at: '2025-01-07T15:00:00Z' },
    'it came after the window had closed',
  ],
  ['another account', {}, { account: 'ira' }, 'it is in account ira, the advice for main'],
  ['another right', {}, { right: 'put' }, 'it is in puts, the advice in calls'],
  [
    'shares',
    {},
    { action: 'buy', right: null, strike: null, expiration: null },
    'it is in shares, the advice in calls',
  ],
  ['another action', {}, { action: 'buy_to_close' }, 'it is to buy to close, the advice to sell to open'],
  ['advice to wait', { action: 'wait' }, {}, 'advice to wait asks for no trade'],
];

const whyNot = (recommendations: ReturnType<typeof advice>[], executions: Trade[], of: object = asked) =>
  consideredFor({ recommendations, executions }, of as typeof asked).map(({ text, why_not }) => [
    text,
    why_not,
  ]);

describe('consideredFor(inputs, asked)', () => {
  test.each(OTHERS)('says of %s why not', (_, said, done, why) => {
    expect(
      consideredFor({ recommendations: [advice(said)], executions: [execution(done)] }, asked),
    ).toMatchObject([{ recommendation_id: 'r1', execution_ids: ['e1'], chosen: why === null, why_not: why }]);
  });

  test('names what a trade without a label does', () => {
    const sold = { ...execution({ action: 'sell' }), closes: exact(2) };
    expect(whyNot([advice()], [sold])).toEqual([
      ['6 Jan sell 2× 15C 17 Jan 0.40', 'it is to sell to close, the advice to sell to open'],
    ]);
    const bought = { ...execution({ action: 'buy' }), closes: exact(2) };
    expect(whyNot([advice()], [bought])[0]?.[1]).toBe('it is to buy to close, the advice to sell to open');
    const unknown = execution({ action: 'buy' });
    expect(whyNot([advice()], [unknown])[0]?.[1]).toBe('it is to buy, the advice to sell to open');
    const added = { ...sold, closes: 0n };
    expect(whyNot([advice({ action: 'sell_to_close' })], [added])).toEqual([
      ['6 Jan sell 2× 15C 17 Jan 0.40', 'it is to sell to open, the advice to sell to close'],
    ]);
  });

  test('names what outdid it: the better trade, or the advice that the trade answers', () => {
    const near = execution({ execution_id: 'e2', executed_at: '2025-01-06T18:00:00Z', strike: 16 });
    expect(whyNot([advice()], [near, execution()])).toEqual([
      ['6 Jan sell 2× 15C 17 Jan 0.40', null],
      ['6 Jan sell 2× 16C 17 Jan 0.40', 'another trade answers this advice (100 %)'],
    ]);
    const other = advice({ recommendation_id: 'r2', strike: 16 });
    expect(whyNot([advice(), other], [execution()], { recommendation_id: 'r2' })).toEqual([
      ['6 Jan sell 2× 15C 17 Jan 0.40', 'this trade answers r1 (100 %)'],
    ]);
  });

  test('gives the chosen trade first, then the others by how well they fit, and last what is no answer', () => {
    const at = (execution_id: string, fields: object) =>
      execution({ execution_id, executed_at: '2025-01-06T18:00:00Z', ...fields });
    const trades = [
      ...[at('put', { right: 'put' }), at('far', { strike: 20 }), at('near', { strike: 15.5 })],
      ...[at('chosen', { strike: 15 }), at('farther', { strike: 25 })],
    ];
    const found = consideredFor({ recommendations: [advice()], executions: trades }, asked);
    expect(found.map(({ execution_ids }) => execution_ids.join())).toEqual([
      ...['chosen', 'near', 'far', 'farther', 'put'],
    ]);
    expect(found.map(({ score }) => score !== null)).toEqual([true, true, true, true, false]);
    // Half a dollar of 15 is beyond 3 %.
    expect(found.map(({ match_type }) => match_type)).toEqual([
      ...['consent', 'modify', 'modify', 'modify', null],
    ]);
  });

  test('gives what is no answer in the order of time', () => {
    const puts = [18, 16, 17].map((hour) =>
      execution({ execution_id: `${hour}`, executed_at: `2025-01-06T${hour}:00:00Z`, right: 'put' }),
    );
    const found = consideredFor({ recommendations: [advice()], executions: puts }, asked);
    expect(found.map(({ execution_ids }) => execution_ids.join())).toEqual(['16', '17', '18']);
  });

  test('gives them so whatever order they were traded in', () => {
    const trades = [20, 15.5, 25, 16, 18].map((strike, hour) =>
      execution({ execution_id: `${strike}`, executed_at: `2025-01-06T1${5 + hour}:00:00Z`, strike }),
    );
    const found = consideredFor({ recommendations: [advice()], executions: trades }, asked);
    expect(found.map(({ execution_ids }) => execution_ids.join())).toEqual(['15.5', '16', '18', '20', '25']);
  });

  test('says how well the trade that was chosen fits, in per cent of a perfect one', () => {
    const chosen = execution({ strike: 16.5, executed_at: '2025-01-06T14:00:00Z' });
    const put = execution({ execution_id: 'e2', strike: 20 });
    // 760 points of 2,200.
    expect(whyNot([advice()], [chosen, put])[1]?.[1]).toBe('another trade answers this advice (35 %)');
  });

  test('names the contract that a roll closed, and of advice the one that it wants closed', () => {
    const roll = { action: 'roll', from_strike: 14, from_expiration: '2025-01-10', premium: 0.2 };
    const legs = [
      execution({
        execution_id: 'c',
        action: 'buy_to_close',
        strike: 14,
        expiration: '2025-01-10',
        price: 1,
      }),
      execution({ execution_id: 'o', price: 1.2 }),
    ];
    expect(whyNot([advice(roll)], legs)).toEqual([['6 Jan roll 14C 10 Jan → 2× 15C 17 Jan 0.20', null]]);
    const fromPut = advice({ ...roll, from_right: 'put' });
    expect(whyNot([fromPut], [execution()], { execution_ids: ['e1'] })[0]?.[0]).toBe(
      '6 Jan roll 14P 10 Jan → 2× 15C 17 Jan 0.20',
    );
  });

  test('does not hold the account against a trade where the advice is for any', () => {
    expect(
      whyNot([advice({ account: null })], [execution({ executed_at: '2025-01-06T13:00:00Z' })])[0]?.[1],
    ).toBe('it came before the advice');
  });

  test('says of advice for several legs all that it asked for, and that newer advice took its place', () => {
    const leg = { right: 'call', expiration: '2025-01-17' };
    const spread = (fields: object = {}) =>
      advice({
        legs: [
          { ...leg, action: 'sell_to_open', strike: 15 },
          { ...leg, action: 'buy_to_open', strike: 17 },
        ],
        ...{ right: null, strike: null, expiration: null },
        ...fields,
      });
    expect(whyNot([spread()], [execution({ action: 'buy_to_close' })])[0]?.[1]).toBe(
      'it is to buy to close, the advice to sell to open and buy to open',
    );
    const again = spread({ recommendation_id: 'r2', sent_at: '2025-01-06T14:30:00Z' });
    expect(whyNot([spread(), again], [execution()])[0]?.[1]).toBe('r2 had taken its place');
  });

  test('names both that outdid a pair: the trade of this advice and the advice of this trade', () => {
    const other = advice({ recommendation_id: 'r2', strike: 16 });
    const trades = [execution(), execution({ execution_id: 'e2', strike: 16 })];
    const found = consideredFor({ recommendations: [advice(), other], executions: trades }, asked);
    expect(found[1]?.why_not).toBe(
      'this trade answers r2 (100 %); another trade answers this advice (100 %)',
    );
  });

  test('knows a trade by all of its executions', () => {
    const fill = (execution_id: string) => execution({ execution_id, order_id: 'o1' });
    const inputs = { recommendations: [advice()], executions: [fill('a'), fill('b')] };
    const known = (...execution_ids: string[]) => consideredFor(inputs, { execution_ids }).length;
    expect([known('a', 'b'), known('a'), known('a', 'c'), known('a', 'b', 'c')]).toEqual([1, 0, 0, 0]);
  });

  test('gives for a trade only the advice whose window is around it', () => {
    const later = advice({ recommendation_id: 'r2', sent_at: '2025-01-08T14:00:00Z' });
    const inputs = { recommendations: [advice(), later], executions: [execution()] };
    expect(
      consideredFor(inputs, { execution_ids: ['e1'] }).map(({ recommendation_id }) => recommendation_id),
    ).toEqual(['r1']);
  });

  test('says that newer advice had taken its place', () => {
    const again = advice({ recommendation_id: 'r2', sent_at: '2025-01-06T14:30:00Z' });
    expect(whyNot([advice(), again], [execution()])).toEqual([
      ['6 Jan sell 2× 15C 17 Jan 0.40', 'r2 had taken its place'],
    ]);
  });

  test('gives the chosen trade first though another one fits better, which answers other advice', () => {
    const recommendations = [advice({ account: null }), advice({ recommendation_id: 'r2' })];
    const other = execution({ execution_id: 'e2', account: 'ira', strike: 16 });
    const found = consideredFor({ recommendations, executions: [execution(), other] }, asked);
    expect(found.map(({ execution_ids, chosen }) => [execution_ids, chosen])).toEqual([
      [['e2'], true],
      [['e1'], false],
    ]);
    expect(Number(found[1]?.score)).toBeGreaterThan(Number(found[0]?.score));
  });

  test('gives for a trade the advice around it, and a roll in words', () => {
    const roll = advice({ action: 'roll', from_strike: 14, from_expiration: '2025-01-10', premium: 0.2 });
    expect(whyNot([roll], [execution()], { execution_ids: ['e1'] })).toEqual([
      ['6 Jan roll 14C 10 Jan → 2× 15C 17 Jan 0.20', 'it is to sell to open, the advice to roll'],
    ]);
  });

  test('leaves out trades of other days, and knows nothing of what is not there', () => {
    expect(whyNot([advice()], [execution({ executed_at: '2025-01-08T15:00:00Z' })])).toEqual([]);
    expect(whyNot([advice()], [execution()], { execution_ids: ['e9'] })).toEqual([]);
    expect(whyNot([advice()], [execution()], { recommendation_id: 'r9' })).toEqual([]);
  });
});
