import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { guardedDivergence, logBreachEvidence, LOG_BREACH, upperLimit } from './divergence-guard.js';

describe('upperLimit({ diverged, decisions })', () => {
  test.each([
    [32, 80, 0.4531632],
    [16, 40, 0.4790748],
    [8, 20, 0.5190702],
  ])('of %i of %i', (diverged, decisions, limit) => {
    expect(upperLimit({ diverged, decisions })).toBeCloseTo(limit, 7);
  });

  test('is the share of which no more than k of n come in a fifth of samples', () => {
    // 1 − (1 − p)^n = .8 for k = 0.
    expect(upperLimit({ diverged: 0, decisions: 10 })).toBeCloseTo(1 - 0.2 ** 0.1, 12);
    expect(upperLimit({ diverged: 10, decisions: 10 })).toBe(1);
  });
});

describe('guardedDivergence(before)', () => {
  test('is not armed by less than twenty decisions, nor where nearly all diverged', () => {
    expect(guardedDivergence({ diverged: 7, decisions: 19 })).toBeNull();
    expect(guardedDivergence({ diverged: 8, decisions: 20 })).toBeCloseTo(0.5190702, 7);
    expect(guardedDivergence({ diverged: 20, decisions: 20 })).toBeNull();
    expect(guardedDivergence({ diverged: 38, decisions: 40 })).toBeNull();
  });
});

describe('logBreachEvidence(baseline, since)', () => {
  test('of 20 of 24 after 32 of 80', () => {
    const baseline = upperLimit({ diverged: 32, decisions: 80 });
    const log = logBreachEvidence(baseline, { diverged: 20, decisions: 24 });
    expect(Math.exp(log)).toBeCloseTo(336.4116848, 5);
    expect(log).toBeGreaterThan(LOG_BREACH);
  });

  test('of one decision has a mean of at most 1 for every share up to the baseline', () => {
    const shares = fc.tuple(
      fc.double({ min: 0.01, max: 0.94, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(shares, ([baseline, part]) => {
        const p = baseline * part;
        const e = (diverged: number) => Math.exp(logBreachEvidence(baseline, { diverged, decisions: 1 }));
        expect(p * e(1) + (1 - p) * e(0)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  test('of no decision is 1, and finite for many', () => {
    expect(logBreachEvidence(0.5, { diverged: 0, decisions: 0 })).toBeCloseTo(0, 12);
    expect(Number.isFinite(logBreachEvidence(0.9, { diverged: 90_000, decisions: 100_000 }))).toBe(true);
  });
});
