import { NotFound } from '../domain/errors.js';
import { artifactOf, CARD_FILE, placed, type Artifact } from '../domain/learning/artifact/trained-model.js';
import type { ModelOrigin } from '../domain/learning/artifact/manifest.js';
import { shadowing, servingAfter } from '../domain/learning/models/registry.js';
import { suspectedFeatures } from '../domain/learning/scoring/suspected-features.js';
import { scorerOf } from '../domain/learning/serving/scorer.js';
import { cardText } from '../domain/learning/training/card.js';
import {
  FORWARD_FILE,
  forwardText,
  SAMPLES_FILE,
  samplesText,
} from '../domain/learning/training/model-texts.js';
import { retrain, type Retrained } from '../domain/learning/training/retrain.js';
import { lineageOf } from '../domain/learning/training/training-config.js';
import { labelledRows } from '../domain/learning/training/training-row.js';
import { addDays, type IsoDate } from '../domain/time/dates.js';
import { freezeWindow, frozenRows, windowPath } from '../store/derived/training-window.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { readModel, writeModel } from '../store/home/model-folders.js';
import { appendChange, readRegistry } from '../store/home/model-registry.js';
import type { Store } from '../store/open-store.js';
import { keepTrial } from '../store/home/trials-log.js';
import { datesOf, progressOf } from '../store/inputs/description.js';
import { gatePolicy } from './learning-files.js';
import { keepEvaluation, keepForwardScores } from './kept-judgements.js';
import { judgeNow, knownBy } from './model-evaluations.js';
import type { RetrainInput, RetrainReport } from './steps.js';

type Parts = Pick<Store, 'warehouse' | 'home' | 'journal'>;

/** What computes a ridge logistic regression, and the number of its rules. */
export const PLAIN = { name: 'plain', version: '1' };

/**
 * Freezes the window, trains, judges, and lets the model be scored beside the champion where nothing speaks against it.
 * Fewer labelled scenarios than the policy asks for are an answer. Killed at any point, the next run gives the same
 * bytes. Throws NotFound before there are scenarios.
 */
export async function retrainModel(
  store: Parts,
  { days, kind, config, seed, at }: RetrainInput,
): Promise<RetrainReport> {
  const { warehouse, home } = store;
  const since = performance.now();
  const policy = await gatePolicy(home);
  const made = await scenariosMadeBy(warehouse);
  const to = await lastDay(warehouse);
  if (made === null || to === null) throw new NotFound('nothing is imported: import advice and trades first');
  const window = { from: addDays(to, 1 - days), to };
  const sha256 = await freezeWindow({ warehouse, home }, window);
  const rows = labelledRows(knownBy(await frozenRows(warehouse, windowPath(home, sha256)), to));
  const heldBack = suspectedFeatures(rows, made.specification, policy.leak_auc);
  const seconds = () => (performance.now() - since) / 1_000;
  const trainedFor = () => ({ epochs: 0, resumed_from: null, seconds: seconds(), held_back: heldBack });
  if (rows.length < policy.min_samples) {
    const nothing = { folds: 0, purged: 0, embargoed: 0 };
    return { model_id: null, rows: rows.length, ...nothing, ...trainedFor(), evaluation: null };
  }
  const chosen = kind ?? 'logistic';
  const { spec_id, specification } = made;
  const features = specification.features.map(({ name }) => name);
  const retrained = await retrain({
    ...{ rows, spec_id, features, heldBack, config, least: policy.min_samples },
  });
  const origin: ModelOrigin = {
    ...{ kind: chosen, lineage: lineageOf(chosen, config), parent: null },
    inputs: {
      ...{
        spec_id,
        scenarios_sha256: sha256,
        window_from: window.from,
        window_to: window.to,
        rows: rows.length,
      },
      config: { ...config, days, min_samples: policy.min_samples, held_back: heldBack },
      ...{ seed, backend: PLAIN },
    },
  };
  const artifact = artifactWith(retrained, origin, { rows, heldBack, features });
  await writeModel(home, artifact);
  const stored = await readModel(home, artifact.model_id);
  const { evaluation, trial } = await judgeNow({ warehouse, home }, stored, { policy, asOf: to });
  await keepTrial(home, trial);
  await keepForwardScores(store, stored.manifest, retrained.scores);
  await keepEvaluation(store, evaluation);
  await shadow(home, stored, { evaluation, at });
  const { folds, purged, embargoed } = retrained;
  const { model_id } = artifact;
  return { model_id, rows: rows.length, folds, purged, embargoed, ...trainedFor(), evaluation };
}

/** The last day that outcomes are computed for, else the last with any data. */
export async function lastDay(warehouse: Warehouse): Promise<IsoDate | null> {
  return (await progressOf(warehouse)).outcomes_through ?? (await datesOf(warehouse)).last_date;
}

export function artifactWith(
  retrained: Retrained,
  origin: ModelOrigin,
  {
    rows,
    heldBack,
    features,
  }: { rows: Parameters<typeof samplesText>[0]; heldBack: readonly string[]; features: readonly string[] },
): Artifact {
  const { model, weights } = placed(retrained.model, origin.kind);
  return artifactOf(
    retrained.model,
    origin,
    new Map([
      [CARD_FILE, cardText({ origin, retrained, rows, heldBack })],
      [FORWARD_FILE, forwardText(retrained.scores)],
      [SAMPLES_FILE, samplesText(rows, scorerOf(model, weights, features))],
    ]),
  );
}

/** What is neither rejected nor broken is scored beside the champion from now on. */
export async function shadow(
  home: Home,
  { manifest, manifest_sha256 }: Awaited<ReturnType<typeof readModel>>,
  {
    evaluation: { evaluation_id, verdict, as_of },
    at,
  }: Pick<Awaited<ReturnType<typeof judgeNow>>, 'evaluation'> & { at: string },
): Promise<void> {
  if (verdict === 'reject' || verdict === 'infra_fail') return;
  const { model_id } = manifest;
  const lines = await readRegistry(home);
  const serving = servingAfter(lines);
  if (serving.champion?.model_id === model_id || serving.shadow?.model_id === model_id) return;
  const said = { evaluation_id, at, by: 'gate', reason: `retrained: ${verdict}`, as_of } as const;
  await appendChange(home, shadowing(lines, { model_id, manifest_sha256 }, said));
}
