import { InvalidInput, NotFound } from '../domain/errors.js';
import { givesChance } from '../domain/learning/artifact/model-file.js';
import { BASELINES } from '../domain/learning/baselines/walk-forward.js';
import { modelValue } from '../domain/learning/off-policy/model-value.js';
import { knownAt } from '../domain/learning/features/known-times.js';
import { servingAfter } from '../domain/learning/models/registry.js';
import { valuedScenarios } from '../store/derived/valued-scenarios.js';
import type { Home } from '../store/home/home.js';
import { readModel, type StoredModel } from '../store/home/model-folders.js';
import { readRegistry } from '../store/home/model-registry.js';
import { keepTrial } from '../store/home/trials-log.js';
import type { Store } from '../store/open-store.js';
import { keepEvaluation } from './kept-judgements.js';
import { gatePolicy } from './learning-files.js';
import { modelNamed } from './listed-models.js';
import { judgeNow } from './model-evaluations.js';
import { lastDay } from './retrain.js';
import type { EvaluateInput, EvaluateReport } from './learning-reports.js';

/**
 * What the gate says of a model now, beside the champion or whatever is named, and what its policy would have made;
 * without a name of the shadow, else of the champion. The judgement is kept. Throws NotFound, Ambiguous, ModelBroken,
 * and InvalidInput for a model that gives no chance that following pays, or that is compared with itself.
 */
export async function evaluateNow(
  store: Pick<Store, 'warehouse' | 'home' | 'journal'>,
  { model, incumbent }: EvaluateInput,
): Promise<EvaluateReport> {
  const { home, warehouse } = store;
  const policy = await gatePolicy(home);
  const lines = await readRegistry(home);
  const { shadow, champion } = servingAfter(lines);
  const named = model ?? shadow?.model_id ?? champion?.model_id;
  if (named === undefined) throw new NotFound('no model yet: "learn update" or "learn retrain" makes one');
  const asOf = await lastDay(warehouse);
  if (asOf === null) throw new NotFound('nothing is imported: import advice and trades first');
  const beside =
    incumbent === null || Object.hasOwn(BASELINES, incumbent)
      ? incumbent
      : await modelNamed(home, lines, incumbent);
  const stored = await chanceModel(home, await modelNamed(home, lines, named));
  if (beside === stored.manifest.model_id)
    throw new InvalidInput(`${beside} would be compared with itself: name another model`);
  if (beside !== null && !Object.hasOwn(BASELINES, beside)) await chanceModel(home, beside);
  const { evaluation, trial } = await judgeNow(store, stored, { policy, asOf, incumbent: beside });
  await keepTrial(home, trial);
  await keepEvaluation(store, evaluation);
  const { lineage, inputs } = stored.manifest;
  const scenarios = await valuedScenarios(warehouse, {
    ...{ lineage, spec_id: inputs.spec_id, end: knownAt(asOf) },
  });
  return { evaluation, value: modelValue(scenarios) };
}

/** A model that gives the chance that following pays: what is judged starts an evidence, which costs the next one. */
async function chanceModel(home: Home, model_id: string): Promise<StoredModel> {
  const stored = await readModel(home, model_id);
  if (!givesChance(stored.model))
    throw new InvalidInput(
      `${model_id} says what you will do, not whether following pays: name another model`,
    );
  return stored;
}
