import { describe, expect, test } from '@jest/globals';
import { levelChange } from './interrupted-series.js';

const counts = (weeks: readonly (readonly [number, number])[]) =>
  weeks.map(([diverged, decisions]) => ({ diverged, decisions }));
const BEFORE = counts([
  ...([
    [2, 3],
    [1, 3],
    [3, 4],
    [1, 3],
    [1, 2],
    [1, 1],
    [0, 3],
  ] as const),
  ...([
    [5, 6],
    [1, 2],
    [1, 1],
    [1, 4],
    [4, 6],
    [2, 5],
    [3, 7],
  ] as const),
]);
const AFTER = counts([
  [0, 2],
  [0, 2],
  [2, 7],
  [1, 3],
  [1, 2],
  [1, 4],
]);

/** Figures of a Newton iteration in Python, with Student's t of the tables. */
describe('levelChange(before, after) with a slope', () => {
  test.each([
    [14, -1.0169534119, -2.7715300581, 0.7376232342, 0.4913120661, 0.258897129],
    [13, -1.1077773305, -2.9225068939, 0.7069522329, 0.5048851195, 0.2519505532],
  ])('after %i weeks with decisions', (weeks, logit, low, high, before, after) => {
    const change = levelChange(BEFORE.slice(-weeks), AFTER);
    expect(change?.logit).toBeCloseTo(logit, 7);
    expect(change?.low).toBeCloseTo(low, 6);
    expect(change?.high).toBeCloseTo(high, 6);
    expect(change?.before).toBeCloseTo(before, 7);
    expect(change?.after).toBeCloseTo(after, 7);
  });

  test('counts weeks without decisions on in time', () => {
    const none = { diverged: 0, decisions: 0 };
    const gap = levelChange([...BEFORE.slice(0, 4), none, none, ...BEFORE.slice(4)], AFTER);
    expect(gap?.logit).not.toBeCloseTo(levelChange(BEFORE, AFTER)?.logit as number, 4);
    expect(levelChange([none, ...BEFORE], AFTER)).toEqual(levelChange(BEFORE, AFTER));
  });
});
