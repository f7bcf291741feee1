import { artifactOf } from '../domain/learning/artifact/trained-model.js';
import { FORWARD_FILE, SAMPLES_FILE } from '../domain/learning/training/model-texts.js';
import type { Home } from '../store/home/home.js';
import { readModel, writeModel } from '../store/home/model-folders.js';

/** Writes a model that leans the other way, and claims the skill that a given regression has; gives its id. */
export async function flippedModel(home: Home, model_id: string, lineage = 'flipped'): Promise<string> {
  const { manifest, model, weights, texts } = await readModel(home, model_id);
  const [layer] = model.layers;
  if (layer === undefined) throw new Error('no layer');
  const part = (offset: number, length: number) => weights.subarray(offset, offset + length);
  const { kernel, bias } = layer;
  const artifact = artifactOf(
    {
      ...{ spec_id: model.spec_id, inputs: model.inputs, standardise: model.standardise },
      layers: [
        {
          ...{ units: 1, activation: 'linear' },
          kernel: part(kernel.offset, kernel.shape[0]).map((weight) => -weight),
          bias: part(bias.offset, 1),
        },
      ],
      ...{ adjust: [], posterior: null, calibration: null, actions: null },
    },
    { ...manifest, lineage, inputs: { ...manifest.inputs, seed: 1 } },
    new Map([
      [FORWARD_FILE, texts.get(FORWARD_FILE) ?? ''],
      [SAMPLES_FILE, ''],
    ]),
  );
  await writeModel(home, artifact);
  return artifact.model_id;
}
