/** The sum of the lots beside a plain netting, written here and sharing nothing with the book. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { atMost, runs } from '../../test/runs.js';
import { storedExecution } from '../../test/stored-execution.js';
import type { StoredExecution } from '../records/execution-order.js';
import { positionsBefore } from './positions.js';

/** Days of a history, each with the session that it counts for; on 2025-01-09 the exchange was closed. */
const SESSION_OF = new Map([
  ['2025-01-08', '2025-01-08'],
  ['2025-01-09', '2025-01-10'],
  ['2025-01-10', '2025-01-10'],
  ['2025-01-11', '2025-01-13'],
  ['2025-01-12', '2025-01-13'],
  ['2025-01-13', '2025-01-13'],
]);
const DAYS = [...SESSION_OF.keys()];
const ASKED = [...DAYS, '2025-01-14', '2025-01-15'];
/** The second has expired on some of the days asked for. */
const CONTRACTS = [
  {},
  { right: 'call', strike: 12, expiration: '2025-01-10' },
  { right: 'put', strike: 9, expiration: '2025-02-21' },
];
const TRADES = ['buy', 'sell', 'buy_to_open', 'sell_to_open', 'buy_to_close', 'sell_to_close'];
const ENDS = ['expire', 'assign', 'exercise'];
const UNIT = 10n ** 10n;

/** Few of each, so that much happens to one instrument, and at once. */
const names = fc.constantFrom('AAA', 'AAA', 'BBB', 'BBB', 'CCC');
const happening = fc.record({
  account: fc.constantFrom('main', 'main', 'main', 'main', 'other'),
  day: fc.constantFrom(...DAYS, '2025-01-10', '2025-01-10'),
  clock: fc.constantFrom('', '', '', 'T14:31:00Z', 'T18:00:00Z', 'T18:00:00.5Z'),
  sequence: fc.constantFrom(null, null, 1, 2),
  underlying: names,
  contract: fc.constantFrom(0, 0, 0, 1, 1, 2),
  quantity: fc.integer({ min: 1, max: 6 }),
  currency: fc.constantFrom('USD', 'USD', 'CAD'),
  what: fc.oneof(
    { weight: 6, arbitrary: fc.record({ action: fc.constantFrom(...TRADES) }) },
    { weight: 1, arbitrary: fc.record({ action: fc.constantFrom(...ENDS) }) },
    {
      weight: 2,
      arbitrary: fc.record({ action: fc.constant('transfer'), direction: fc.constantFrom('in', 'out') }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        action: fc.constant('split'),
        ratio: fc.constantFrom(null, '2', '0.5', '0.3333333333'),
      }),
    },
    { weight: 3, arbitrary: fc.record({ action: fc.constant('symbol_change'), to_underlying: names }) },
  ),
});

const history = fc.array(happening, { maxLength: 25 }).map((list) =>
  list.flatMap(({ day, clock, contract, what, ...fields }, i): StoredExecution[] => {
    const ofContract = what.action === 'buy' || what.action === 'sell' ? {} : CONTRACTS[contract];
    if (ENDS.includes(what.action) && contract === 0) return [];
    const price = TRADES.includes(what.action) ? 1 : null;
    // Ids in another order than that of the list.
    const record_id = String((i * 17) % 29).padStart(2, '0');
    return [
      storedExecution({ ...fields, ...ofContract, ...what, executed_at: day + clock, price, record_id }),
    ];
  }),
);

/** What is held of each instrument after executions, as `account underlying right` and a number of units of 1e-10. */
function netted(executions: readonly StoredExecution[]): Map<string, bigint> {
  const net = new Map<string, bigint>();
  const nameOf = (one: StoredExecution) => `${one.account} ${one.underlying} ${one.right ?? 'shares'}`;
  const heldOf = (one: StoredExecution) => net.get(nameOf(one)) ?? 0n;
  const add = (one: StoredExecution, change: bigint) => net.set(nameOf(one), heldOf(one) + change);
  const towardsZero = (one: StoredExecution) => {
    const held = heldOf(one);
    const size = held < 0n ? -held : held;
    const gone = size < one.quantity ? size : one.quantity;
    if (net.has(nameOf(one))) add(one, held < 0n ? gone : -gone);
  };

  function book(one: StoredExecution): void {
    const { action, quantity } = one;
    if (action === 'transfer' && one.direction === 'in') add(one, quantity);
    else if (action === 'transfer' || ENDS.includes(action)) towardsZero(one);
    else if (action === 'split') add(one, grown(heldOf(one), one) - heldOf(one));
    else if (action === 'symbol_change') {
      const held = heldOf(one);
      net.set(nameOf(one), 0n);
      add({ ...one, underlying: one.to_underlying as string }, held);
    } else {
      const closesOnly = action.endsWith('_to_close') || (action === 'sell' && one.right === null);
      const unseen = closesOnly && !net.has(nameOf(one));
      if (!unseen) add(one, action.startsWith('buy') ? quantity : -quantity);
    }
  }

  const moments = new Map<string, StoredExecution[]>();
  for (const one of executions) moments.set(momentOf(one), [...(moments.get(momentOf(one)) ?? []), one]);
  for (const moment of [...moments.keys()].sort()) {
    const together = (moments.get(moment) as StoredExecution[]).sort(
      (a, b) => (a.sequence ?? 9) - (b.sequence ?? 9) || (a.record_id < b.record_id ? -1 : 1),
    );
    const changes = [
      ...together.filter(({ action }) => action === 'split'),
      ...together.filter(({ action }) => action === 'symbol_change'),
    ];
    const change = () => {
      for (;;) {
        const one = changes.find((some) => heldOf(some) !== 0n);
        if (one === undefined) return;
        book(one);
        changes.splice(changes.indexOf(one), 1);
      }
    };
    change();
    const rest = together.filter(({ action }) => action !== 'split' && action !== 'symbol_change');
    for (const one of rest) if (one.direction === 'in') book(one);
    change();
    const trades = rest.filter(({ direction }) => direction !== 'in');
    const last = new Set(trades.filter((one) => closes(one, heldOf(one))));
    for (const one of trades) if (!last.has(one)) book(one);
    for (const one of trades) if (last.has(one)) book(one);
  }
  return net;
}

function closes({ action }: StoredExecution, held: bigint): boolean {
  if (action === 'buy') return held < 0n;
  if (action === 'sell') return held >= 0n;
  return action === 'transfer' || action.endsWith('_to_close');
}

/**
 * Sorts as things take effect: by day; what knows only its day around what knows its time; ends last but for transfers
 * out.
 */
function momentOf({ executed_at, action, direction, sequence }: StoredExecution): string {
  const [day, clock] = [executed_at.slice(0, 10), executed_at.slice(10, -1)];
  if (ENDS.includes(action)) return `${day} 5 ${clock}${executed_at.length > 10 ? ` ${sequence ?? 9}` : ''}`;
  if (executed_at.length > 10) return `${day} 3 ${clock} ${sequence ?? 9}`;
  if (action === 'transfer') return `${day} ${direction === 'in' ? 1 : 6}`;
  if (action === 'split' || action === 'symbol_change') return `${day} 1`;
  return `${day} ${action.endsWith('_to_close') ? 4 : 2}`;
}

function grown(held: bigint, { ratio, quantity }: StoredExecution): bigint {
  if (ratio === null) return held < 0n ? held - quantity : held + quantity;
  if (ratio > UNIT) return held * 2n;
  const size = held < 0n ? -held : held;
  const rounded = ratio === UNIT / 2n ? (size + 1n) / 2n : (size + 1n) / 3n;
  return held < 0n ? -rounded : rounded;
}

/** Splits without ratio of one day are one, at the time of the first. */
function withWholeSplits(executions: readonly StoredExecution[]): StoredExecution[] {
  const whole = new Map<string, StoredExecution>();
  const inOrder = [...executions].sort((a, b) =>
    `${a.executed_at.slice(0, -1)} ${a.sequence ?? 9} ${a.record_id}` <
    `${b.executed_at.slice(0, -1)} ${b.sequence ?? 9} ${b.record_id}`
      ? -1
      : 1,
  );
  return inOrder.filter((one) => {
    if (one.action !== 'split' || one.ratio !== null) return true;
    const name = [one.account, one.executed_at.slice(0, 10), one.underlying, one.right].join(' ');
    const first = whole.get(name);
    whole.set(name, first ?? one);
    if (first !== undefined) first.quantity += one.quantity;
    return first === undefined;
  });
}

describe('the sum of lots', () => {
  test(
    'is on every day what a plain netting holds, asked day by day or at once',
    () => {
      fc.assert(
        fc.property(history, (executions) => {
          const stepped = positionsBefore(executions);
          for (const day of ASKED) {
            const before = executions.filter(({ executed_at }) => {
              return (SESSION_OF.get(executed_at.slice(0, 10)) as string) < day;
            });
            const net = netted(withWholeSplits(before.map((one) => ({ ...one }))));
            const expected = [...net].filter(
              ([name, held]) => held !== 0n && !(name.endsWith('call') && day > '2025-01-10'),
            );
            const held = stepped(day).map(({ account, underlying, right, quantity }) => [
              `${account} ${underlying} ${right ?? 'shares'}`,
              quantity,
            ]);
            expect(held.toSorted()).toEqual(expected.toSorted());
            expect(positionsBefore(executions)(day)).toEqual(positionsBefore(before)(day));
          }
        }),
        runs(1_500, { sharing: 1 }),
      );
    },
    atMost(20_000),
  );
});
