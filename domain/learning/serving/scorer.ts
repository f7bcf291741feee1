import type { Layer, ModelFile } from '../artifact/model-file.js';

/** What a decision is about, for what is added by underlying, hour or account. */
export interface ScoredGroups {
  underlying: string;
  /** `09` to `16`, in New York; null where only the day is known. */
  session_hour: string | null;
  account: string | null;
}

/** Scores one decision after the other without making anything new. */
export interface Scorer {
  /** The logit of the features in the specification's order, before it is calibrated. */
  logit(values: Float64Array, groups: ScoredGroups): number;
  /** P(following pays). */
  pWin(values: Float64Array, groups: ScoredGroups): number;
  /** The chance of each output, into `into`; of a model that chooses among actions. */
  actions(values: Float64Array, into: Float64Array): void;
}

/** A layer as it is gone through: the weights of each unit side by side. */
interface Unrolled {
  inputs: number;
  units: number;
  activation: Layer['activation'];
  kernel: Float64Array;
  bias: Float64Array;
  output: Float64Array;
}

/**
 * A scorer of a model, in doubles on typed arrays: x = (feature − mean) ÷ scale, the layers, for one output z
 * integrated over the posterior (MacKay, "The evidence framework applied to classification networks", 1992), what is
 * added by group, the calibration. `features` are the names of the values it will be handed; throws for an input that
 * is not among them.
 */
export function scorerOf(model: ModelFile, weights: Float32Array, features: readonly string[]): Scorer {
  const width = model.inputs.length;
  const from = Int32Array.from(model.inputs, (name) => features.indexOf(name));
  const absent = model.inputs.find((_, i) => from[i] === -1);
  if (absent !== undefined) throw new Error(`no feature ${absent}`);
  const mean = Float64Array.from(model.standardise.mean);
  const scale = Float64Array.from(model.standardise.scale);
  const layers = model.layers.map((layer) => unrolled(layer, weights));
  const last = layers.at(-1) as Unrolled;
  const covariance =
    model.posterior === null ? null : posteriorOf(model.posterior.offset, weights, width + 1);
  const added = model.adjust.map(({ by, values }) => ({ by, values: new Map(Object.entries(values)) }));
  const { a, b } = model.calibration ?? { a: 1, b: 0 };
  // With a last one, always 1.
  const x = new Float64Array(width + 1).fill(1);

  function forward(values: Float64Array): Float64Array {
    for (let i = 0; i < width; i++)
      x[i] = ((values[from[i] as number] as number) - (mean[i] as number)) / (scale[i] as number);
    let input: Float64Array = x;
    for (const layer of layers) {
      run(layer, input);
      input = layer.output;
    }
    return input;
  }

  function logit(values: Float64Array, groups: ScoredGroups): number {
    let z = forward(values)[0] as number;
    if (covariance !== null) z /= Math.sqrt(1 + (Math.PI * variance(covariance, x)) / 8);
    for (const { by, values: own } of added) {
      const key = groups[by];
      if (key !== null) z += own.get(key) ?? 0;
    }
    return z;
  }

  return {
    logit,
    pWin: (values, groups) => 1 / (1 + Math.exp(-(a * logit(values, groups) + b))),
    actions(values, into) {
      forward(values);
      softmax(last.output, into);
    },
  };
}

/** The kernel with the weights of each unit side by side, as they are gone through. */
function unrolled({ units, activation, kernel, bias }: Layer, weights: Float32Array): Unrolled {
  const [inputs] = kernel.shape;
  const turned = new Float64Array(inputs * units);
  for (let i = 0; i < inputs; i++)
    for (let j = 0; j < units; j++) turned[j * inputs + i] = weights[kernel.offset + i * units + j] as number;
  return {
    ...{ inputs, units, activation, kernel: turned },
    bias: Float64Array.from(weights.subarray(bias.offset, bias.offset + units)),
    output: new Float64Array(units),
  };
}

function posteriorOf(offset: number, weights: Float32Array, side: number): Float64Array {
  return Float64Array.from(weights.subarray(offset, offset + side * side));
}

/** Each sum in four accumulators, which do not wait for each other. A softmax is left to {@link softmax}. */
function run({ inputs, units, activation, kernel, bias, output }: Unrolled, input: Float64Array): void {
  const isRelu = activation === 'relu';
  const whole = inputs - (inputs % 4);
  for (let unit = 0; unit < units; unit++) {
    const at = unit * inputs;
    let s0 = bias[unit] as number;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let i = 0;
    for (; i < whole; i += 4) {
      s0 += (kernel[at + i] as number) * (input[i] as number);
      s1 += (kernel[at + i + 1] as number) * (input[i + 1] as number);
      s2 += (kernel[at + i + 2] as number) * (input[i + 2] as number);
      s3 += (kernel[at + i + 3] as number) * (input[i + 3] as number);
    }
    for (; i < inputs; i++) s0 += (kernel[at + i] as number) * (input[i] as number);
    const z = s0 + s1 + (s2 + s3);
    output[unit] = isRelu && z < 0 ? 0 : z;
  }
}

/** xᵀPx. */
function variance(covariance: Float64Array, x: Float64Array): number {
  const side = x.length;
  let total = 0;
  for (let i = 0; i < side; i++) {
    let row = 0;
    for (let j = 0; j < side; j++) row += (covariance[i * side + j] as number) * (x[j] as number);
    total += row * (x[i] as number);
  }
  return total;
}

function softmax(logits: Float64Array, into: Float64Array): void {
  let most = -Infinity;
  for (let i = 0; i < logits.length; i++) most = Math.max(most, logits[i] as number);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += into[i] = Math.exp((logits[i] as number) - most);
  for (let i = 0; i < logits.length; i++) into[i] = (into[i] as number) / sum;
}
