import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { storedExecution } from '../../test/stored-execution.js';
import { decimal, sum, toNumber } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import { fifoLots } from '../positions/book.js';
import { findShareLegs } from './deliveries.js';
import { settle, type Demand, type SettledBy } from './settlement.js';

/** A Thursday, a Friday and the Saturday after it, each with the next session. */
const NEXT = new Map([
  ['2024-01-18', '2024-01-19'],
  ['2024-01-19', '2024-01-22'],
  ['2024-01-20', '2024-01-22'],
]);
const DAYS = [...NEXT.keys()];
const REACHED = [...DAYS, '2024-01-22'];
const LOT = 10;

const day = fc.constantFrom(...DAYS);
const history = fc
  .record({
    ends: fc.array(fc.record({ day, shares: fc.integer({ min: 1, max: 4 }).map((n) => n * 100) }), {
      minLength: 1,
      maxLength: 5,
    }),
    /** How what is delivered of each day is cut, and whether a part comes on the next session. */
    cuts: fc.record(
      Object.fromEntries(
        DAYS.map((name) => [
          name,
          fc.array(fc.record({ at: fc.nat(1_000), isLate: fc.boolean() }), { minLength: 1, maxLength: 3 }),
        ]),
      ),
    ),
    own: fc.array(
      fc.record({
        day: fc.constantFrom('2024-01-17', ...REACHED, '2024-01-23'),
        shares: fc.oneof(
          fc.constantFrom(100, 200),
          fc.integer({ min: 1, max: 45 }).map((n) => n * LOT),
        ),
      }),
      { maxLength: 3 },
    ),
    ids: fc.shuffledSubarray(
      Array.from({ length: 20 }, (_, i) => `t${i}`),
      { minLength: 20 },
    ),
  })
  .map(({ ends, cuts, own, ids }) => {
    const planted = DAYS.flatMap((name) => {
      const total = ends.reduce((all, end) => all + (end.day === name ? end.shares : 0), 0);
      const parts = cuts[name] ?? [];
      const points = parts.map(({ at }) => (at % (total / LOT + 1)) * LOT).sort((a, b) => a - b);
      return [...points, total]
        .map((point, i) => ({
          day: parts[i]?.isLate ? (NEXT.get(name) as string) : name,
          shares: point - (points[i - 1] ?? 0),
        }))
        .filter(({ shares }) => shares > 0);
    });
    const trade = (one: { day: string; shares: number }, i: number) =>
      storedExecution({
        ...{ record_id: ids[i], executed_at: one.day, action: 'buy' },
        ...{ quantity: one.shares, price: 100 },
      });
    return {
      demands: ends.map((end, i): Demand => ({
        event: storedExecution({
          ...{ record_id: `e${i}`, executed_at: end.day, action: 'assign', quantity: end.shares / 100 },
          ...{ right: 'put', strike: 100, expiration: '2024-01-19' },
        }),
        shares: decimal(end.shares),
      })),
      planted: planted.map(trade),
      own: own.map((one, i) => trade(one, planted.length + i)),
    };
  });

/** What distinguishes a trade from others of its day. */
const kindOf = ({ executed_at, quantity }: StoredExecution) => `${executed_at} ${toNumber(quantity)}`;
const kindsOf = (trades: readonly StoredExecution[]) => trades.map(kindOf).sort().join(', ');

/** The kinds of trades that come to so many shares, each once: one where the totals say what was delivered. */
function waysTo(shares: bigint, trades: readonly StoredExecution[]): Set<string> {
  const reached = trades.filter(({ executed_at }) => REACHED.includes(executed_at));
  const subsets = reached.reduce<StoredExecution[][]>(
    (some, leg) => [...some, ...some.map((before) => [...before, leg])],
    [[]],
  );
  return new Set(subsets.filter((some) => sum(some.map(({ quantity }) => quantity)) === shares).map(kindsOf));
}

function sorted(found: ReadonlyMap<string, readonly SettledBy[]>): string[] {
  return [...found]
    .map(([id, parts]) => `${id}: ${parts.map(({ leg, shares }) => `${leg.record_id} ${shares}`).join()}`)
    .sort();
}

describe('settle(demands, trades) of deliveries in parts, with own trades at the strike beside them', () => {
  test('settles every event by whole trades of its day or the next session: those planted, where the totals say so', () => {
    let clear = 0;
    fc.assert(
      fc.property(history, ({ demands, planted, own }) => {
        const trades = [...planted, ...own].sort((a, b) => (a.record_id < b.record_id ? -1 : 1));
        const found = settle(demands, trades);
        for (const { event, shares } of demands) {
          const parts = found.get(event.record_id) ?? [];
          expect(sum(parts.map((part) => part.shares))).toBe(shares);
          for (const { leg } of parts)
            expect([event.executed_at, NEXT.get(event.executed_at)]).toContain(leg.executed_at);
        }
        const used = new Map<StoredExecution, bigint>();
        for (const { leg, shares } of [...found.values()].flat())
          used.set(leg, (used.get(leg) ?? 0n) + shares);
        for (const [leg, shares] of used) expect(shares).toBe(leg.quantity);
        const ways = waysTo(sum(demands.map(({ shares }) => shares)), trades);
        if (ways.size !== 1) return;
        clear += 1;
        expect(kindsOf([...used.keys()])).toBe(kindsOf(planted));
      }),
      { numRuns: 500 },
    );
    expect(clear).toBeGreaterThan(100);
  });

  test('is the same whatever the order of the executions', () => {
    const opened = storedExecution({
      ...{ executed_at: '2024-01-02', action: 'sell_to_open', quantity: 20, price: 1 },
      ...{ right: 'put', strike: 100, expiration: '2024-01-19' },
    });
    const found = (executions: StoredExecution[]) =>
      sorted(findShareLegs(fifoLots(executions).closings, executions));
    fc.assert(
      fc.property(history, fc.nat(), ({ demands, planted, own }, n) => {
        const executions = [opened, ...demands.map(({ event }) => event), ...planted, ...own];
        const at = n % executions.length;
        const turned = [...executions.slice(at), ...executions.slice(0, at)].reverse();
        expect(found(turned)).toEqual(found(executions));
      }),
    );
  });

  test('looks for so many sums only, and for that of all', () => {
    const end = storedExecution({
      ...{ record_id: 'e', executed_at: '2024-01-19', action: 'assign', quantity: 1_000 },
      ...{ right: 'put', strike: 100, expiration: '2024-01-19' },
    });
    const bought = (shares: number, i: number) =>
      storedExecution({
        ...{ record_id: `t${String(i).padStart(3, '0')}`, executed_at: '2024-01-19', action: 'buy' },
        ...{ quantity: shares, price: 100 },
      });
    const parts = Array.from({ length: 300 }, (_, i) => 100 + i);
    const rest = 100_000 - parts.reduce((all, part) => all + part, 0);
    const trades = [...parts, rest].map(bought);
    expect(settle([{ event: end, shares: decimal(100_000) }], trades).get('e')).toHaveLength(301);
  });

  test('settles an end by one trade of its size on the next session rather than by parts on both days', () => {
    const put = { right: 'put', strike: 100, expiration: '2024-01-19' };
    const end = (record_id: string, executed_at: string, contracts: number) => ({
      event: storedExecution({ record_id, executed_at, action: 'assign', quantity: contracts, ...put }),
      shares: decimal(100 * contracts),
    });
    const bought = (record_id: string, executed_at: string, quantity: number) =>
      storedExecution({ record_id, executed_at, action: 'buy', quantity, price: 100 });
    const found = settle(
      [end('friday', '2024-01-19', 2), end('saturday', '2024-01-20T16:00:00Z', 1)],
      [
        bought('a', '2024-01-19T16:00:00Z', 100),
        bought('b', '2024-01-20T15:00:00Z', 100),
        bought('c', '2024-01-22', 200),
      ],
    );
    const legs = [...found].map(([id, by]) => [id, by.map(({ leg }) => leg.record_id)]);
    expect(Object.fromEntries(legs)).toEqual({ friday: ['c'], saturday: ['b'] });
  });
});
