import { z } from 'zod';
import { InvalidInput, Stale } from '../domain/errors.js';
import { givesChance } from '../domain/learning/artifact/model-file.js';
import { featureValues } from '../domain/learning/features/feature-values.js';
import { modelSaying } from '../domain/learning/predictions/prediction.js';
import { scorerOf } from '../domain/learning/serving/scorer.js';
import { groupsOf } from '../domain/learning/training/model-texts.js';
import { ADVICE_ACTIONS } from '../domain/records/records.js';
import type { ServedPrediction } from '../domain/learning/predictions/served-prediction.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import type { Facts } from '../store/home/journal.js';
import { isoDate } from '../store/home/iso-date.js';
import { readModel } from '../store/home/model-folders.js';
import { readRegistry } from '../store/home/model-registry.js';
import { guardrailsOf } from './guardrails.js';
import { modelNamed } from './listed-models.js';
import { worldFor } from './scenarios.js';

const numberOrNull = z.number().nullable();

/** Advice as it came, whose id is that of its record. Prices are per share. */
export const askedSchema = z.strictObject({
  recommendation_id: z.string(),
  sent_at: z.string(),
  account: z.string().nullable(),
  underlying: z.string(),
  action: z.enum(ADVICE_ACTIONS),
  right: z.enum(['call', 'put']).nullable(),
  strike: numberOrNull,
  expiration: isoDate.nullable(),
  ...{ quantity: numberOrNull, premium: numberOrNull, bid: numberOrNull, ask: numberOrNull },
  underlying_price: numberOrNull,
  context: z.record(z.string(), z.unknown()),
});

/** Advice that a model has no opinion of, and why. */
export interface LeftOut {
  recommendation_id: string;
  action: string;
  reason: string;
}

export interface ServedPredictions {
  predictions: ServedPrediction[];
  left_out: LeftOut[];
}

/** Advice to do nothing asks for no decision: no model has learned from any. */
const NOTHING_TO_FOLLOW: readonly string[] = ['hold', 'wait'];

/**
 * What a model says of each piece of advice, in their order, by what was known strictly before it came. Throws
 * NotFound, ModelBroken, InvalidInput for a model that says something else, and Stale where the specification is
 * another by now than the model was made by.
 */
export async function predictionsOf(
  { warehouse, home, journal }: { warehouse: Reader; home: Home; journal: Facts },
  id: string,
  asked: readonly z.infer<typeof askedSchema>[],
): Promise<ServedPredictions> {
  const { manifest, model, weights } = await readModel(
    home,
    await modelNamed(home, await readRegistry(home), id),
  );
  const { model_id } = manifest;
  if (!givesChance(model))
    throw new InvalidInput(
      `${model_id} says what you will do, not whether following pays: name another model`,
    );
  const made = await scenariosMadeBy(warehouse);
  if (made === null || made.spec_id !== model.spec_id)
    throw new Stale(
      `${model_id} was made by the specification ${model.spec_id}, which holds no more: retrain`,
    );
  const { spec_id, specification } = made;
  const names = specification.features.map(({ name }) => name);
  const scorer = scorerOf(model, weights, names);
  const isLeftOut = ({ action }: { action: string }) => NOTHING_TO_FOLLOW.includes(action);
  const decided = asked.filter((one) => !isLeftOut(one));
  const world = await worldFor(warehouse, specification, decided);
  const against = await guardrailsOf({ warehouse, journal }, decided);
  const predictions = decided.map(({ recommendation_id, ...decision }) => {
    const { values, missing } = featureValues(specification, decision, world);
    const groups = groupsOf(decision);
    const { p_win, action, vetoes, final_action } = modelSaying(
      manifest.kind,
      { logit: scorer.logit(values, groups), p: scorer.pWin(values, groups) },
      against(decision),
    );
    const features = Object.fromEntries(names.map((name, i) => [name, values[i] as number]));
    return { recommendation_id, model_id, spec_id, features, missing, p_win, action, vetoes, final_action };
  });
  const left_out = asked.filter(isLeftOut).map(({ recommendation_id, action }) => ({
    ...{ recommendation_id, action },
    reason: `a ${action} asks for no decision: a model says whether following a trade pays`,
  }));
  return { predictions, left_out };
}
