import { z } from 'zod';
import { MODEL_KINDS } from './manifest.js';

const offset = z.int().min(0);
const size = z.int().min(0).max(100_000);

const layerSchema = z.strictObject({
  units: size,
  activation: z.enum(['linear', 'relu', 'softmax']),
  kernel: z.strictObject({ offset, shape: z.tuple([size, size]) }),
  bias: z.strictObject({ offset, shape: z.tuple([size]) }),
});

/** What is added to the logit by what the decision is about. */
const adjustSchema = z.strictObject({
  by: z.enum(['underlying', 'session_hour', 'account']),
  values: z.record(z.string(), z.number()),
});

const modelSchema = z.strictObject({
  contract: z.literal(1),
  kind: z.enum(MODEL_KINDS),
  spec_id: z.string(),
  /** Names of features, in the order of the first layer's inputs. */
  inputs: z.array(z.string()),
  standardise: z.strictObject({ mean: z.array(z.number()), scale: z.array(z.number()) }),
  layers: z.array(layerSchema).min(1),
  adjust: z.array(adjustSchema),
  /** The covariance of the weights and the intercept, over which the chance is integrated. */
  posterior: z.strictObject({ offset, shape: z.tuple([size, size]) }).nullable(),
  calibration: z.strictObject({ a: z.number(), b: z.number() }).nullable(),
  outputs: z.array(z.string()).min(1),
});

/** How a model is scored, with the places of its weights in `weights.bin`: `model.json`. */
export type ModelFile = z.infer<typeof modelSchema>;
export type Layer = ModelFile['layers'][number];
export type Adjust = ModelFile['adjust'][number];

/** The one output of a model that gives the chance that following pays. */
export const P_WIN = 'p_win';

/**
 * Whether a model gives the chance that following pays: as its one output, or by how far it would rather follow,
 * scaled. The behaviour clone that is made beside other models says only what the human will do.
 */
export function givesChance({ outputs, calibration }: Pick<ModelFile, 'outputs' | 'calibration'>): boolean {
  return outputs.includes(P_WIN) || calibration !== null;
}

/** The model that a text is, whose parts fit each other and so many weights; undefined for any other. */
export function parseModelFile(text: string, weights: number): ModelFile | undefined {
  const { data } = modelSchema.safeParse(jsonIn(text));
  return data !== undefined && fits(data, weights) ? data : undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fits({ inputs, standardise, layers, posterior, outputs }: ModelFile, weights: number): boolean {
  const { mean, scale } = standardise;
  if (mean.length !== inputs.length || scale.length !== inputs.length) return false;
  let width = inputs.length;
  for (const { units, kernel, bias } of layers) {
    const [rows, columns] = kernel.shape;
    if (rows !== width || columns !== units || bias.shape[0] !== units) return false;
    if (kernel.offset + rows * columns > weights || bias.offset + units > weights) return false;
    width = units;
  }
  if (width !== outputs.length) return false;
  if (posterior === null) return true;
  const side = inputs.length + 1;
  return posterior.shape.every((length) => length === side) && posterior.offset + side * side <= weights;
}
