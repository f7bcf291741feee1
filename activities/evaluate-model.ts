import { NotFound } from '../domain/errors.js';
import { BASELINES } from '../domain/learning/baselines/walk-forward.js';
import { servingAfter } from '../domain/learning/models/registry.js';
import { readModel } from '../store/home/model-folders.js';
import { readRegistry } from '../store/home/model-registry.js';
import { keepTrial } from '../store/home/trials-log.js';
import type { Store } from '../store/open-store.js';
import { keepEvaluation } from './kept-judgements.js';
import { gatePolicy } from './learning-files.js';
import { modelNamed } from './listed-models.js';
import { judgeNow } from './model-evaluations.js';
import { lastDay } from './retrain.js';
import type { EvaluateInput, EvaluateReport } from './steps.js';

/**
 * What the gate says of a model now, beside the champion or whatever is named; without a name of the shadow, else of
 * the champion. The judgement is kept. Throws NotFound, Ambiguous and ModelBroken.
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
  const stored = await readModel(home, await modelNamed(home, lines, named));
  const { evaluation, trial } = await judgeNow(store, stored, { policy, asOf, incumbent: beside });
  await keepTrial(home, trial);
  await keepEvaluation(store, evaluation);
  return { evaluation };
}
