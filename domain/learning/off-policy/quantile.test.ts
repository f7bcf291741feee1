import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quantile } from './quantile.js';

test('quantile(values, .95) of the worked weights is 3.7', () => {
  expect(quantile(Float64Array.of(2, 0.5, 0, 4), 0.95)).toBeCloseTo(3.7, 12);
  expect(quantile(Float64Array.of(3), 0.95)).toBe(3);
});

test('quantile(values, share) is what sorting gives, with ties too, and leaves the values as they are', () => {
  const value = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true, min: 0, max: 1e6 }));
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (list, share) => {
        const values = Float64Array.from(list);
        const sorted = values.toSorted();
        const at = share * (sorted.length - 1);
        const [low, high] = [Math.floor(at), Math.ceil(at)].map((place) => sorted[place] as number) as [
          number,
          number,
        ];
        expect(quantile(values, share)).toBe(low + (at - Math.floor(at)) * (high - low));
        expect([...values]).toEqual(list);
      },
    ),
  );
});
