import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evenParts } from './even-parts.js';

const weightOf = (weight: number) => weight;

test('evenParts(items, weightOf) keeps all items in their order, in no more parts than asked for, none much heavier than another', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 8 }), (items, most) => {
      const parts = evenParts(items, weightOf, { most, least: 1 });
      expect(parts.flatMap((part) => part.items)).toEqual(items);
      expect(parts.length).toBeLessThanOrEqual(Math.max(most, 1));
      const share = items.reduce((sum, item) => sum + item, 0) / most;
      for (const { weight } of parts) expect(weight).toBeLessThan(share + 101);
    }),
  );
});

test('evenParts(items, weightOf) leaves what is little in one part', () => {
  expect(evenParts([3, 4, 5], weightOf, { most: 4, least: 20 })).toEqual([{ items: [3, 4, 5], weight: 12 }]);
  expect(evenParts([], weightOf)).toEqual([]);
});
