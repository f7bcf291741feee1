import { describe, expect, test } from '@jest/globals';
import type { Cost } from '../evidence/cost-sequence.js';
import type { Divergence } from '../evidence/divergence-guard.js';
import { levelChange } from '../evidence/interrupted-series.js';
import { validationOf, type Watched } from './validation.js';

const weeks = (length: number, diverged: number, decisions: number): Divergence[] =>
  Array.from({ length }, () => ({ diverged, decisions }));
const cost = (low: number, high: number, status: Cost['status'] = 'unknown'): Cost =>
  ({ mean: (low + high) / 2, judgedWeeks: 8, status, low, high }) as Cost;
const watched: Watched = {
  before: weeks(10, 5, 10),
  after: weeks(6, 2, 10),
  heldOut: [],
  cost: null,
  as_of: '2026-W10',
};

describe('validationOf(watched)', () => {
  test('by the course of weeks gives the shares around the change, and the interval of their difference', () => {
    const validation = validationOf(watched);
    const change = levelChange(watched.before, watched.after);
    expect(validation).toMatchObject({ weeks: 6, design: 'interrupted_series', as_of: '2026-W10' });
    expect(validation.divergence_before).toBeCloseTo(0.5, 3);
    expect(validation.divergence_after).toBeCloseTo(0.2, 3);
    expect(validation.difference).toBeCloseTo(-0.3, 3);
    expect(validation.low).toBeCloseTo(1 / (1 + Math.exp(-(change?.low ?? 0))) - 0.5, 3);
    expect(validation.low).toBeLessThan(-0.3);
    expect(validation.high).toBeGreaterThan(-0.3);
  });

  test('proposes to keep what lies below, to roll back what lies above, else more time', () => {
    const proposal = (more: Partial<Watched>) => validationOf({ ...watched, ...more }).proposal;
    expect(proposal({})).toBe('keep');
    expect(proposal({ after: weeks(6, 8, 10) })).toBe('roll_back');
    expect(proposal({ after: weeks(6, 5, 10) })).toBe('insufficient');
    expect(proposal({ after: weeks(5, 2, 10) })).toBe('insufficient');
    expect(proposal({ cost: cost(-0.4, -0.01, 'costly') })).toBe('insufficient');
    expect(proposal({ cost: cost(-0.4, -0.16, 'costly') })).toBe('roll_back');
    expect(proposal({ cost: cost(-0.4, 0.2) })).toBe('keep');
  });

  test('by what was held out where that is twenty decisions, whatever the weeks before', () => {
    const holdout: Partial<Watched> = { heldOut: weeks(10, 3, 4), after: weeks(10, 3, 12) };
    const validation = validationOf({ ...watched, ...holdout });
    expect(validation).toMatchObject({
      design: 'holdout',
      divergence_before: 0.75,
      divergence_after: 0.25,
      difference: -0.5,
      proposal: 'keep',
    });
    expect(validation.low).toBeLessThan(-0.5);
    expect(validation.high).toBeLessThan(0);
    const worse = { heldOut: weeks(10, 1, 4), after: weeks(10, 9, 12) };
    expect(validationOf({ ...watched, ...worse }).proposal).toBe('roll_back');
    const few = validationOf({ ...watched, heldOut: weeks(6, 3, 3) });
    expect(few.design).toBe('interrupted_series');
    expect(validationOf({ ...watched, heldOut: weeks(6, 3, 4), after: [] })).toMatchObject({
      divergence_before: null,
      proposal: 'insufficient',
    });
  });
});
