import type { TrainedLayer } from '../domain/learning/artifact/trained-model.js';
import { normal, seededRandom, type Random } from '../domain/number/random.js';

/** How wide the layers are, from the inputs to the outputs. */
export type Widths = readonly number[];

/** The place of a layer among the parameters of a network, which stand in one array: its kernel, then its bias. */
export interface Place {
  inputs: number;
  units: number;
  kernel: number;
  bias: number;
}

export function placesOf(widths: Widths): Place[] {
  let at = 0;
  return widths.slice(1).map((units, i) => {
    const inputs = widths[i] as number;
    const kernel = at;
    const bias = kernel + inputs * units;
    at = bias + units;
    return { inputs, units, kernel, bias };
  });
}

export function sizeOf(widths: Widths): number {
  const last = placesOf(widths).at(-1);
  return last === undefined ? 0 : last.bias + last.units;
}

/** Kernels of variance 2 ÷ inputs, as fits a relu (He et al., "Delving deep into rectifiers", 2015); biases 0. */
export function startingParameters(widths: Widths, random: Random): Float32Array {
  const parameters = new Float32Array(sizeOf(widths));
  for (const { inputs, units, kernel } of placesOf(widths))
    for (let i = 0; i < inputs * units; i++) parameters[kernel + i] = normal(random) * Math.sqrt(2 / inputs);
  return parameters;
}

/**
 * A network whose last output says at first what a linear rule says, and the others nothing: each hidden layer has two
 * more units for each input, which hand it on, what is above 0 and what is below; of the other units nothing comes yet.
 */
export function beginningAs(
  { weights, intercept }: { weights: ArrayLike<number>; intercept: number },
  { widths, seed }: { widths: Widths; seed: number },
): { widths: Widths; start: Float32Array } {
  const width = widths[0] as number;
  const wider = widths.map((units, i) => (i === 0 || i === widths.length - 1 ? units : units + 2 * width));
  const start = startingParameters(wider, seededRandom(seed));
  const places = placesOf(wider);
  const last = places.at(-1) as Place;
  places.slice(0, -1).forEach(({ inputs, units, kernel }, layer) => {
    for (let i = 0; i < width; i++)
      for (const [at, sign] of [1, -1].entries()) {
        const unit = 2 * i + at;
        for (let input = 0; input < inputs; input++) start[kernel + input * units + unit] = 0;
        start[kernel + (layer === 0 ? i : unit) * units + unit] = layer === 0 ? sign : 1;
      }
  });
  start.fill(0, last.kernel);
  const isLinear = places.length === 1;
  for (let i = 0; i < weights.length; i++)
    for (const [at, sign] of isLinear ? [[0, 1] as const] : [[0, 1] as const, [1, -1] as const])
      start[last.kernel + (isLinear ? i : 2 * i + at) * last.units + last.units - 1] =
        sign * (weights[i] as number);
  start[last.bias + last.units - 1] = intercept;
  return { widths: wider, start };
}

/** The layers as they are stored: the hidden ones with a relu, the last one linear, or a choice among actions. */
export function layersOf(
  widths: Widths,
  parameters: Float32Array,
  last: 'linear' | 'softmax' = 'linear',
): TrainedLayer[] {
  const places = placesOf(widths);
  return places.map(({ inputs, units, kernel, bias }, i) => ({
    units,
    activation: i === places.length - 1 ? last : 'relu',
    kernel: parameters.slice(kernel, kernel + inputs * units),
    bias: parameters.slice(bias, bias + units),
  }));
}
