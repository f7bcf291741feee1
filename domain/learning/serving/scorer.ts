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
  /**
   * The logit of the features in the specification's order, before it is calibrated; of a model that chooses among
   * actions that of following beside skipping.
   */
  logit(values: Float64Array, groups: ScoredGroups): number;
  /** P(following pays). */
  pWin(values: Float64Array, groups: ScoredGroups): number;
  /** The chance of each output, into `into`; of a model that chooses among actions. */
  actions(values: Float64Array, into: Float64Array): void;
}

/** A layer as it is gone through. */
interface Unrolled {
  inputs: number;
  units: number;
  activation: Layer['activation'];
  /** Four units at a time, input by input; then, unit by unit, those that are left over. */
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
  const [follow, skip] = (['follow', 'skip'] as const).map((action) => model.outputs.indexOf(action)) as [
    number,
    number,
  ];
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
    const outputs = forward(values);
    let z = follow < 0 ? (outputs[0] as number) : (outputs[follow] as number) - (outputs[skip] as number);
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

/** The kernel with the weights in the order in which they are gone through. */
function unrolled({ units, activation, kernel, bias }: Layer, weights: Float32Array): Unrolled {
  const [inputs] = kernel.shape;
  const turned = new Float64Array(inputs * units);
  const inFours = units - (units % 4);
  for (let i = 0; i < inputs; i++)
    for (let j = 0; j < units; j++) {
      const at = j < inFours ? (j - (j % 4)) * inputs + 4 * i + (j % 4) : j * inputs + i;
      turned[at] = weights[kernel.offset + i * units + j] as number;
    }
  return {
    ...{ inputs, units, activation, kernel: turned },
    bias: Float64Array.from(weights.subarray(bias.offset, bias.offset + units)),
    output: new Float64Array(units),
  };
}

function posteriorOf(offset: number, weights: Float32Array, side: number): Float64Array {
  return Float64Array.from(weights.subarray(offset, offset + side * side));
}

/** Four sums at a time, which share inputs and do not wait for each other. A softmax is left to {@link softmax}. */
function run(layer: Unrolled, input: Float64Array): void {
  const { inputs, units, activation, kernel, bias, output } = layer;
  const isRelu = activation === 'relu';
  const inFours = units - (units % 4);
  let at = 0;
  for (let unit = 0; unit < inFours; unit += 4) {
    let s0 = bias[unit] as number;
    let s1 = bias[unit + 1] as number;
    let s2 = bias[unit + 2] as number;
    let s3 = bias[unit + 3] as number;
    for (let i = 0; i < inputs; i++, at += 4) {
      const x = input[i] as number;
      s0 += (kernel[at] as number) * x;
      s1 += (kernel[at + 1] as number) * x;
      s2 += (kernel[at + 2] as number) * x;
      s3 += (kernel[at + 3] as number) * x;
    }
    output[unit] = isRelu && s0 < 0 ? 0 : s0;
    output[unit + 1] = isRelu && s1 < 0 ? 0 : s1;
    output[unit + 2] = isRelu && s2 < 0 ? 0 : s2;
    output[unit + 3] = isRelu && s3 < 0 ? 0 : s3;
  }
  for (let unit = inFours; unit < units; unit++) {
    const z = single(layer, unit, input);
    output[unit] = isRelu && z < 0 ? 0 : z;
  }
}

/** The sum of one unit, in four accumulators for the same reason. */
function single({ inputs, kernel, bias }: Unrolled, unit: number, input: Float64Array): number {
  const at = unit * inputs;
  const whole = inputs - (inputs % 4);
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
  return s0 + s1 + (s2 + s3);
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
