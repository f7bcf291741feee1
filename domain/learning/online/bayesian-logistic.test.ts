import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { covarianceOf, integratedLogit, learn, prior, type Posterior } from './bayesian-logistic.js';

const at = (known: Posterior, input: number[], label: 0 | 1, forgetting = 1, weight = 1) =>
  learn(known, Float64Array.from(input), { label, weight, forgetting });
/** Knows no more than that of the weights. */
const sureOf = (mean: number, variance: number): Posterior => ({
  mean: Float64Array.of(mean),
  precision: Float64Array.of(1 / variance),
  factor: Float64Array.of(Math.sqrt(1 / variance)),
});

describe('learn(posterior, input, { label, weight, forgetting })', () => {
  test('gives the worked values of one weight: two labels, then one that the first is forgotten by', () => {
    const known = prior(1);
    at(known, [1], 1);
    expect(known.mean[0]).toBeCloseTo(0.4, 12);
    expect(covarianceOf(known)[0]).toBeCloseTo(0.8, 12);
    at(known, [1], 0);
    expect(covarianceOf(known)[0]).toBeCloseTo(0.6710235, 7);
    expect(known.mean[0]).toBeCloseTo(-0.0017335, 7);
    at(known, [1], 1, 0.995);
    expect(covarianceOf(known)[0]).toBeCloseTo(0.5754371, 7);
    expect(known.mean[0]).toBeCloseTo(0.2862345, 7);
  });

  test('gives the worked values of two weights', () => {
    const known = prior(2);
    at(known, [1, 2], 1);
    [0.2222222, 0.4444444].forEach((value, i) => expect(known.mean[i]).toBeCloseTo(value, 7));
    const first = covarianceOf(known);
    [0.8888889, -0.2222222, -0.2222222, 0.5555556].forEach((value, i) =>
      expect(first[i]).toBeCloseTo(value, 7),
    );
    at(known, [1, -1], 0);
    [-0.1147025, 0.6802918].forEach((value, i) => expect(known.mean[i]).toBeCloseTo(value, 7));
    const second = covarianceOf(known);
    [0.6809958, -0.0766971, -0.0766971, 0.4536879].forEach((value, i) =>
      expect(second[i]).toBeCloseTo(value, 7),
    );
  });

  test('counts a label of weight 2 as two labels that are taken in at once', () => {
    const [once, half] = [prior(1), prior(1)];
    at(once, [1], 1, 1, 2);
    at(half, [1], 1, 1, 1);
    expect(covarianceOf(once)[0]).toBeCloseTo(1 / 1.5, 12);
    expect(once.mean[0]).toBeCloseTo(2 / 1.5 / 2, 12);
    expect(once.mean[0]).toBeGreaterThan(half.mean[0] as number);
  });

  test('never knows less than before anything was known, however much is forgotten', () => {
    const label = fc.record({
      input: fc.tuple(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
      ),
      label: fc.constantFrom(0 as const, 1 as const),
      forgetting: fc.double({ min: 0.5, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 40 }), (labels) => {
        const known = prior(3);
        for (const { input, label, forgetting } of labels) at(known, [...input, 1], label, forgetting);
        const covariance = covarianceOf(known);
        for (let i = 0; i < 3; i++) {
          expect(covariance[4 * i]).toBeLessThanOrEqual(1 + 1e-9);
          expect(covariance[4 * i]).toBeGreaterThan(0);
          for (let j = 0; j < 3; j++)
            expect(covariance[3 * i + j]).toBeCloseTo(covariance[3 * j + i] as number, 9);
        }
      }),
    );
  });
});

describe('integratedLogit(posterior, input)', () => {
  test.each([
    [1, 2, 0.6788295],
    [-1, 0.5, 0.2861284],
  ])('gives of a logit of mean %d and variance %d the chance %d', (mean, variance, chance) => {
    const z = integratedLogit(sureOf(mean, variance), Float64Array.of(1));
    expect(1 / (1 + Math.exp(-z))).toBeCloseTo(chance, 7);
  });
});
