import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seenIds } from './seen-ids.js';

describe('seenIds()', () => {
  test('says of each id of a long log that it is new, and of each that comes again that it is not', () => {
    const isNew = seenIds();
    const ids = Array.from({ length: 200_000 }, (_, i) => (i % 2 === 0 ? `d-${i}` : i));
    expect(ids.filter((id) => !isNew(id))).toEqual([]);
    expect(ids.filter(isNew)).toEqual([]);
  });

  test('says what a set would; a text is no number', () => {
    const id = fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.integer({ min: -9, max: 9 }),
      fc.constantFrom('1', '-1', '"1'),
    );
    fc.assert(
      fc.property(fc.array(id, { maxLength: 200 }), (ids) => {
        const isNew = seenIds();
        const seen = new Set<string | number>();
        for (const one of ids) {
          expect(isNew(one)).toBe(!seen.has(one));
          seen.add(one);
        }
      }),
    );
  });
});
