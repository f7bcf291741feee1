import * as tf from '@tensorflow/tfjs-core';
import type { TrainingSet } from '../domain/learning/training/fitting.js';
import { seededRandom, type Random } from '../domain/number/random.js';
import { adamState, adamStep, type AdamState } from './adam.js';
import { placesOf, sizeOf, startingParameters, type Place, type Widths } from './network.js';

export interface NetworkConfig {
  /** Units of each hidden layer. */
  hidden: readonly number[];
  epochs: number;
  batch: number;
  learning_rate: number;
  weight_decay: number;
}

/** A fit between two epochs: all that it takes to go on with the same bits. */
export interface FitState extends AdamState {
  /** How many are done. */
  epoch: number;
  parameters: Float32Array;
}

/** Inputs that are standardised already, with what is to be predicted and how much each row counts. */
export interface NetworkSet extends Pick<TrainingSet, 'targets' | 'counts'> {
  inputs: readonly Float64Array[];
}

/**
 * Fits a network with one output, the logit of P(target is 1), by Adam on the log loss. The order of rows of each epoch
 * is drawn from the seed and the epoch's number, so that position and seed are the generator's state. `after` hears
 * each epoch and may stop it by throwing; `from` is where to go on.
 */
export async function fitNetwork(
  set: NetworkSet,
  config: NetworkConfig,
  { seed, from, after }: { seed: number; from: FitState | null; after: (state: FitState) => Promise<void> },
): Promise<{ widths: Widths; parameters: Float32Array }> {
  const widths = [set.inputs[0]?.length ?? 0, ...config.hidden, 1];
  const state = from ?? {
    ...{ epoch: 0, ...adamState(sizeOf(widths)) },
    parameters: startingParameters(widths, seededRandom(seed)),
  };
  const decays = decaying(widths);
  while (state.epoch < config.epochs) {
    const order = shuffled(set.inputs.length, seededRandom(seed + state.epoch + 1));
    for (let start = 0; start < order.length; start += config.batch) {
      const rows = order.subarray(start, start + config.batch);
      const gradient = gradientOf(widths, state.parameters, set, rows);
      const { learning_rate: rate, weight_decay: decay } = config;
      adamStep(state.parameters, gradient, state, { rate, decay, decays });
    }
    state.epoch++;
    await after(state);
  }
  return { widths, parameters: state.parameters };
}

/** Biases are not drawn to 0. */
function decaying(widths: Widths): Uint8Array {
  const decays = new Uint8Array(sizeOf(widths));
  for (const { inputs, units, kernel } of placesOf(widths)) decays.fill(1, kernel, kernel + inputs * units);
  return decays;
}

interface Batch {
  rows: number;
  inputs: Float32Array;
  targets: Float32Array;
  counts: Float32Array;
}

function batchOf({ inputs, targets, counts }: NetworkSet, rows: Uint32Array): Batch {
  const width = inputs[0]?.length ?? 0;
  const batch = {
    rows: rows.length,
    inputs: new Float32Array(rows.length * width),
    targets: new Float32Array(rows.length),
    counts: new Float32Array(rows.length),
  };
  rows.forEach((row, i) => {
    batch.inputs.set(inputs[row] as Float64Array, i * width);
    batch.targets[i] = targets[row] as number;
    batch.counts[i] = counts[row] as number;
  });
  return batch;
}

/**
 * The slope of the mean log loss of some rows by each parameter, as they stand: forwards, then backwards layer by
 * layer. Written out, since the gradients of the library come only with all of it.
 */
export function gradientOf(
  widths: Widths,
  parameters: Float32Array,
  set: NetworkSet,
  chosen: Uint32Array,
): Float32Array {
  const batch = batchOf(set, chosen);
  const gradient = new Float32Array(parameters.length);
  const places = placesOf(widths);
  tf.tidy(() => {
    const kernels = places.map(({ inputs, units, kernel, bias }) =>
      tf.tensor2d(parameters.subarray(kernel, bias), [inputs, units]),
    );
    const reached = [tf.tensor2d(batch.inputs, [batch.rows, widths[0] as number])];
    for (const [i, { units, bias }] of places.entries()) {
      const own = tf.tensor1d(parameters.subarray(bias, bias + units));
      const sum = tf.add<tf.Tensor2D>(tf.matMul(reached[i] as tf.Tensor2D, kernels[i] as tf.Tensor2D), own);
      reached.push(i === places.length - 1 ? tf.sigmoid(sum) : tf.relu(sum));
    }
    // Of the log loss by the logit: what was said less what came, each row as often as it counts.
    const column = (values: Float32Array) => tf.tensor2d(values, [batch.rows, 1]);
    const off = tf.sub<tf.Tensor2D>(reached.at(-1) as tf.Tensor2D, column(batch.targets));
    let slope = tf.mul<tf.Tensor2D>(off, column(batch.counts.map((count) => count / batch.rows)));
    for (let i = places.length - 1; i >= 0; i--) {
      const { kernel, bias } = places[i] as Place;
      const input = reached[i] as tf.Tensor2D;
      gradient.set(tf.matMul(input, slope, true).dataSync<'float32'>(), kernel);
      gradient.set(tf.sum(slope, 0).dataSync<'float32'>(), bias);
      if (i > 0) slope = tf.mul(tf.matMul(slope, kernels[i] as tf.Tensor2D, false, true), tf.step(input));
    }
  });
  return gradient;
}

/** Fisher and Yates. */
function shuffled(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}
