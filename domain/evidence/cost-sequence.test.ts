import { describe, expect, test } from '@jest/globals';
import { costOf, halfWidth } from './cost-sequence.js';

describe('halfWidth(variance, weeks)', () => {
  test.each([
    [6, 0.3058076],
    [13, 0.1729635],
    [26, 0.1161138],
  ])('of .04 after %i weeks', (weeks, half) => {
    expect(halfWidth(0.04, weeks)).toBeCloseTo(half, 7);
  });
});

describe('costOf(weeklyMeans)', () => {
  const LOSSES = [-0.3, -0.1, -0.4, -0.2, -0.35, -0.15, -0.25, -0.3];

  test('calls costly what loses surely', () => {
    const cost = costOf(LOSSES);
    expect(cost).toMatchObject({ judgedWeeks: 8, status: 'costly' });
    expect(cost?.mean).toBeCloseTo(-0.25625, 10);
    expect(cost?.low).toBeCloseTo(-0.3789291, 7);
    expect(cost?.high).toBeCloseTo(-0.1335709, 7);
  });

  test('calls affordable what surely loses no more than the tolerance, and unknown what lies between', () => {
    expect(costOf(LOSSES.map((loss) => -loss))?.status).toBe('affordable');
    expect(costOf(LOSSES.map((loss) => loss + 0.25))?.status).toBe('affordable');
    expect(costOf(LOSSES.map((loss) => loss + 0.15))?.status).toBe('unknown');
  });

  test('widens for weeks that resemble the ones before', () => {
    const alternating = [1, -1, 1, -1, 1, -1, 1, -1];
    const inRuns = [1, 1, 1, 1, -1, -1, -1, -1];
    const [one, other] = [costOf(alternating), costOf(inRuns)];
    expect(one?.high).toBeCloseTo(halfWidth(8 / 7, 8), 10);
    // Lag-1 correlation (6 − 1) ÷ 8.
    expect(other?.high).toBeCloseTo(halfWidth((8 / 7) * ((1 + 5 / 8) / (1 - 5 / 8)), 8), 10);
  });

  test('takes a correlation above .8 for .8', () => {
    const slow = Array.from({ length: 60 }, (_, i) => (i < 30 ? 1 : -1));
    expect(costOf(slow)?.high).toBeCloseTo(halfWidth((60 / 59) * 9, 60), 10);
  });

  test('says nothing before six weeks whose mean is not 0', () => {
    expect(costOf([])).toBeNull();
    expect(costOf([-1, -1, -1, -1, -1, 0])).toEqual({
      mean: -5 / 6,
      judgedWeeks: 6,
      status: 'insufficient',
      low: null,
      high: null,
    });
    expect(costOf([-1, -1, -1, -1, -1, -1])?.status).toBe('costly');
  });
});
