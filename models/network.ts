import type { TrainedLayer } from '../domain/learning/artifact/trained-model.js';
import { normal, type Random } from '../domain/number/random.js';

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
