import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hypotheses, ofUnderlying } from './hypothesis.js';

describe('hypotheses(underlyings)', () => {
  test('share one budget, equal within the twelve of all and the 28 of regimes, three quarters of it for the first round', () => {
    const all = hypotheses([]);
    const overall = all.filter(({ scope_kind }) => scope_kind === 'overall');
    const regimes = all.filter(({ scope_kind }) => scope_kind === 'regime');
    expect([overall.length, regimes.length]).toEqual([12, 28]);
    for (const { budget } of overall) expect(budget).toBeCloseTo(0.0375, 15);
    for (const { budget } of regimes) expect(budget).toBeCloseTo((0.1 / 28) * 0.75, 15);
  });

  test('of underlyings halve with each twenty, an underlying sharing between its two', () => {
    expect(ofUnderlying('SOFI', 0)).toMatchObject([
      { kind: 'underlying_refusal', action: 'any', scope: 'SOFI', budget: 0.0028125 },
      { kind: 'no_roll', action: 'roll', scope: 'SOFI', budget: 0.0028125 },
    ]);
    expect(ofUnderlying('SOFI', 19)[0]?.budget).toBe(0.0028125);
    expect(ofUnderlying('SOFI', 20)[0]?.budget).toBe(0.0028125 / 2);
    expect(ofUnderlying('SOFI', 45)[0]?.budget).toBe(0.0028125 / 4);
  });

  test('never spend more than the budget, and each has an id of its own that does not depend on the others', () => {
    fc.assert(
      fc.property(fc.nat(200), (count) => {
        const names = Array.from({ length: count }, (_, i) => `U${i}`);
        const all = hypotheses(names);
        expect(all.reduce((sum, { budget }) => sum + budget, 0)).toBeLessThanOrEqual(0.75);
        expect(new Set(all.map(({ pattern_id }) => pattern_id)).size).toBe(all.length);
        expect(hypotheses(names.slice(0, -1))).toEqual(all.slice(0, count === 0 ? undefined : -2));
      }),
      { numRuns: 20 },
    );
  });
});
