import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { leanProcess } from './lean-evidence.js';

function after(leans: readonly number[]): number {
  const process = leanProcess();
  leans.forEach((lean, i) => process.add(i + 1, lean));
  return process.logBy(leans.length);
}

describe('leanProcess()', () => {
  test('of weeks that lean the same way', () => {
    expect(Math.exp(after([4, 3, 5, 2, 4, 3]))).toBeCloseTo(11.4435795, 7);
    expect(after([4, 3, 5, 2, 4, 3])).toBeCloseTo(after([-4, -3, -5, -2, -4, -3]), 12);
  });

  test('of weeks without a lean is 1, as without weeks', () => {
    expect(after([0, 0, 0])).toBeCloseTo(0, 12);
    expect(leanProcess().logBy(40)).toBeCloseTo(0, 12);
  });

  test('has the mean 1 where each week leans as likely one way as the other, however far', () => {
    const leans = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(leans, fc.nat(20), (sizes, gap) => {
        let mean = 0;
        for (let ways = 0; ways < 2 ** sizes.length; ways++) {
          const process = leanProcess();
          sizes.forEach((size, i) => process.add(1 + i * (1 + gap), (ways >> i) & 1 ? size : -size));
          mean += Math.exp(process.logBy(1 + sizes.length * (1 + gap))) / 2 ** sizes.length;
        }
        expect(mean).toBeCloseTo(1, 9);
      }),
    );
  });

  test('gains at most a factor of 2 a week, and stays finite over ten thousand', () => {
    const log = after(Array.from({ length: 10_000 }, () => 40));
    expect(log).toBeLessThan(10_000 * Math.LN2);
    expect(log).toBeGreaterThan(9_990 * Math.LN2);
  });
});
