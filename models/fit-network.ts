import * as tf from '@tensorflow/tfjs-core';
import { seededRandom, type Random } from '../domain/number/random.js';
import { adamState, adamStep, type AdamState } from './adam.js';
import { placesOf, sizeOf, type Place, type Widths } from './network.js';
import type { Objective } from './objective.js';

export interface NetworkConfig {
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

/** What is fitted to what: a network, its inputs (standardised already, row by row) and what it is to learn. */
export interface NetworkJob {
  widths: Widths;
  inputs: readonly Float64Array[];
  objective: Objective;
  /** Where it begins, … */
  start: Float32Array;
  /** … and where its weights are drawn to; without it to 0. */
  anchor?: Float32Array;
}

/**
 * Fits a network by Adam on its objective. The order of rows of each pass is drawn from the seed and the numbers of
 * epoch and pass, so that position and seed are the generator's state. `after` hears each epoch, and may
 * stop the fit by throwing; `from` is where to go on.
 */
export async function fitNetwork(
  { widths, inputs, objective, start, anchor = new Float32Array(start.length) }: NetworkJob,
  config: NetworkConfig,
  { seed, from, after }: { seed: number; from: FitState | null; after: (state: FitState) => Promise<void> },
): Promise<Float32Array> {
  const state = from ?? { epoch: 0, ...adamState(sizeOf(widths)), parameters: start.slice() };
  const { learning_rate: rate, weight_decay: decay } = config;
  const decays = decaying(widths);
  const all = flat(inputs);
  const { passes = 1 } = objective;
  while (state.epoch < config.epochs) {
    objective.beginEpoch?.(outputsOf(widths, state.parameters, all));
    for (let pass = 0; pass < passes; pass++) {
      const order = shuffled(inputs.length, seededRandom(seed + state.epoch * passes + pass + 1));
      for (let first = 0; first < order.length; first += config.batch) {
        const gradient = gradientOf(
          { widths, inputs: all, objective },
          state.parameters,
          order.subarray(first, first + config.batch),
        );
        adamStep(state.parameters, gradient, state, { rate, decay, decays, anchor });
      }
      if (objective.endsEpoch?.(outputsOf(widths, state.parameters, all))) break;
    }
    state.epoch++;
    await after(state);
  }
  return state.parameters;
}

/** Biases are not drawn to 0. */
function decaying(widths: Widths): Uint8Array {
  const decays = new Uint8Array(sizeOf(widths));
  for (const { inputs, units, kernel } of placesOf(widths)) decays.fill(1, kernel, kernel + inputs * units);
  return decays;
}

/** Rows one after the other. */
export interface FlatRows {
  rows: number;
  values: Float32Array;
}

export function flat(inputs: readonly Float64Array[]): FlatRows {
  const width = inputs[0]?.length ?? 0;
  const values = new Float32Array(inputs.length * width);
  inputs.forEach((row, i) => values.set(row, i * width));
  return { rows: inputs.length, values };
}

function chosen({ values }: FlatRows, width: number, rows: Uint32Array): FlatRows {
  const own = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++)
    for (let k = 0; k < width; k++) own[i * width + k] = values[(rows[i] as number) * width + k] as number;
  return { rows: rows.length, values: own };
}

/** What a network gives for each row, its last layer linear: row by row. */
export function outputsOf(widths: Widths, parameters: Float32Array, inputs: FlatRows): Float32Array {
  let outputs: Float32Array = new Float32Array();
  // Nothing is given out of it: whatever is, is gone through number by number in search of tensors.
  tf.tidy(() => {
    outputs = (forwards(widths, parameters, inputs).reached.at(-1) as tf.Tensor2D).dataSync<'float32'>();
  });
  return outputs;
}

/** Each layer's input, the network's output at last, and the kernels. */
function forwards(widths: Widths, parameters: Float32Array, { rows, values }: FlatRows) {
  const places = placesOf(widths);
  const kernels = places.map(({ inputs, units, kernel, bias }) =>
    tf.tensor2d(parameters.subarray(kernel, bias), [inputs, units]),
  );
  const reached = [tf.tensor2d(values, [rows, widths[0] as number])];
  for (const [i, { units, bias }] of places.entries())
    reached.push(
      tf.fused.matMul({
        ...{ a: reached[i] as tf.Tensor2D, b: kernels[i] as tf.Tensor2D },
        bias: tf.tensor1d(parameters.subarray(bias, bias + units)),
        activation: i === places.length - 1 ? 'linear' : 'relu',
      }) as tf.Tensor2D,
    );
  return { places, kernels, reached };
}

/**
 * The slope of the mean loss of some rows by each parameter, as they stand: forwards, then backwards layer by layer.
 * Written out, since the gradients of the library come only with all of it.
 */
export function gradientOf(
  { widths, inputs, objective }: Pick<NetworkJob, 'widths' | 'objective'> & { inputs: FlatRows },
  parameters: Float32Array,
  rows: Uint32Array,
): Float32Array {
  const gradient = new Float32Array(parameters.length);
  tf.tidy(() => {
    const batch = chosen(inputs, widths[0] as number, rows);
    const { places, kernels, reached } = forwards(widths, parameters, batch);
    const outputs = (reached.at(-1) as tf.Tensor2D).dataSync<'float32'>();
    const ones = tf.ones<tf.Rank.R2>([1, rows.length]);
    let slope = tf.tensor2d(objective.slope(outputs, rows), [rows.length, objective.outputs]);
    for (let i = places.length - 1; i >= 0; i--) {
      const { kernel, bias } = places[i] as Place;
      const input = reached[i] as tf.Tensor2D;
      // Turned round before the product, and sums as a product: WebAssembly does neither fast by itself.
      gradient.set(tf.matMul(tf.transpose(input), slope).dataSync<'float32'>(), kernel);
      gradient.set(tf.matMul(ones, slope).dataSync<'float32'>(), bias);
      if (i > 0) slope = tf.mul(tf.matMul(slope, tf.transpose(kernels[i] as tf.Tensor2D)), tf.step(input));
    }
  });
  return gradient;
}

/** Fisher and Yates. */
function shuffled(count: number, random: Random): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}
