import { hash } from 'node:crypto';
import { learningJson } from '../../algorithm/canonical-json.js';
import { modelIdOf, type Manifest, type ModelOrigin } from './manifest.js';
import { P_WIN, type Adjust, type Layer, type ModelFile } from './model-file.js';

/** A layer with its weights: `kernel` has a row for each input, one after the other. */
export interface TrainedLayer {
  units: number;
  activation: Layer['activation'];
  kernel: ArrayLike<number>;
  bias: ArrayLike<number>;
}

/** A model as training gives it. */
export interface TrainedModel {
  spec_id: string;
  inputs: readonly string[];
  standardise: { mean: ArrayLike<number>; scale: ArrayLike<number> };
  layers: readonly TrainedLayer[];
  adjust: readonly Adjust[];
  /** Row by row, over the inputs and a last constant. */
  posterior: ArrayLike<number> | null;
  calibration: { a: number; b: number } | null;
  /** Of a model that chooses among actions; null where it gives the chance that following pays. */
  actions: readonly string[] | null;
}

/** The files of a model by name, and its id. */
export interface Artifact {
  model_id: string;
  manifest: Manifest;
  files: ReadonlyMap<string, Uint8Array>;
}

export const [MODEL_FILE, WEIGHTS_FILE, CARD_FILE, MANIFEST_FILE] = [
  ...(['model.json', 'weights.bin', 'card.md', 'manifest.json'] as const),
];

/**
 * The files of a model: the same model gives the same bytes, on every machine. `others` are texts that belong to it,
 * by the names of their files.
 */
export function artifactOf(
  trained: TrainedModel,
  origin: ModelOrigin,
  others: ReadonlyMap<string, string>,
): Artifact {
  const { model, weights } = placed(trained, origin.kind);
  const files = new Map<string, Uint8Array>([
    [MODEL_FILE, bytesOf(learningJson(model))],
    [WEIGHTS_FILE, floatBytes(weights)],
    ...[...others].map(([path, text]) => [path, bytesOf(text)] as const),
  ]);
  const manifest: Manifest = {
    contract: 1,
    model_id: modelIdOf(origin),
    ...{ kind: origin.kind, lineage: origin.lineage, parent: origin.parent, inputs: origin.inputs },
    files: [...files].map(([path, bytes]) => ({
      ...{ path, bytes: bytes.length, sha256: hash('sha256', bytes, 'hex') },
    })),
  };
  files.set(MANIFEST_FILE, bytesOf(learningJson(manifest)));
  return { model_id: manifest.model_id, manifest, files };
}

/** The model with each part's place among its weights. */
export function placed(
  { inputs, standardise, layers, posterior, actions, ...trained }: TrainedModel,
  kind: ModelFile['kind'],
): { model: ModelFile; weights: Float32Array } {
  const weights: number[] = [];
  const place = (values: ArrayLike<number>) => {
    const offset = weights.length;
    for (let i = 0; i < values.length; i++) weights.push(values[i] as number);
    return offset;
  };
  let width = inputs.length;
  const placedLayers = layers.map(({ units, activation, kernel, bias }): Layer => {
    const layer: Layer = {
      ...{ units, activation },
      kernel: { offset: place(kernel), shape: [width, units] },
      bias: { offset: place(bias), shape: [units] },
    };
    width = units;
    return layer;
  });
  const side = inputs.length + 1;
  return {
    model: {
      contract: 1,
      kind,
      spec_id: trained.spec_id,
      inputs: [...inputs],
      standardise: { mean: Array.from(standardise.mean), scale: Array.from(standardise.scale) },
      layers: placedLayers,
      adjust: [...trained.adjust],
      posterior: posterior === null ? null : { offset: place(posterior), shape: [side, side] },
      calibration: trained.calibration,
      outputs: actions === null ? [P_WIN] : [...actions],
    },
    weights: Float32Array.from(weights),
  };
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Little-endian, whatever the machine is. */
function floatBytes(values: Float32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => bytes.setFloat32(4 * i, value, true));
  return new Uint8Array(bytes.buffer);
}

/** The weights that such bytes are; undefined for a length that is none of whole numbers. */
export function weightsIn(bytes: Uint8Array): Float32Array | undefined {
  if (bytes.length % 4 !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
