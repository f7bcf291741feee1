import { NotFound } from '../domain/errors.js';
import { servingAfter, shadowing } from '../domain/learning/models/registry.js';
import { suspectedFeatures } from '../domain/learning/scoring/suspected-features.js';
import { labelledRows } from '../domain/learning/training/training-row.js';
import { addDays, type IsoDate } from '../domain/time/dates.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import { freezeWindow, frozenRows, windowPath } from '../store/derived/training-window.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { readModel, type StoredModel } from '../store/home/model-folders.js';
import { appendChange, readRegistry } from '../store/home/model-registry.js';
import { keepTrial } from '../store/home/trials-log.js';
import { datesOf, progressOf } from '../store/inputs/description.js';
import type { Store } from '../store/open-store.js';
import { removeOldModels } from './retention.js';
import { keepEvaluation, keepForwardScores } from './kept-judgements.js';
import { gatePolicy } from './learning-files.js';
import { judgeNow, knownBy, type JudgedNow } from './model-evaluations.js';
import type { RetrainInput, RetrainReport } from './steps.js';
import { bestOf, makeBaselines, type Made, type Window } from './make-models.js';

type Parts = Pick<Store, 'warehouse' | 'home' | 'journal'>;

/**
 * Freezes the window, trains, judges, and lets the model be scored beside the champion where nothing speaks against it.
 * Fewer labelled scenarios than the policy asks for are an answer. Killed at any point, the next run gives the same
 * bytes. Throws NotFound before there are scenarios.
 */
export async function retrainModel(store: Parts, input: RetrainInput): Promise<RetrainReport> {
  const since = performance.now();
  const policy = await gatePolicy(store.home);
  const window = await frozenWindow(store, { days: input.days, policy });
  const about = { rows: window.rows.length, held_back: [...window.heldBack] };
  const seconds = () => (performance.now() - since) / 1_000;
  if (window.rows.length < policy.min_samples) {
    const nothing = { folds: 0, purged: 0, embargoed: 0, epochs: 0, resumed_from: null, seconds: seconds() };
    return { model_id: null, rows: about.rows, ...nothing, held_back: about.held_back, evaluation: null };
  }
  const { made, beside } = await bestOf(store.home, window, input);
  const as = { policy, asOf: window.to };
  for (const other of beside) await judgedAndKept(store, other, as);
  for (const { artifact, retrained } of await makeBaselines(store.home, window, { made, asked: input }))
    await keepForwardScores(store, artifact.manifest, retrained.scores);
  const { stored, evaluation } = await judgedAndKept(store, made, as);
  await shadow(store.home, stored, { evaluation, at: input.at });
  await removeOldModels(store, { retention: policy.retention, asOf: window.to });
  const { folds, purged, embargoed } = made.retrained;
  return {
    ...{ model_id: made.artifact.model_id, rows: about.rows, folds, purged, embargoed },
    ...{ epochs: made.epochs, resumed_from: made.resumed_from, seconds: seconds() },
    ...{ held_back: about.held_back, evaluation },
  };
}

async function frozenWindow(
  { warehouse, home }: Parts,
  { days, policy }: { days: number; policy: Awaited<ReturnType<typeof gatePolicy>> },
): Promise<Window> {
  const made = await scenariosMadeBy(warehouse);
  const to = await lastDay(warehouse);
  if (made === null || to === null) throw new NotFound('nothing is imported: import advice and trades first');
  const from = addDays(to, 1 - days);
  const scenarios_sha256 = await freezeWindow({ warehouse, home }, { from, to });
  const all = knownBy(await frozenRows(warehouse, windowPath(home, scenarios_sha256)), to);
  const rows = labelledRows(all);
  const { spec_id, specification } = made;
  return {
    ...{ from, to, scenarios_sha256, rows, all, spec_id },
    features: specification.features.map(({ name }) => name),
    heldBack: suspectedFeatures(rows, specification, policy.leak_auc),
    least: policy.min_samples,
  };
}

/** The last day that outcomes are computed for, else the last with any data. */
export async function lastDay(warehouse: Warehouse): Promise<IsoDate | null> {
  return (await progressOf(warehouse)).outcomes_through ?? (await datesOf(warehouse)).last_date;
}

/** Judges a model by its files, and keeps what was found: all that is tried counts. */
async function judgedAndKept(
  store: Parts,
  { artifact, retrained }: Made,
  as: Parameters<typeof judgeNow>[2],
): Promise<JudgedNow & { stored: StoredModel }> {
  const stored = await readModel(store.home, artifact.model_id);
  const judged = await judgeNow(store, stored, as);
  await keepTrial(store.home, judged.trial);
  await keepForwardScores(store, stored.manifest, retrained.scores);
  await keepEvaluation(store, judged.evaluation);
  return { ...judged, stored };
}

/** What is neither rejected nor broken is scored beside the champion from now on. */
export async function shadow(
  home: Home,
  { manifest, manifest_sha256 }: StoredModel,
  { evaluation, at }: Pick<JudgedNow, 'evaluation'> & { at: string },
): Promise<void> {
  const { evaluation_id, verdict, as_of } = evaluation;
  if (verdict === 'reject' || verdict === 'infra_fail') return;
  const { model_id } = manifest;
  const lines = await readRegistry(home);
  const serving = servingAfter(lines);
  if (serving.champion?.model_id === model_id || serving.shadow?.model_id === model_id) return;
  const said = { evaluation_id, at, by: 'gate', reason: `retrained: ${verdict}`, as_of } as const;
  await appendChange(home, shadowing(lines, { model_id, manifest_sha256 }, said));
}
