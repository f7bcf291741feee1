import { describe, expect, test } from '@jest/globals';
import { logisticChance, ridgeLogistic, standardisation } from './ridge-logistic.js';

/** Numbers that anybody can make again. */
const ROWS = Array.from({ length: 40 }, (_, i) =>
  Float64Array.from([0, 1, 2], (j) => Number((Math.sin(1 + i * (j + 1) * 1.7) * 3 + j).toFixed(6))),
);
const LABELS = ROWS.map((_, i) => (Math.sin(i * 2.3) + 0.5 * Math.sin(1 + i * 1.7) > 0 ? 1 : 0));

describe('ridgeLogistic(rows, labels)', () => {
  test('comes to the minimum that scipy finds (optimize.root on the gradient)', () => {
    const model = ridgeLogistic(ROWS, LABELS);
    const scipy = [0.8503761557652041, 0.5454326527261805, 0.17727512944457569];
    scipy.forEach((weight, i) => expect(model.weights[i]).toBeCloseTo(weight, 9));
    expect(model.intercept).toBeCloseTo(0.804960432887574, 9);
    expect(logisticChance(model, ROWS[5] as Float64Array)).toBeCloseTo(0.5928130566693987, 9);
  });

  test('leaves out what never varies, and finds weights where one feature says all', () => {
    const constant = ROWS.map((row) => Float64Array.of(...row, 7));
    const model = ridgeLogistic(constant, LABELS);
    expect(model.weights[3]).toBe(0);
    expect(model.weights[0]).toBeCloseTo(0.8503761557652041, 9);
    // A tenth forty times does not add up to four: what is left is no deviation.
    expect(
      standardisation(
        ROWS.map(() => Float64Array.of(0.1)),
        1,
      ).scale[0],
    ).toBe(1);
    const apart = ridgeLogistic(
      LABELS.map((label) => Float64Array.of(label)),
      LABELS,
    );
    expect(logisticChance(apart, Float64Array.of(1))).toBeGreaterThan(0.9);
    expect(Number.isFinite(apart.intercept)).toBe(true);
  });

  test('says the base rate where all labels are one, and one half before there are any', () => {
    const rows = ROWS.slice(0, 8);
    const won = ridgeLogistic(rows, [1, 1, 1, 1, 1, 1, 1, 1]);
    expect(logisticChance(won, ROWS[9] as Float64Array)).toBeCloseTo(0.9, 12);
    const lost = ridgeLogistic(rows.slice(0, 3), [0, 0, 0]);
    expect(logisticChance(lost, ROWS[9] as Float64Array)).toBeCloseTo(0.2, 12);
  });
});
