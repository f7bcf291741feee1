import { describe, expect, test } from '@jest/globals';
import { recalibration } from './platt.js';

const LOGITS = [-1, -0.5, 0, 0.5, 1, 1.5];

describe('recalibration(logits, labels)', () => {
  test('comes to what scipy finds', () => {
    const { a, b } = recalibration(LOGITS, [0, 1, 0, 1, 0, 1]);
    expect(a).toBeCloseTo(0.8679956, 6);
    expect(b).toBeCloseTo(-0.2153701, 6);
  });

  test('has an answer where all labels are one, and before there are any', () => {
    const { a, b } = recalibration(LOGITS, [1, 1, 1, 1, 1, 1]);
    expect(a).toBeCloseTo(0.9817806, 6);
    expect(b).toBeCloseTo(4.881373, 6);
    expect(recalibration([], [])).toEqual({ a: 1, b: 0 });
  });

  test('takes a model that leans the wrong way for one that knows nothing', () => {
    const wrong = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 2 : -2));
    const { a } = recalibration(
      wrong,
      wrong.map((z) => (z > 0 ? 0 : 1)),
    );
    expect(a).toBe(0);
  });

  test('says the base rate of such a model, however far its logits lie from 0', () => {
    const logits = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 1 : 2));
    const labels = logits.map((z, i): 0 | 1 => (z === 2 && i % 10 > 4 ? 0 : 1));
    const { a, b } = recalibration(logits, labels);
    expect(a).toBe(0);
    expect(1 / (1 + Math.exp(-b))).toBeCloseTo(0.7, 3);
  });
});
