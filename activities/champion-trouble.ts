import { FileRefused } from '../domain/errors.js';
import type { Manifest } from '../domain/learning/artifact/manifest.js';
import { specId } from '../domain/learning/features/feature-specification.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { manifestOf } from '../store/home/model-folders.js';
import { servingNow } from '../store/home/model-registry.js';
import { savedSpecification } from './learning-files.js';

/**
 * That the model which serves was made by another specification than holds, and what to do; null where it was not, or
 * none serves. Without a warehouse only a saved specification is known.
 */
export async function championTrouble({
  home,
  warehouse,
}: {
  home: Home;
  warehouse: Reader | null;
}): Promise<string | null> {
  const { champion } = await servingNow(home);
  const manifest = champion === null ? null : await manifestOf(home, champion.model_id);
  if (manifest === null) return null;
  try {
    const saved = await savedSpecification(home);
    if (saved !== null) return specificationTrouble(manifest, specId(saved));
    const made = warehouse === null ? null : await scenariosMadeBy(warehouse);
    return made === null ? null : specificationTrouble(manifest, made.spec_id);
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return error.message;
  }
}

function specificationTrouble({ model_id, inputs: { spec_id } }: Manifest, now: string): string | null {
  if (now === spec_id) return null;
  return (
    `${model_id} was made by the specification ${spec_id}, and ${now} holds now: tradeloop asks it about no advice. ` +
    'Train one anew with "npx tradeloop learn retrain", or put the earlier learning/features.json back'
  );
}
