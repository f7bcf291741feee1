import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batches } from './batches.js';

test('batches(items, weightOf, most) keeps all items in their order, in batches that are full and not too heavy', () => {
  const weigh = (items: readonly number[]) => items.reduce((sum, item) => sum + item, 0);
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.integer({ min: 1, max: 100 }), (items, most) => {
      const made = batches(items, (item) => item, most);
      expect(made.flat()).toEqual(items);
      made.forEach((batch, at) => {
        expect(batch.length === 1 || weigh(batch) <= most).toBe(true);
        const next = made[at + 1]?.[0];
        expect(next === undefined || weigh(batch) + next > most).toBe(true);
      });
    }),
  );
});
