import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { closed, matches, opened, type Advice, type Trade } from '../../test/match-examples.js';
import { advice, execution } from '../../test/trade-examples.js';
import { hashId } from '../hash.js';
import { sessionsBetween } from '../time/calendar.js';
import { daysBetween } from '../time/dates.js';
import { MATCHED_FIELDS } from './fill-groups.js';
import { matchUnderlying } from './match.js';
import { MATCH_TYPES } from './match-type.js';

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
    .map((list) => list.map((fields, i) => execution({ ...fields, execution_id: `e${i}` }))),
});

describe('matchUnderlying(inputs): units', () => {
  const units = (recommendations: Advice[], executions: Trade[], known = '2025-12-31') =>
    matchUnderlying({ underlying: 'SOFI', recommendations, executions, knownThrough: () => known });
  const withSide = (held_side: 'long' | 'short') => ({ ...advice(), held_side });
  const hashOf = (...inputs: Parameters<typeof units>) => units(...inputs)[0]?.matches[0]?.input_hash;

  test('of advice and trades that overlap day after day is one up to seven days, and then one a day', () => {
    const countOf = (through: string) => {
      const days = sessionsBetween('2025-03-03', through).map((day, i) => ({ day, strike: 15 + i }));
      const expiration = '2025-05-16';
      const recommendations = days.map(({ day, strike }) =>
        advice({ recommendation_id: day, sent_at: `${day}T15:00:00Z`, strike, expiration }),
      );
      const executions = days.map(({ day, strike }) =>
        execution({ execution_id: day, executed_at: `${day}T16:00:00Z`, strike, expiration }),
      );
      return units(recommendations, executions).length;
    };
    expect(['2025-03-10', '2025-03-11'].map(countOf)).toEqual([1, 7]);
  });

  test('a unit has an id of its own and spans the days of its advice and trades', () => {
    const next = { sent_at: '2025-01-13T14:00:00Z', recommendation_id: 'r2' };
    const late = execution({ execution_id: 'e2', executed_at: '2025-01-07T15:00:00Z' });
    const apart = execution({ execution_id: 'e3', executed_at: '2025-01-22T15:00:00Z' });
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
      sent.map((executed_at, i) => execution({ executed_at, execution_id: `e${i}` })),
    );
    expect(new Set([...advised, ...traded].map(({ unit_id }) => unit_id)).size).toBe(4);
  });

  test('units, matches, trades and rolls are named for what they are of', () => {
    const [advised] = units([advice()], []);
    const [traded] = units([], [execution()]);
    const single = hashId('single', hashId('fills', execution().record_id));
    expect([advised?.unit_id, traded?.unit_id]).toEqual([
      hashId('unit', 'r1', ''),
      hashId('unit', '', single),
    ]);
    expect(advised?.matches[0]?.match_id).toBe(hashId('match', 'recommendation', 'r1'));
    expect(traded?.matches[0]?.match_id).toBe(hashId('match', 'decision', single));
    const [close, open] = [closed(), opened()];
    const [rolled] = units([], [close, open]);
    const fills = [close, open].map(({ record_id }) => hashId('fills', record_id));
    const roll = hashId('roll', ...fills);
    expect(rolled?.matches.map(({ match_id }) => match_id)).toEqual([hashId('match', 'decision', roll)]);
    expect(MATCH_TYPES.join()).toBe('consent,modify,reject,independent,no_action,pending');
  });

  test('advice and trades of a day that could be paired either way are one unit', () => {
    const other = advice({ recommendation_id: 'r2', strike: 16 });
    const trades = [
      execution(),
      execution({ execution_id: 'e2', strike: 16, executed_at: '2025-01-06T18:00:00Z' }),
    ];
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
      execution({
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
      hashOf([advice()], [execution()]),
      hashOf([{ ...advice(), record_id: 'another revision' }], [execution()]),
      hashOf([withSide('long')], [execution()]),
      hashOf([advice()], [execution({ price: 0.41 })]),
      hashOf([advice()], [execution({ strike: 16 })]),
      hashOf([advice()], [execution({ expiration: '2025-01-18' })]),
      hashOf([advice()], [execution({ quantity: 3 })]),
      ...[1, 2].map((quantity) =>
        hashOf(
          [advice()],
          [
            execution({ order_id: 'o1', quantity }),
            execution({ order_id: 'o1', execution_id: 'e2', quantity: 3 - quantity }),
          ],
        ),
      ),
      hashOf([advice()], [{ ...execution({ action: 'sell' }), closes: null }]),
      hashOf([advice()], [{ ...execution({ action: 'sell' }), closes: 0n }]),
      hashOf([advice()], []),
      hashOf([advice()], [execution()], '2025-01-06'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashOf([advice()], [execution()])).toBe(hashes[0]);
    expect(hashOf([advice()], [execution()], '2025-06-01')).toBe(hashes[0]);
  });
});

describe('matchUnderlying(inputs) of any inputs', () => {
  test('looks at no field of a trade but the matched ones', () => {
    fc.assert(
      fc.property(anyInputs, ({ recommendations, executions }) => {
        const some = executions.map((whole): Trade => {
          const { record_id, execution_id, trading_date } = whole;
          const named = Object.fromEntries(MATCHED_FIELDS.map((name) => [name, whole[name]]));
          return { ...named, record_id, execution_id, trading_date } as unknown as Trade;
        });
        expect(matches(recommendations, some)).toEqual(matches(recommendations, executions));
      }),
    );
    const fill = execution({ order_id: 'o1', amount: 79.3, fees: 0.7, sequence: 2, root: 'SOFI1' });
    const named = MATCHED_FIELDS.map((name) => fill[name]);
    for (const nothing of [null, undefined]) expect(named).not.toContain(nothing);
  });

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
