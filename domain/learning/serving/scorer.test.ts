import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { placed, type TrainedModel } from '../artifact/trained-model.js';
import { scorerOf, type ScoredGroups } from './scorer.js';

const NOBODY: ScoredGroups = { underlying: 'ABC', session_hour: '10', account: null };

const plain: TrainedModel = {
  spec_id: 's',
  inputs: ['a', 'b'],
  standardise: { mean: [1, 2], scale: [2, 4] },
  layers: [{ units: 1, activation: 'linear', kernel: [0.5, -1], bias: [0.25] }],
  adjust: [],
  posterior: null,
  calibration: null,
  actions: null,
};

function pWin(model: TrainedModel, values: readonly number[], groups = NOBODY): number {
  const { model: file, weights } = placed(model, 'logistic');
  return scorerOf(file, weights, ['a', 'b']).pWin(Float64Array.from(values), groups);
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

describe('scorerOf', () => {
  test('gives 1 ÷ (1 + e^−z) of the standardised features', () => {
    // x = (1, -1): z = .5 + 1 + .25.
    expect(pWin(plain, [3, -2])).toBeCloseTo(sigmoid(1.75), 12);
  });

  test('takes features by their names, wherever they stand in the specification', () => {
    const { model, weights } = placed(plain, 'logistic');
    const scorer = scorerOf(model, weights, ['b', 'c', 'a']);
    expect(scorer.pWin(Float64Array.of(-2, 99, 3), NOBODY)).toBeCloseTo(sigmoid(1.75), 12);
    expect(() => scorerOf(model, weights, ['a'])).toThrow('no feature b');
  });

  test('lets nothing below zero through a relu', () => {
    const layers: TrainedModel['layers'] = [
      { units: 2, activation: 'relu', kernel: [1, 0, 0, 1], bias: [0, 0] },
      { units: 1, activation: 'linear', kernel: [1, 10], bias: [0] },
    ];
    // x = (1, -1): hidden (1, 0).
    expect(pWin({ ...plain, layers }, [3, -2])).toBeCloseTo(sigmoid(1), 12);
  });

  test('integrates the chance over the posterior: μ = 1, v = 2 gives .6788295', () => {
    const layers = [{ units: 1, activation: 'linear' as const, kernel: [0, 0], bias: [1] }];
    const posterior = [0, 0, 0, 0, 0, 0, 0, 0, 2];
    expect(pWin({ ...plain, layers, posterior }, [0, 0])).toBeCloseTo(0.6788295, 7);
  });

  test('adds what is known of the group after that, and calibrates last', () => {
    const model: TrainedModel = {
      ...plain,
      adjust: [
        { by: 'underlying', values: { ABC: 0.5, XYZ: 9 } },
        { by: 'session_hour', values: { 10: -0.25 } },
        { by: 'account', values: { main: 7 } },
      ],
      calibration: { a: 2, b: -1 },
    };
    expect(pWin(model, [3, -2])).toBeCloseTo(sigmoid(2 * (1.75 + 0.25) - 1), 12);
    expect(pWin(model, [3, -2], { ...NOBODY, account: 'main' })).toBeCloseTo(sigmoid(2 * 9 - 1), 12);
  });

  test('gives the chances of the actions, which sum to 1 whatever the logits are', () => {
    fc.assert(
      fc.property(
        fc.tuple(
          fc.double({ min: -500, max: 500, noNaN: true }),
          fc.double({ min: -500, max: 500, noNaN: true }),
        ),
        ([a, b]) => {
          const layers = [{ units: 2, activation: 'softmax' as const, kernel: [1, 0, 0, 1], bias: [0, 0] }];
          const { model, weights } = placed({ ...plain, layers, actions: ['skip', 'follow'] }, 'clone');
          const into = new Float64Array(2);
          scorerOf(model, weights, ['a', 'b']).actions(Float64Array.of(a, b), into);
          expect((into[0] as number) + (into[1] as number)).toBeCloseTo(1, 12);
          expect(into[1]).toBeCloseTo(sigmoid((b - 2) / 4 - (a - 1) / 2), 9);
        },
      ),
    );
  });

  test('comes to what a plain loop comes to, for layers of any width', () => {
    const layer = fc.integer({ min: 1, max: 9 });
    const number = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(layer, layer, fc.infiniteStream(number), (width, hidden, numbers) => {
        const take = (n: number) => Array.from({ length: n }, () => numbers.next().value as number);
        const names = Array.from({ length: width }, (_, i) => `f${i}`);
        const model: TrainedModel = {
          ...plain,
          inputs: names,
          standardise: { mean: take(width), scale: names.map(() => 2) },
          layers: [
            { units: hidden, activation: 'relu', kernel: take(width * hidden), bias: take(hidden) },
            { units: 1, activation: 'linear', kernel: take(hidden), bias: take(1) },
          ],
        };
        const values = take(width);
        const { model: file, weights } = placed(model, 'mlp');
        const scored = scorerOf(file, weights, names).logit(Float64Array.from(values), NOBODY);
        const x = values.map((value, i) => (value - (model.standardise.mean[i] as number)) / 2);
        const [first, second] = model.layers as [
          TrainedModel['layers'][number],
          TrainedModel['layers'][number],
        ];
        const h = Array.from({ length: hidden }, (_, j) =>
          Math.max(
            0,
            x.reduce(
              (z, one, i) => z + one * Math.fround(first.kernel[i * hidden + j] as number),
              Math.fround(first.bias[j] as number),
            ),
          ),
        );
        const z = h.reduce(
          (sum, one, j) => sum + one * Math.fround(second.kernel[j] as number),
          Math.fround(second.bias[0] as number),
        );
        expect(scored).toBeCloseTo(z, 10);
      }),
      { numRuns: 50 },
    );
  });
});
