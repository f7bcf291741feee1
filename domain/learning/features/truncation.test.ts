import { describe, expect, test } from '@jest/globals';
import { changedByCut, truncationSample } from './truncation.js';

const HASH = 'ab'.repeat(32);
const rows = Array.from({ length: 500 }, (_, i) => i);

describe('truncationSample(rows, windowHash)', () => {
  test('draws 64 different ones, the same for the same hash', () => {
    const sample = truncationSample(rows, HASH);
    expect(new Set(sample).size).toBe(64);
    expect(truncationSample(rows, HASH)).toEqual(sample);
    expect(truncationSample(rows, 'cd'.repeat(32))).not.toEqual(sample);
    expect(truncationSample(rows.slice(0, 10), HASH).sort((a, b) => a - b)).toEqual(rows.slice(0, 10));
  });
});

test('changedByCut(names, seen) names what is other in value, or in being known', () => {
  const of = (values: number[], ...missing: string[]) => ({ values: Float64Array.from(values), missing });
  const names = ['late', 'same', 'gone'];
  expect(changedByCut(names, [{ whole: of([1, 2, 0]), cut: of([1, 2, 0]) }])).toEqual([]);
  expect(
    changedByCut(names, [
      { whole: of([1, 2, 0]), cut: of([1, 2, 0], 'gone') },
      { whole: of([1, 2, 0]), cut: of([1.5, 2, 0]) },
    ]),
  ).toEqual(['gone', 'late']);
});
