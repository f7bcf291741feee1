import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assign } from './assignment.js';
import { withoutDeadPairs, type DatedPair } from './dead-pairs.js';

function total(pairs: readonly DatedPair[]): number {
  const count = (of: (pair: DatedPair) => number) => 1 + Math.max(-1, ...pairs.map(of));
  const columnOf = assign({ rows: count(({ row }) => row), columns: count(({ column }) => column) }, pairs);
  return pairs.reduce((sum, { row, column, weight }) => sum + (columnOf[row] === column ? weight : 0), 0);
}

/** A row and a column a day; every row may take the column of its day, or that of the next day. */
function chain(days: number, weights: (day: number) => { same: number; next: number }): DatedPair[] {
  return Array.from({ length: days }, (_, day) => day).flatMap((day) => {
    const { same, next } = weights(day);
    const pair = { row: day, rowDay: day };
    return [
      { ...pair, column: day, columnDay: day, weight: same },
      ...(day + 1 < days ? [{ ...pair, column: day + 1, columnDay: day + 1, weight: next }] : []),
    ];
  });
}

describe('withoutDeadPairs(pairs)', () => {
  test('parts a chain of years where one side is better day after day', () => {
    const left = withoutDeadPairs(chain(300, () => ({ same: 1000, next: 900 })));
    expect(left.filter(({ row, column }) => row !== column).length).toBeLessThan(30);
  });

  test('takes nothing from a chain where both are as good', () => {
    const pairs = chain(50, () => ({ same: 500, next: 500 }));
    expect(withoutDeadPairs(pairs)).toEqual(pairs);
  });

  test('leaves the best total as it is, by keeping every pair that some best pairing has', () => {
    const weights = fc.record({
      same: fc.integer({ min: 1, max: 30 }),
      next: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(weights, { minLength: 1, maxLength: 40 }), (list) => {
        const pairs = chain(list.length, (day) => list[day] as (typeof list)[number]);
        const left = new Set(withoutDeadPairs(pairs));
        const best = total(pairs);
        for (const pair of pairs) {
          if (left.has(pair)) continue;
          const others = pairs.filter(({ row, column }) => row !== pair.row && column !== pair.column);
          expect(pair.weight + total(others)).toBeLessThan(best);
        }
      }),
    );
  });

  const sameDay = (row: number, column: number, weight: number): DatedPair => ({
    ...{ row, column, weight },
    ...{ rowDay: 0, columnDay: 0 },
  });

  test('keeps the only pair of a row or of a column, whatever it is worth', () => {
    const pairs = [sameDay(0, 0, 5), sameDay(1, 0, 10), sameDay(1, 1, 1)];
    expect(withoutDeadPairs(pairs)).toEqual(pairs);
  });

  test('takes away what is worth less than its row and its column are without each other, and no other', () => {
    const beside = [sameDay(0, 1, 6), sameDay(1, 0, 5)];
    expect(withoutDeadPairs([sameDay(0, 0, 10), ...beside])).toEqual(beside);
    expect(withoutDeadPairs([sameDay(0, 0, 11), ...beside])).toHaveLength(3);
  });

  test('looks as many days ahead as back', () => {
    const same = [4, 2, 2, 1, 4, 1, 2, 3, 1];
    const next = [4, 2, 2, 2, 3, 1, 2, 3, 0];
    const week = chain(9, (day) => ({ same: same[day] as number, next: next[day] as number }));
    expect(withoutDeadPairs(week)).toHaveLength(10);
  });

  test('judges a pair by what is near it only', () => {
    const near = chain(40, (day) => ({ same: 10 + (day % 3), next: 9 + (day % 4) }));
    const inner = ({ columnDay }: DatedPair) => columnDay > 15 && columnDay < 25;
    const cut = near.filter(({ rowDay, columnDay }) => rowDay > 4 && columnDay < 36);
    expect(withoutDeadPairs(cut).filter(inner)).toEqual(withoutDeadPairs(near).filter(inner));
  });
});
