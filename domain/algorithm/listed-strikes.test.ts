import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { strikeAtOrAbove, strikesBetween } from '../market/option-listing.js';
import { decimal } from '../number/decimal.js';
import { V3_3 } from './algorithm-parameters.js';
import { strikeStepsFrom } from './listed-strikes.js';

const INCREMENTS = V3_3.strikeIncrements;

describe('strikeStepsFrom(strike, steps, increments)', () => {
  test.each([
    [24, 0, 24],
    [24, 3, 26],
    [26, -3, 24],
    [99, 2, 102.5],
    [250, 1, 255],
    [250, -1, 247.5],
    [25, -1, 24.5],
    [1, -10, 0.5],
    [25.2, 1, 26],
    [25.2, -1, 25],
  ])('from %d, %i steps: %d', (strike, steps, there) => {
    expect(strikeStepsFrom(decimal(strike), steps, INCREMENTS)).toBe(decimal(there));
  });

  test('leaves out what is no multiple of a step, and needs a last step', () => {
    const increments = [
      { below: 10, increment: 7 },
      { below: null, increment: 4 },
    ];
    expect(strikeStepsFrom(decimal(7), 1, increments)).toBe(decimal(12));
    expect(strikeStepsFrom(decimal(12), -1, increments)).toBe(decimal(7));
    expect(() => strikeStepsFrom(decimal(7), 1, increments.slice(0, 1))).toThrow('without a last step');
  });

  test('counts as strikesBetween does, and comes back', () => {
    const price = fc.integer({ min: 1000, max: 40_000 }).map((cents) => decimal(cents / 100));
    fc.assert(
      fc.property(price, fc.integer({ min: 0, max: 10 }), (above, steps) => {
        const strike = strikeAtOrAbove(above, INCREMENTS);
        const there = strikeStepsFrom(strike, steps, INCREMENTS);
        expect(strikesBetween(strike, there, INCREMENTS)).toBe(steps);
        expect(strikeStepsFrom(there, -steps, INCREMENTS)).toBe(strike);
      }),
    );
  });
});
