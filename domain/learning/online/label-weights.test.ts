import { describe, expect, test } from '@jest/globals';
import { advantageWeight, median, pnlWeight } from './label-weights.js';

describe('advantageWeight(advantage, medianSize)', () => {
  test('gives the worked values: what came out worse counts less, and counts', () => {
    const advantages = [-2, -0.5, 0.25, 1];
    const size = median(advantages.map(Math.abs));
    expect(size).toBe(0.75);
    const weights = advantages.map((one) => advantageWeight(one, size));
    [0.1353353, 0.5134171, 1.3956124, 3.7936679].forEach((value, i) =>
      expect(weights[i]).toBeCloseTo(value, 7),
    );
  });

  test('is 1 where no advantage has a size', () => {
    expect(advantageWeight(0, median([]))).toBe(1);
  });
});

describe('pnlWeight(reward, meanSize)', () => {
  test.each([
    [1, 2, 0.5],
    [-3, 1, 3],
    [9, 1, 4],
    [0.01, 1, 0.25],
    [0, 0, 1],
  ])('of %d where the mean is %d is %d', (reward, mean, weight) => {
    expect(pnlWeight(reward, mean)).toBe(weight);
  });
});
