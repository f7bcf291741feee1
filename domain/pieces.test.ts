import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { groupBy } from './group-by.js';
import { eachInPieces, groupInPieces, mapInPieces, sortInPieces, whole, type Pieces } from './pieces.js';

const numbers = fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 2_000 });

/** How many pieces there are. */
function countOf(pieces: Pieces<unknown>): number {
  let count = 1;
  while (pieces.next().done !== true) count += 1;
  return count;
}

describe('work in pieces', () => {
  test('comes to what it comes to in one go', () => {
    fc.assert(
      fc.property(numbers, (given) => {
        const items = given.map((value, at) => ({ value, at }));
        const compare = (a: { value: number }, b: { value: number }) => a.value - b.value;
        const drawerOf = ({ value }: { value: number }) => Math.floor(value / 100);
        expect(whole(sortInPieces(items, { drawerOf, compare }))).toEqual(items.toSorted(compare));
        expect(whole(groupInPieces(given, (value) => value % 7))).toEqual(
          groupBy(given, (value) => value % 7),
        );
        expect(whole(mapInPieces(given, (value, at) => value + at))).toEqual(
          given.map((value, at) => value + at),
        );
      }),
    );
  });

  test('is broken off every few hundred items, and each drawer', () => {
    const thousand = Array.from({ length: 1_000 }, (_, at) => at);
    expect(countOf(eachInPieces(thousand, () => undefined))).toBe(4);
    const sort = {
      drawerOf: (value: number) => Math.floor(value / 100),
      compare: (a: number, b: number) => a - b,
    };
    expect(countOf(sortInPieces(thousand, sort))).toBe(14);
  });
});
