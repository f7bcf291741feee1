import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import { placed } from '../domain/learning/artifact/trained-model.js';
import { logLoss } from '../domain/learning/baselines/ridge-logistic.js';
import { scorerOf } from '../domain/learning/serving/scorer.js';
import { normal, seededRandom } from '../domain/number/random.js';
import { fitNetwork, flat, gradientOf, type FitState } from './fit-network.js';
import { layersOf, sizeOf, startingParameters } from './network.js';
import { logLossObjective } from './objective.js';
import { useBackend } from './tensors.js';

const WIDTH = 8;
const HIDDEN = [12, 6];
const config = { epochs: 12, batch: 64, learning_rate: 0.01, weight_decay: 0.01 };

function setOf(rows: number) {
  const random = seededRandom(5);
  const inputs = Array.from({ length: rows }, () =>
    Float64Array.from({ length: WIDTH }, () => normal(random)),
  );
  const chance = (x: Float64Array) => 1 / (1 + Math.exp(-2 * (x[0] as number) * (x[1] as number)));
  return {
    inputs,
    targets: inputs.map((x): 0 | 1 => (random() < chance(x) ? 1 : 0)),
    counts: inputs.map((_, i) => 0.5 + (i % 3)),
  };
}

function copied(state: FitState): FitState {
  const { first, second, parameters } = state;
  return { ...state, first: first.slice(), second: second.slice(), parameters: parameters.slice() };
}

const nothing = () => Promise.resolve();

/** Of a network with one output, the log loss of its logit. */
function jobOf({ inputs, targets, counts }: ReturnType<typeof setOf>, seed = 7) {
  const widths = [WIDTH, ...HIDDEN, 1];
  const start = startingParameters(widths, seededRandom(seed));
  return { widths, inputs, objective: logLossObjective({ targets, counts }), start };
}

beforeAll(async () => {
  await useBackend('wasm');
});

describe('fitNetwork', () => {
  const set = setOf(500);
  const fit = (from: FitState | null, after: (state: FitState) => Promise<void> = nothing) =>
    fitNetwork(jobOf(set), config, { seed: 7, from, after });

  test('gives the same bits twice, and stopped after any epoch and gone on with; of another seed others', async () => {
    const states: FitState[] = [];
    const whole = await fit(null, (state) => Promise.resolve(void states.push(copied(state))));
    expect(await fit(null)).toEqual(whole);
    for (const state of states) expect(await fit(copied(state))).toEqual(whole);
    const other = await fitNetwork(jobOf(set), config, { seed: 8, from: null, after: nothing });
    expect(other).not.toEqual(whole);
    expect(tf.memory().numTensors).toBe(0);
  });

  test('finds a product of two inputs, which no regression does', async () => {
    const job = jobOf(setOf(2_000), 1);
    const asked = { seed: 1, from: null, after: nothing };
    const parameters = await fitNetwork(job, { ...config, epochs: 40 }, asked);
    const { widths } = job;
    const { scorer } = scorerFor(widths, parameters);
    const said = (a: number, b: number) =>
      scorer.pWin(Float64Array.from([a, b, 0, 0, 0, 0, 0, 0]), {
        underlying: '',
        session_hour: null,
        account: null,
      });
    expect(said(1.5, 1.5)).toBeGreaterThan(0.8);
    expect(said(-1.5, -1.5)).toBeGreaterThan(0.8);
    expect(said(-1.5, 1.5)).toBeLessThan(0.2);
  });

  test('comes by plain JavaScript to nearly the same as by WebAssembly', async () => {
    const wasm = await fit(null);
    expect(await useBackend('cpu')).toEqual({ name: 'tfjs-cpu', version: '4.22.0' });
    const cpu = await fit(null);
    await useBackend('wasm');
    for (const [i, value] of wasm.entries()) expect(cpu[i]).toBeCloseTo(value, 3);
  });
});

test('gradientOf is the slope of the mean log loss, by finite differences', () => {
  const set = setOf(40);
  const widths = [WIDTH, 5, 1];
  const parameters = startingParameters(widths, seededRandom(3)).map((value, i) => value + 0.01 * (i % 7));
  const rows = Uint32Array.from(set.inputs, (_, i) => i);
  const { objective } = jobOf(set);
  const gradient = gradientOf({ widths, inputs: flat(set.inputs), objective }, parameters, rows);
  const loss = (at: Float32Array) => {
    const { scorer } = scorerFor(widths, at);
    const each = set.inputs.map((x, i) => {
      const z = scorer.logit(x, { underlying: '', session_hour: null, account: null });
      return (set.counts[i] as number) * logLoss(set.targets[i] === 1 ? z : -z);
    });
    return each.reduce((sum, one) => sum + one, 0) / each.length;
  };
  // Small, so that hardly any relu bends in between.
  const STEP = 2 ** -12;
  for (let i = 0; i < sizeOf(widths); i++) {
    const [above, below] = [parameters.slice(), parameters.slice()];
    above[i] = (above[i] as number) + STEP;
    below[i] = (below[i] as number) - STEP;
    expect(gradient[i]).toBeCloseTo((loss(above) - loss(below)) / (2 * STEP), 2);
  }
});

test('scorerOf says of 10,000 rows what tensors say, to a millionth', () => {
  const widths = [WIDTH, 32, 16, 1];
  const parameters = startingParameters(widths, seededRandom(9));
  const { scorer } = scorerFor(widths, parameters);
  const random = seededRandom(10);
  const rows = Array.from({ length: 10_000 }, () =>
    Float64Array.from({ length: WIDTH }, () => normal(random)),
  );
  const said = tf.tidy(() => {
    let x = tf.tensor2d(Float32Array.from(rows.flatMap((row) => [...row])), [rows.length, WIDTH]);
    for (const [i, { units, kernel, bias }] of layersOf(widths, parameters).entries()) {
      const sum: tf.Tensor2D = tf.add(
        tf.matMul(x, tf.tensor2d(Float32Array.from(kernel), [x.shape[1], units])),
        tf.tensor1d(Float32Array.from(bias)),
      );
      x = i === widths.length - 2 ? tf.sigmoid(sum) : tf.relu(sum);
    }
    return x.dataSync<'float32'>();
  });
  let farthest = 0;
  rows.forEach((row, i) => {
    const own = scorer.pWin(row, { underlying: '', session_hour: null, account: null });
    farthest = Math.max(farthest, Math.abs(own - (said[i] as number)));
  });
  expect(farthest).toBeLessThan(1e-6);
});

function scorerFor(widths: readonly number[], parameters: Float32Array) {
  const inputs = Array.from({ length: WIDTH }, (_, i) => `f${i}`);
  const { model, weights } = placed(
    {
      ...{ spec_id: '', inputs, adjust: [], posterior: null, calibration: null, actions: null },
      standardise: { mean: inputs.map(() => 0), scale: inputs.map(() => 1) },
      layers: layersOf(widths, parameters),
    },
    'mlp',
  );
  return { scorer: scorerOf(model, weights, inputs) };
}
