import { describe, expect, test } from '@jest/globals';
import { effectiveRows, policyEstimates, type Estimates, type WeightedRows } from './estimates.js';

const ROWS: WeightedRows = {
  weight: Float64Array.of(2, 0.5, 0, 4),
  reward: Float64Array.of(1, 0, 1, 0.5),
  expected: Float64Array.of(0.6, 0.2, 0.9, 0.4),
  value: Float64Array.of(0.7, 0.3, 0.5, 0.5),
};

describe('policyEstimates(rows)', () => {
  test.each<[keyof Estimates, number, number]>([
    ['ips', 1, 0.5773503],
    ['snips', 8 / 13, 0.1684746],
    ['dm', 0.5, 0.0816497],
    ['dr', 0.775, 0.2809953],
    ['switch_dr', 0.675, 0.2839454],
    ['naive', 0.625, 0.2393568],
  ])('gives %s as it is by hand: %f with the error %f', (name, value, se) => {
    const estimate = policyEstimates(ROWS)[name];
    expect(estimate.value).toBeCloseTo(value, 9);
    expect(estimate.se).toBeCloseTo(se, 6);
    expect(estimate.low).toBeCloseTo(value - 1.96 * se, 6);
    expect(estimate.high).toBeCloseTo(value + 1.96 * se, 6);
  });

  test('has no snips without any weight, and no error of one row', () => {
    const none = { value: null, se: null, low: null, high: null };
    const first = (of: Float64Array) => of.slice(0, 1);
    const { weight, reward, expected, value } = ROWS;
    const one = {
      weight: first(weight),
      reward: first(reward),
      expected: first(expected),
      value: first(value),
    };
    expect(policyEstimates({ ...one, weight: Float64Array.of(0) }).snips).toEqual(none);
    expect(policyEstimates(one).ips).toEqual({ ...none, value: 2 });
  });
});

test('effectiveRows(weights) of the worked weights is 2.086', () => {
  expect(effectiveRows(ROWS.weight)).toBeCloseTo(2.0864198, 7);
  expect(effectiveRows(Float64Array.of(0, 0))).toBe(0);
});
