import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal, toNumber } from './decimal.js';
import { sumsOfSome, thingsOf } from './sums-of-some.js';

function ways(things: readonly (readonly [name: string, size: number, cost: number])[], atMost: number) {
  const sized = things.map(([thing, size, cost]) => ({ thing, size: decimal(size), cost }));
  return new Map(
    [...sumsOfSome(sized, decimal(atMost))].map(([sum, way]) => [toNumber(sum), thingsOf(way).join('')]),
  );
}

describe('sumsOfSome(things, atMost)', () => {
  test('knows what some of them come to, in their order, and that nothing does', () => {
    const found = ways(
      [
        ['a', 1, 1],
        ['b', 2, 1],
        ['c', 4, 1],
      ],
      5,
    );
    expect([...found].toSorted(([a], [b]) => a - b)).toEqual([
      [0, ''],
      [1, 'a'],
      [2, 'b'],
      [3, 'ab'],
      [4, 'c'],
      [5, 'ac'],
    ]);
  });

  test('takes the cheaper way, and of two that cost the same the first', () => {
    expect(
      ways(
        [
          ['a', 3, 1],
          ['b', 3, 1],
          ['c', 6, 1],
        ],
        6,
      ).get(6),
    ).toBe('c');
    expect(
      ways(
        [
          ['a', 3, 1],
          ['b', 3, 1],
          ['c', 6, 3],
        ],
        6,
      ).get(6),
    ).toBe('ab');
    expect(
      ways(
        [
          ['a', 3, 1],
          ['b', 3, 1],
        ],
        3,
      ).get(3),
    ).toBe('a');
    expect(
      ways(
        [
          ['a', 3, 2],
          ['b', 3, 1],
        ],
        3,
      ).get(3),
    ).toBe('b');
  });

  test('is what a search through all of them finds', () => {
    const thing = fc.record({ size: fc.integer({ min: 1, max: 6 }), cost: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(thing, { maxLength: 8 }), fc.integer({ min: 0, max: 30 }), (things, atMost) => {
        const cheapest = new Map<number, number>();
        for (let some = 0; some < 2 ** things.length; some++) {
          const taken = things.filter((_, i) => (some >> i) & 1);
          const size = taken.reduce((all, one) => all + one.size, 0);
          const cost = taken.reduce((all, one) => all + one.cost, 0);
          if (size <= atMost) cheapest.set(size, Math.min(cheapest.get(size) ?? Infinity, cost));
        }
        const sized = things.map((one) => ({ thing: one, size: decimal(one.size), cost: one.cost }));
        const found = [...sumsOfSome(sized, decimal(atMost))].map(([sum, { cost }]) => [toNumber(sum), cost]);
        expect(new Map(found as [number, number][])).toEqual(cheapest);
      }),
    );
  });

  test('knows a thousand sums and that of all', () => {
    const things = Array.from({ length: 30 }, (_, i) => [`${i}`, 2 ** i, 1] as const);
    const found = ways(things, 2 ** 30);
    expect(found.size).toBe(1_001);
    expect(found.get(2 ** 30 - 1)).toBe(things.map(([name]) => name).join(''));
  });
});
