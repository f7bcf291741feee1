import * as tf from '@tensorflow/tfjs-core';
import { placed } from '../domain/learning/artifact/trained-model.js';
import { scorerOf } from '../domain/learning/serving/scorer.js';
import { normal, seededRandom } from '../domain/number/random.js';
import { layersOf, startingParameters } from '../models/network.js';
import { useBackend } from '../models/tensors.js';
import { onnxScorer } from './onnx-scorer.js';
import { peakMegabytes } from './peak-megabytes.js';

const WIDTHS = [32, 64, 64, 1];
const ROWS = 2_000;
const ROUNDS = 5;
/** Rows after which what a run allocates is told. */
const MANY = 200_000;

/** One row after the other through 32-64-64-1: ours beside tfjs and, where it is installed, onnxruntime-node. */
export async function benchScoring(): Promise<string> {
  await useBackend('wasm');
  const random = seededRandom(1);
  const parameters = startingParameters(WIDTHS, random);
  const inputs = Array.from({ length: WIDTHS[0] as number }, (_, i) => `f${i}`);
  const rows = Array.from({ length: ROWS }, () => Float64Array.from(inputs, () => normal(random)));
  const { model, weights } = placed(
    {
      ...{ spec_id: '', inputs, adjust: [], posterior: null, calibration: null, actions: null },
      standardise: { mean: inputs.map(() => 0), scale: inputs.map(() => 1) },
      layers: layersOf(WIDTHS, parameters),
    },
    'mlp',
  );
  const scorer = scorerOf(model, weights, inputs);
  const groups = { underlying: 'ABC', session_hour: '10', account: 'main' };
  const ours = (row: Float64Array) => scorer.pWin(row, groups);
  const theirs = tensorScorer(parameters);
  const onnx = await onnxScorer(layersOf(WIDTHS, parameters));
  if (onnx !== null && Math.abs((await onnx(rows[0] as Float64Array)) - ours(rows[0] as Float64Array)) > 1e-5)
    throw new Error('onnxruntime-node says another chance');
  const times: Record<'ours' | 'tfjs' | 'onnx', number[]> = { ours: [], tfjs: [], onnx: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    const measured = {
      ours: microseconds(rows, ours),
      tfjs: microseconds(rows, theirs),
      onnx: onnx === null ? [] : await microsecondsAwaited(rows, onnx),
    };
    if (round > 0) for (const name of ['ours', 'tfjs', 'onnx'] as const) times[name].push(...measured[name]);
  }
  const at = (share: number, own: number[]) =>
    own.sort((a, b) => a - b)[Math.floor(share * own.length)] ?? NaN;
  const line = (name: keyof typeof times, label: string) => {
    const [median, late] = [at(0.5, times[name]), at(0.99, times[name])];
    const ratio = median / at(0.5, times.ours);
    const ahead = name === 'ours' ? '' : `; ours is ${ratio.toFixed(1)}× ahead`;
    return `  ${label.padEnd(18)}${median.toFixed(1).padStart(8)} µs in the median, ${late.toFixed(1)} in 99 of 100${ahead}`;
  };
  return [
    `One row of 32-64-64-1 scored (aims: 10 µs in the median, 5× ahead of tfjs, nothing allocated)`,
    line('ours', 'ours'),
    line('tfjs', 'tfjs'),
    onnx === null ? '  onnxruntime-node is not installed: left out' : line('onnx', 'onnxruntime-node'),
    `  ours allocates ${bytesEach(rows, ours).toFixed(1)} bytes a row; the number that is handed back takes 16`,
    `  most memory of the whole process ${peakMegabytes().toFixed(0)} MB`,
    '',
  ].join('\n');
}

function tensorScorer(parameters: Float32Array): (row: Float64Array) => number {
  const layers = layersOf(WIDTHS, parameters).map(({ units, kernel, bias }) => ({
    kernel: tf.tensor2d(Float32Array.from(kernel), [kernel.length / units, units]),
    bias: tf.tensor1d(Float32Array.from(bias)),
  }));
  return (row) =>
    tf.tidy(() => {
      let x = tf.tensor2d(Float32Array.from(row), [1, row.length]);
      for (const [i, { kernel, bias }] of layers.entries()) {
        const sum: tf.Tensor2D = tf.add(tf.matMul(x, kernel), bias);
        x = i === layers.length - 1 ? tf.sigmoid(sum) : tf.relu(sum);
      }
      return x.dataSync<'float32'>()[0] as number;
    });
}

function microseconds(rows: readonly Float64Array[], score: (row: Float64Array) => number): number[] {
  return rows.map((row) => {
    const since = process.hrtime.bigint();
    score(row);
    return Number(process.hrtime.bigint() - since) / 1_000;
  });
}

async function microsecondsAwaited(
  rows: readonly Float64Array[],
  score: (row: Float64Array) => Promise<number>,
): Promise<number[]> {
  const times: number[] = [];
  for (const row of rows) {
    const since = process.hrtime.bigint();
    await score(row);
    times.push(Number(process.hrtime.bigint() - since) / 1_000);
  }
  return times;
}

/** By how much the heap grows while nothing is collected. */
function bytesEach(rows: readonly Float64Array[], score: (row: Float64Array) => number): number {
  let sum = 0;
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < MANY; i++) sum += score(rows[i % rows.length] as Float64Array);
  const grown = process.memoryUsage().heapUsed - before;
  return Number.isNaN(sum) ? NaN : Math.max(0, grown) / MANY;
}
