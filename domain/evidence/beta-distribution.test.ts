import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { betaCdf, betaQuantile } from './beta-distribution.js';
import { logFactorial, logGamma, logGammaHalf } from './log-gamma.js';
import { logMean, logSum } from './log-sum.js';

describe('betaCdf(x, a, b)', () => {
  test('of whole numbers is the binomial tail', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (a, b, x) => {
          const n = a + b - 1;
          let tail = 0;
          for (let j = a; j <= n; j++)
            tail += Math.exp(
              logFactorial(n) -
                logFactorial(j) -
                logFactorial(n - j) +
                j * Math.log(x) +
                (n - j) * Math.log1p(-x),
            );
          expect(betaCdf(x, a, b)).toBeCloseTo(tail, 11);
        },
      ),
    );
  });

  test('ends at 0 and 1', () => {
    expect([betaCdf(0, 2, 3), betaCdf(1, 2, 3), betaCdf(-1, 2, 3)]).toEqual([0, 1, 0]);
  });
});

describe('betaQuantile(p, a, b)', () => {
  test('is undone by betaCdf', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 0.5, max: 500, noNaN: true }),
        fc.double({ min: 0.5, max: 500, noNaN: true }),
        (p, a, b) => {
          expect(betaCdf(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 9);
        },
      ),
    );
  });
});

describe('logGamma(x)', () => {
  test('of whole numbers and halves', () => {
    expect(logGamma(1)).toBeCloseTo(0, 14);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14);
    expect(logFactorial(20) / Math.log(2_432_902_008_176_640_000)).toBeCloseTo(1, 14);
    // Γ(n + ½) = (2n)! √π ÷ (4^n n!)
    for (const n of [0, 1, 7, 100, 30])
      expect(logGammaHalf(n)).toBeCloseTo(
        logFactorial(2 * n) - n * Math.log(4) - logFactorial(n) + Math.log(Math.PI) / 2,
        10,
      );
  });
});

describe('logSum(logs)', () => {
  test('adds numbers that no double holds', () => {
    expect(logSum([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logSum([-2000, -2000, -2000, -2000])).toBeCloseTo(-2000 + Math.log(4), 12);
    expect(logSum([0, -Infinity])).toBe(0);
    expect(logSum([])).toBe(-Infinity);
    expect(logMean([1000, -5000])).toBeCloseTo(1000 - Math.LN2, 12);
  });
});
