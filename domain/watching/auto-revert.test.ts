import { describe, expect, test } from '@jest/globals';
import type { Cost } from '../evidence/cost-sequence.js';
import { breachOf, type AutoRevert, type Since } from './auto-revert.js';

const armed: AutoRevert = { divergence: 0.4531632, cost: -0.15, weekly_loss: 500 };
const costs = (high: number): Cost => ({ mean: -0.5, judgedWeeks: 8, status: 'costly', low: -1, high });
const calm: Since = { divergence: { diverged: 10, decisions: 24 }, cost: null, worstWeekLoss: null };

describe('breachOf(armed, since)', () => {
  test('is null where nothing is breached, or nothing is armed', () => {
    expect(breachOf(armed, calm)).toBeNull();
    const wild: Since = {
      divergence: { diverged: 24, decisions: 24 },
      cost: costs(-0.4),
      worstWeekLoss: 9_000,
    };
    expect(breachOf({ divergence: null, cost: -Infinity, weekly_loss: null }, wild)).toBeNull();
  });

  test('names what was breached, the divergence first', () => {
    expect(
      breachOf(armed, { divergence: { diverged: 20, decisions: 24 }, cost: costs(-0.4), worstWeekLoss: 900 }),
    ).toBe('20 of 24 decisions on the changed advice diverge, more than 45 %');
    expect(breachOf(armed, { ...calm, cost: costs(-0.4), worstWeekLoss: 900 })).toBe(
      'the new advice loses at least 0.40 % of the price a decision beside the old',
    );
    expect(breachOf(armed, { ...calm, cost: costs(-0.15), worstWeekLoss: 900.5 })).toBe(
      'a week lost 900.50 USD beside the old advice, more than 500.00',
    );
    expect(breachOf(armed, { ...calm, cost: costs(-0.15), worstWeekLoss: 500 })).toBeNull();
  });
});
