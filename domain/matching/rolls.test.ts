import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { advice, execution } from '../../test/trade-examples.js';
import { matchUnderlying } from './match.js';

interface Roll {
  name: string;
  from: { strike: number; expiration: string };
  to: { strike: number; expiration: string };
  quantity: number;
  /** Of the advice, and how much more the human got of it. */
  premium: number;
  gained: number;
  /** Minutes after 10:00 New York at which the close and the opening were traded. */
  minutes: { closed: number; opened: number };
}

function asked({ name, from, to, quantity, premium }: Roll) {
  return advice({
    ...{ recommendation_id: name, action: 'roll', quantity, premium },
    ...{ from_strike: from.strike, from_expiration: from.expiration },
    ...to,
  });
}

/** Two fills that name no order. */
function fills({ name, from, to, quantity, premium, gained, minutes }: Roll) {
  const at = (minute: number) => new Date(Date.parse('2025-04-21T14:00:00Z') + minute * 60_000).toISOString();
  const time = (minute: number) => ({ executed_at: at(minute).replace('.000', '') });
  return [
    execution({
      ...{ execution_id: `${name} closed`, action: 'buy_to_close', quantity, price: 1, ...from },
      ...time(minutes.closed),
    }),
    execution({
      ...{ execution_id: `${name} opened`, quantity, price: 1 + premium + gained, ...to },
      ...time(minutes.opened),
    }),
  ];
}

/** What became of each piece of advice, and the fills that answered it. */
function answers(rolls: readonly Roll[], advised = rolls) {
  const units = matchUnderlying({
    underlying: 'SOFI',
    recommendations: advised.map((roll) => ({ ...asked(roll), sent_at: '2025-04-21T12:00:00Z' })),
    executions: rolls.flatMap(fills),
    knownThrough: () => '2025-12-31',
  });
  return Object.fromEntries(
    units
      .flatMap(({ matches }) => matches)
      .map((match) => [match.recommendation_id ?? 'none', [match.match_type, ...match.execution_ids]]),
  );
}

const asAdvised = ({ name }: Roll): [string, string[]] => [
  name,
  ['consent', `${name} closed`, `${name} opened`],
];

const A: Roll = {
  name: 'A',
  from: { strike: 12, expiration: '2025-04-25' },
  to: { strike: 12, expiration: '2025-05-09' },
  ...{ quantity: 2, premium: 0.3, gained: 0 },
  minutes: { closed: 5, opened: 10 },
};
const B: Roll = {
  name: 'B',
  from: { strike: 14, expiration: '2025-05-09' },
  to: { strike: 15, expiration: '2025-06-06' },
  ...{ quantity: 2, premium: 0.4, gained: 0 },
  minutes: { closed: 12, opened: 7 },
};

/**
 * Two rolls of calls within half an hour, at near or far strikes, each as advised but for a premium inside its
 * tolerance.
 */
const twoRolls = fc
  .record({
    strike: fc.constantFrom(12, 100, 250),
    step: fc.constantFrom(0.5, 1, 2.5, 10),
    fromExpirations: fc.tuple(...expirations('2025-04-25', '2025-05-02')),
    toExpirations: fc.tuple(...expirations('2025-05-09', '2025-05-16')),
    raised: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
    quantities: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    gained: fc.tuple(fc.constantFrom(-0.05, 0, 0.05), fc.constantFrom(-0.05, 0, 0.05)),
    minutes: fc.array(fc.integer({ min: 0, max: 29 }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ strike, step, fromExpirations, toExpirations, raised, quantities, gained, minutes }) =>
    ([0, 1] as const).map((i): Roll => {
      const held = strike + i * step;
      return {
        name: i === 0 ? 'A' : 'B',
        from: { strike: held, expiration: fromExpirations[i] },
        to: { strike: held + step * raised[i], expiration: toExpirations[i] },
        ...{ quantity: quantities[i], premium: 0.3, gained: gained[i] },
        minutes: { closed: minutes[2 * i] ?? 0, opened: minutes[2 * i + 1] ?? 0 },
      };
    }),
  )
  .filter(([a, b]) => JSON.stringify(a?.to) !== JSON.stringify(b?.to));

function expirations(...days: string[]) {
  return [fc.constantFrom(...days), fc.constantFrom(...days)] as const;
}

describe('rollsIn(groups, log): several legs that could pair', () => {
  test('go together as two pieces of advice ask for them, though others are nearer in time', () => {
    expect(answers([A, B])).toEqual(Object.fromEntries([A, B].map(asAdvised)));
  });

  test('go together as advised at whatever times, strikes and quantities', () => {
    fc.assert(
      fc.property(twoRolls, (rolls) => {
        expect(answers(rolls)).toEqual(Object.fromEntries(rolls.map(asAdvised)));
      }),
      { numRuns: 500 },
    );
  });

  test('go together as advised where the other roll is near the advice as well', () => {
    const near = {
      from: { strike: 100, expiration: '2025-04-25' },
      to: { strike: 102, expiration: '2025-05-09' },
    };
    const exact = { ...A, ...near, minutes: { closed: 0, opened: 20 } };
    const other = {
      ...{ ...B, from: { ...near.from, strike: 101 }, to: { ...near.to, strike: 103 } },
      minutes: { closed: 19, opened: 1 },
    };
    expect(answers([exact, other], [exact])).toMatchObject(Object.fromEntries([asAdvised(exact)]));
  });

  /** The legs that go together of some, as `closed opened`, with advice to roll 100 of April 25 into 110 of May 9. */
  function rolled(...legs: ReturnType<typeof execution>[]): string[] {
    const advised = { ...A, from: { ...A.from, strike: 100 }, to: { ...A.to, strike: 110 } };
    const units = matchUnderlying({
      underlying: 'SOFI',
      recommendations: [{ ...asked(advised), sent_at: '2025-04-21T12:00:00Z' }],
      executions: legs,
      knownThrough: () => '2025-12-31',
    });
    const rows = units
      .flatMap(({ matches }) => matches)
      .filter(({ execution_ids }) => execution_ids.length > 1);
    return rows.map(({ execution_ids }) => execution_ids.join(' '));
  }
  const leg = (minute: number, strike: number, action: string) =>
    execution({
      ...{ execution_id: `${action === 'buy_to_close' ? 'c' : 'o'}${strike}`, action, strike, quantity: 2 },
      ...{ executed_at: `2025-04-21T14:${String(minute).padStart(2, '0')}:00Z` },
      expiration: action === 'buy_to_close' ? A.from.expiration : A.to.expiration,
    });
  const close = (minute: number, strike: number) => leg(minute, strike, 'buy_to_close');
  const open = (minute: number, strike: number) => leg(minute, strike, 'sell_to_open');

  test('of two that are within the tolerances go together as the nearer strike does, before time', () => {
    expect(rolled(close(0, 101), close(9, 102), open(10, 110))).toEqual(['c101 o110']);
    expect(rolled(close(10, 100), open(0, 111), open(9, 112))).toEqual(['c100 o111']);
  });

  test('of which one is beyond the tolerances go together by time, whatever is nearer the advice', () => {
    expect(rolled(close(0, 105), close(9, 130), open(10, 110))).toEqual(['c130 o110']);
    expect(rolled(close(10, 100), open(0, 116), open(9, 140))).toEqual(['c100 o140']);
  });

  test('go together within the tolerances of the advice', () => {
    const moved = { ...A, from: { ...A.from, strike: 100 }, to: { ...A.to, strike: 102 } };
    const advised = { ...moved, to: { ...moved.to, strike: 101 } };
    const other = { ...B, from: { ...A.from, strike: 120 }, to: { ...A.to, strike: 125 } };
    expect(answers([moved, other], [advised])).toMatchObject(Object.fromEntries([asAdvised(moved)]));
  });
});
