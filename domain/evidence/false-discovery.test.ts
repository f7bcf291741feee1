import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ALPHA, decisionsNeeded, discoveries, logThreshold } from './false-discovery.js';
import { logSignEvidence } from './sign-evidence.js';

function weighted(pairs: readonly (readonly [budget: number, e: number])[]) {
  return pairs.map(([budget, e]) => ({ budget, logE: Math.log(e) }));
}

describe('logThreshold(budget, found)', () => {
  test.each([
    [0.05, 400],
    [0.0375, 533.3333333],
    [0.0028125, 7111.1111111],
    [(0.1 / 28) * 0.75, 7466.6666667],
  ])('of %f alone is ln %f', (budget, threshold) => {
    expect(Math.exp(logThreshold(budget, 1))).toBeCloseTo(threshold, 7);
    expect(logThreshold(budget, 0)).toBe(logThreshold(budget, 1));
    expect(Math.exp(logThreshold(budget, 2))).toBeCloseTo(threshold / 2, 7);
  });
});

describe('discoveries(hypotheses)', () => {
  test('are the first R of those in order, for the largest R that holds', () => {
    expect(
      discoveries(
        weighted([
          [0.1, 10],
          [0.4, 30],
          [0.2, 70],
          [0.3, 60],
        ]),
      ),
    ).toEqual(new Set([3, 2, 1]));
    expect(discoveries(weighted([[1, 19.9]]))).toEqual(new Set());
    expect(discoveries([])).toEqual(new Set());
  });

  test('are those of the definition: π E ≥ 1 ÷ (α R) for R of them, and for no more', () => {
    const one = fc.tuple(
      fc.double({ min: 0.001, max: 0.2, noNaN: true }),
      fc.double({ min: 0.1, max: 5000, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (pairs) => {
        // On a threshold itself rounding decides.
        const isTie = (product: number) =>
          pairs.some((_, at) => Math.abs(product * ALPHA * (at + 1) - 1) < 1e-9);
        fc.pre(!pairs.some(([budget, e]) => isTie(budget * e)));
        const found = discoveries(weighted(pairs));
        const reach = (size: number) =>
          pairs.filter(([budget, e]) => budget * e >= 1 / (ALPHA * size)).length;
        let size = pairs.length;
        while (size > 0 && reach(size) < size) size--;
        expect(found.size).toBe(size);
        for (const at of found)
          expect((pairs[at]?.[0] ?? 0) * (pairs[at]?.[1] ?? 0)).toBeGreaterThanOrEqual(
            (1 / (ALPHA * size)) * (1 - 1e-9),
          );
      }),
    );
  });

  test('are found wherever the e-values are beyond all doubles', () => {
    expect(
      discoveries([
        { budget: 0.001, logE: 5000 },
        { budget: 0.1, logE: -Infinity },
      ]),
    ).toEqual(new Set([0]));
  });
});

describe('decisionsNeeded({ budget, logE }, decisions)', () => {
  test('is what is lacking over what a decision brings, rounded up', () => {
    const logE = logSignEvidence(8, 8);
    expect(logE).toBeCloseTo(3.9174769, 7);
    expect((logThreshold(0.0375, 1) - logE) / (logE / 8)).toBeCloseTo(4.8228385, 7);
    expect(decisionsNeeded({ budget: 0.0375, logE }, 8)).toBe(5);
  });

  test('is null where evidence does not grow', () => {
    expect(decisionsNeeded({ budget: 0.0375, logE: 0 }, 8)).toBeNull();
    expect(decisionsNeeded({ budget: 0.0375, logE: -1 }, 8)).toBeNull();
    expect(decisionsNeeded({ budget: 0.0375, logE: 1 }, 0)).toBeNull();
  });
});
