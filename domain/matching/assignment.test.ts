import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { munkres } from 'munkres';
import { assign, type WeightedPair } from './assignment.js';

/** Lowest total cost of a full assignment, through weights that are larger the lower the cost. */
function lowestCost(costs: number[][]): number {
  const ceiling = 1 + Math.max(...costs.flat());
  const pairs = costs.flatMap((line, row) =>
    line.map((cost, column) => ({ row, column, weight: ceiling - cost })),
  );
  const chosen = assign({ rows: costs.length, columns: costs[0]?.length ?? 0 }, pairs);
  return chosen.reduce((total, column, row) => total + (costs[row]?.[column] ?? NaN), 0);
}

function totalOf(pairs: readonly WeightedPair[], columnOf: ArrayLike<number>): number {
  return pairs.reduce((total, pair) => total + (columnOf[pair.row] === pair.column ? pair.weight : 0), 0);
}

function bestByTrying(
  pairs: readonly WeightedPair[],
  rows: number,
  row = 0,
  used = new Set<number>(),
): number {
  if (row === rows) return 0;
  let best = bestByTrying(pairs, rows, row + 1, used);
  for (const pair of pairs)
    if (pair.row === row && !used.has(pair.column))
      best = Math.max(
        best,
        pair.weight + bestByTrying(pairs, rows, row + 1, new Set([...used, pair.column])),
      );
  return best;
}

const sparse = (most: number) =>
  fc
    .uniqueArray(
      fc.record({
        row: fc.nat(most - 1),
        column: fc.nat(most - 1),
        weight: fc.integer({ min: 1, max: 12 }),
      }),
      { selector: ({ row, column }) => `${row} ${column}`, maxLength: most * 4 },
    )
    .map((pairs) => pairs.sort((a, b) => a.row - b.row || a.column - b.column));

describe('assign(size, pairs)', () => {
  // The square and the rectangular example that the Munkres implementations of several languages share.
  test('costs 850 and 15 in the published examples', () => {
    expect(
      lowestCost([
        [400, 150, 400],
        [400, 450, 600],
        [300, 225, 300],
      ]),
    ).toBe(850);
    expect(
      lowestCost([
        [10, 10, 8, 11],
        [9, 8, 1, 1],
        [9, 7, 4, 10],
      ]),
    ).toBe(15);
  });

  test('gives up a good pair for two that are better together', () => {
    const pairs = [
      { row: 0, column: 0, weight: 10 },
      { row: 0, column: 1, weight: 9 },
      { row: 1, column: 0, weight: 9 },
    ];
    expect([...assign({ rows: 2, columns: 2 }, pairs)]).toEqual([1, 0]);
  });

  test('leaves a row without a column when one pair is better than two', () => {
    const pairs = [
      { row: 0, column: 0, weight: 3 },
      { row: 1, column: 0, weight: 10 },
      { row: 1, column: 1, weight: 3 },
    ];
    expect([...assign({ rows: 2, columns: 2 }, pairs)]).toEqual([-1, 0]);
  });

  test('of pairings that are equally good takes the one with more pairs, the lower column, and leaves a row what it had', () => {
    const pair = (row: number, column: number, weight: number) => ({ row, column, weight });
    const two = [pair(0, 0, 5), pair(1, 0, 10), pair(1, 1, 5)];
    expect([...assign({ rows: 2, columns: 2 }, two)]).toEqual([0, 1]);
    expect([...assign({ rows: 1, columns: 2 }, [pair(0, 1, 5), pair(0, 0, 5)])]).toEqual([0]);
    expect([...assign({ rows: 2, columns: 1 }, [pair(0, 0, 5), pair(1, 0, 5)])]).toEqual([0, -1]);
  });

  test('gives the same for pairs in any order', () => {
    const shuffled = sparse(5)
      .map((pairs) => pairs.map((pair) => ({ ...pair, weight: 1 + (pair.weight % 2) })))
      .chain((pairs) =>
        fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length })),
      );
    const size = { rows: 5, columns: 5 };
    fc.assert(
      fc.property(shuffled, ([pairs, others]) => {
        expect(assign(size, others)).toEqual(assign(size, pairs));
      }),
    );
  });

  test('gives every row -1 without pairs', () => {
    expect([...assign({ rows: 2, columns: 0 }, [])]).toEqual([-1, -1]);
  });

  test('totals what trying every pairing finds', () => {
    fc.assert(
      fc.property(sparse(5), (pairs) => {
        expect(totalOf(pairs, assign({ rows: 5, columns: 5 }, pairs))).toBe(bestByTrying(pairs, 5));
      }),
    );
  });

  test('uses every column at most once and totals what munkres finds', () => {
    fc.assert(
      fc.property(sparse(12), (pairs) => {
        const columnOf = assign({ rows: 12, columns: 12 }, pairs);
        const used = [...columnOf].filter((column) => column !== -1);
        expect(new Set(used).size).toBe(used.length);
        const costs = Array.from({ length: 12 }, () => new Array<number>(12).fill(0));
        for (const { row, column, weight } of pairs) (costs[row] as number[])[column] = -weight;
        const oracle = munkres(costs).reduce((sum, [row, column]) => sum - (costs[row]?.[column] ?? 0), 0);
        expect(totalOf(pairs, columnOf)).toBe(oracle);
      }),
    );
  });
});
