import { describe, expect, test } from '@jest/globals';
import { sigmoid } from '../baselines/ridge-logistic.js';
import { calibrationZ, expectedError, expectedErrorOfPerfect } from './calibration.js';
import { leakBound } from './leak-screen.js';
import type { Scored } from './scored.js';
import { aucOf, scoresOf } from './scores.js';
import { groupMeans, shrunkMeans, shrunkToZero } from './shrunk-means.js';

const rowsOf = (chances: readonly number[], labels: readonly number[]): Scored[] =>
  chances.map((p, i) => ({ scenario_id: `s${String(i).padStart(6, '0')}`, p, label: labels[i] as 0 | 1 }));

const ROWS = rowsOf([0.2, 0.7, 0.9, 0.6, 0.7, 0.1, 0.5, 0.7], [0, 1, 1, 0, 0, 0, 1, 1]);

describe('scoresOf(rows)', () => {
  test('gives what numpy and scipy give (mannwhitneyu for the AUC)', () => {
    const { scored, log_loss, brier, accuracy, auc } = scoresOf(ROWS);
    expect([scored, accuracy, auc]).toEqual([8, 0.625, 0.8125]);
    expect(log_loss).toBeCloseTo(0.49507814840842046, 12);
    expect(brier).toBeCloseTo(0.1675, 12);
  });

  test('has no AUC where all labels are one, and nothing where nothing was scored', () => {
    expect(aucOf(rowsOf([0.2, 0.7], [1, 1]))).toBeNull();
    expect(scoresOf([])).toMatchObject({ scored: 0, log_loss: null, auc: null, ece: null });
  });

  test('takes no surprise for one without end', () => {
    expect(scoresOf(rowsOf([1], [0])).log_loss).toBeCloseTo(-Math.log(1e-6), 6);
  });
});

describe('the expected calibration error', () => {
  test('is the mean distance of chances from frequencies in ten bins of equal count', () => {
    // In each bin of two one label of 1: .1 off in all.
    const rows = rowsOf(
      new Array<number>(20).fill(0.6),
      [...Array(10).keys()].flatMap(() => [0, 1]),
    );
    expect(expectedError(rows)).toBeCloseTo(0.1, 12);
    const bins = rowsOf(
      [...Array(10).keys()].map((i) => i / 10),
      [0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
    );
    expect(expectedError(bins)).toBeCloseTo(0.25, 12);
  });

  // By numpy, two thousand samples of chances whose logit has the standard deviation .84.
  test.each([
    [200, 0.118],
    [2000, 0.037],
    [5000, 0.024],
  ])('of a perfect model of %i chances stays below %f in 95 of 100 samples', (count, limit) => {
    const quantile = (u: number) => Math.log(u / (1 - u)) / 1.702;
    const chances = [...Array(count).keys()].map((i) => sigmoid(0.84 * quantile((i + 0.5) / count)));
    const rows = rowsOf(chances, new Array<number>(count).fill(0));
    const error = expectedErrorOfPerfect(rows);
    expect(Math.abs(error / limit - 1)).toBeLessThan(0.08);
    expect(expectedErrorOfPerfect([...rows].reverse())).toBe(error);
  });
});

describe('calibrationZ(rows)', () => {
  test('gives Spiegelhalter’s z and that of the mean', () => {
    const { z, mean } = calibrationZ(rowsOf([0.2, 0.7, 0.9, 0.6], [0, 1, 1, 0]));
    expect(z).toBeCloseTo(-0.5025189, 7);
    expect(mean).toBeCloseTo(-0.4780914, 7);
  });

  test('is 0 where there is no error to expect', () => {
    expect(calibrationZ(rowsOf([0.5, 0.5], [1, 1])).z).toBe(0);
    expect(calibrationZ(rowsOf([1, 1], [1, 0]))).toEqual({ z: 0, mean: 0 });
  });
});

describe('leakBound(values, labels)', () => {
  const won = [...Array(25).keys()].map((i) => Number((Math.sin(i * 1.3) + 1.2).toFixed(6)));
  const lost = [...Array(30).keys()].map((i) => Number(Math.cos(i * 0.9).toFixed(6)));
  const values = [...won, ...lost];
  const labels = [...won.map(() => 1), ...lost.map(() => 0)];

  test('is the AUC less 2.33 standard errors, as numpy has it, whichever way it leans', () => {
    expect(leakBound(values, labels)).toBeCloseTo(0.7091441676036094, 9);
    const turned = values.map((value) => -value);
    expect(leakBound(turned, labels)).toBeCloseTo(0.7091441676036094, 9);
  });

  test('is one half where all have the same value', () => {
    const same = values.map(() => 7);
    expect(leakBound(same, labels)).toBe(0.5);
  });

  test('says nothing under twenty labels of either kind', () => {
    expect(leakBound(values.slice(6), labels.slice(6))).toBeNull();
  });
});

describe('shrunkToZero(estimates)', () => {
  test('gives the worked values, and 0 of one group or of groups that luck alone separates', () => {
    const effects = [0.5, -0.2, 0.1, 0.3];
    const errors = [0.04, 0.09, 0.02, 0.16];
    const shrunk = shrunkToZero(effects.map((mean, i) => ({ mean, squaredError: errors[i] as number })));
    [0.204501, -0.0470456, 0.0580556, 0.0442484].forEach((value, i) =>
      expect(shrunk[i]).toBeCloseTo(value, 7),
    );
    expect(shrunkToZero([{ mean: 2, squaredError: 1 }])).toEqual([0]);
    expect(shrunkToZero([1, 1.1].map((mean) => ({ mean, squaredError: 1 })))).toEqual([0, 0]);
    // Beside what is known so much better nothing can be measured of the first.
    const unsure = { mean: 1e9, squaredError: 1e17 };
    expect(shrunkToZero([unsure, { mean: 2, squaredError: 4 }])).toEqual([0, 0]);
  });
});

describe('shrunkMeans(estimates)', () => {
  test('draws means to the precision-weighted one by DerSimonian and Laird', () => {
    const [effects, errors] = [
      [0.5, -0.2, 0.1, 0.3],
      [0.04, 0.09, 0.02, 0.16],
    ];
    const shrunk = shrunkMeans(effects.map((mean, i) => ({ mean, squaredError: errors[i] as number })));
    [0.3163712, 0.0977184, 0.1374523, 0.2056194].forEach((value, i) =>
      expect(shrunk[i]).toBeCloseTo(value, 7),
    );
  });

  test('draws them together where they differ no more than chance makes them; one alone stays', () => {
    expect(shrunkMeans([1, 1.1].map((mean) => ({ mean, squaredError: 1 })))).toEqual([1.05, 1.05]);
    expect(shrunkMeans([{ mean: 2, squaredError: 1 }])).toEqual([2]);
  });
});

describe('groupMeans(groups)', () => {
  test('counts what a day has in common once, and takes a group of one day for no surer than others', () => {
    const values = (...of: number[]) =>
      of.map((value, i) => ({ value, day: `2025-01-0${1 + Math.floor(i / 2)}` }));
    const [first, second] = groupMeans([{ values: values(2, 2, -2, -2) }, { values: values(2) }]);
    // Two days that are 4 off, of four results: 32 ÷ 16. Of single results it would be 16 ÷ 16.
    expect(first).toEqual({ mean: 0, squaredError: 2 });
    // The variance of all five results is 4.8.
    expect(second?.mean).toBe(2);
    expect(second?.squaredError).toBeCloseTo(4.8, 12);
  });
});
