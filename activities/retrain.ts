import { compare } from '../domain/compare.js';
import { NotFound } from '../domain/errors.js';
import { canaryHeld } from '../domain/learning/models/canary-in.js';
import { deploymentsIn, underWay } from '../domain/learning/models/deployment-line.js';
import { servingAfter, shadowing } from '../domain/learning/models/registry.js';
import type { PolicyAccount } from '../domain/learning/policies/policy-account.js';
import { whyNeverServes } from '../domain/learning/policies/research.js';
import { suspectedFeatures } from '../domain/learning/scoring/suspected-features.js';
import { ACCOUNT_FILE, FORWARD_FILE, forwardIn } from '../domain/learning/training/model-texts.js';
import { labelledRows } from '../domain/learning/training/training-row.js';
import { addDays, type IsoDate } from '../domain/time/dates.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import { freezeWindow, frozenRows } from '../store/derived/training-window.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { readDeployments } from '../store/home/deployments-log.js';
import { readModel, type StoredModel } from '../store/home/model-folders.js';
import { appendChange, readRegistry } from '../store/home/model-registry.js';
import { keepTrial } from '../store/home/trials-log.js';
import { datesOf, madeThrough } from '../store/inputs/description.js';
import type { Store } from '../store/open-store.js';
import { removeOldModels } from './retention.js';
import { keepEvaluation, keepForwardScores } from './kept-judgements.js';
import { gatePolicy } from './learning-files.js';
import { momentOf } from './known-moment.js';
import { judgeNow, knownBy, type JudgedNow } from './model-evaluations.js';
import { featuresChangedByCut } from './truncation.js';
import type {
  FrozenWindow,
  JudgedReport,
  JudgeInput,
  RetrainInput,
  RetrainReport,
} from './learning-reports.js';

type Parts = Pick<Store, 'warehouse' | 'home' | 'journal'>;

/**
 * Freezes the window of a retrain, and what of it is seen: from here on nothing that is imported changes what comes of
 * it. By when it was known is what it is dated by: an instant of a day that is not over. Throws NotFound before there
 * are scenarios.
 */
export async function freezeTraining(
  { warehouse, home }: Parts,
  { days, at }: Pick<RetrainInput, 'days'> & { at: string },
): Promise<FrozenWindow> {
  const policy = await gatePolicy(home);
  const made = await scenariosMadeBy(warehouse);
  const to = await lastDay(warehouse);
  if (made === null || to === null) throw new NotFound('nothing is imported: import advice and trades first');
  const from = addDays(to, 1 - days);
  const scenarios_sha256 = await freezeWindow({ warehouse, home }, { from, to });
  const as_of = (await momentOf({ warehouse, home }, at)) ?? to;
  const rows = labelledRows(knownBy(await frozenRows(warehouse, home, scenarios_sha256), as_of));
  const { spec_id, specification } = made;
  const suspected = suspectedFeatures(rows, specification, policy.leak_auc);
  const sample = { range: { from, to }, windowHash: scenarios_sha256 };
  const changed = await featuresChangedByCut(warehouse, specification, sample);
  return {
    ...{ from, to, as_of, scenarios_sha256, rows: rows.length, spec_id },
    features: specification.features.map(({ name }) => name),
    held_back: [...new Set([...suspected, ...changed])].sort(compare),
    min_samples: policy.min_samples,
  };
}

/** The last day that outcomes are computed for, else the last with any data. */
export async function lastDay(warehouse: Warehouse): Promise<IsoDate | null> {
  return (await madeThrough(warehouse)).outcomes_through ?? (await datesOf(warehouse)).last_date;
}

/**
 * Judges what was trained, by its files, and lets the model be scored beside the champion where nothing speaks against
 * it. Fewer labelled scenarios than the policy asks for are an answer. Judged again it comes to the same.
 */
export async function judgeModels(store: Parts, { window, trained, at }: JudgeInput): Promise<JudgedReport> {
  const { rows, held_back } = window;
  if (trained === null) {
    const nothing = { folds: 0, purged: 0, embargoed: 0, epochs: 0, resumed_from: null, seconds: 0 };
    return { report: { model_id: null, rows, ...nothing, held_back, evaluation: null }, shadow: null };
  }
  const { model_id, beside, baselines, ...report } = trained;
  const policy = await gatePolicy(store.home);
  const as = { policy, asOf: window.as_of };
  await keepTrials(store, [model_id, ...beside], as);
  for (const other of beside) await judgedAndKept(store, other, as);
  for (const baseline of baselines) await keepForward(store, await readModel(store.home, baseline));
  const { stored, evaluation } = await judgedAndKept(store, model_id, as);
  const isShadow = await shadow(store.home, stored, { evaluation, at, of: 'retrain' });
  const { retention } = policy;
  await removeOldModels(store, { retention, asOf: window.to, now: at, reported: model_id });
  return {
    report: { model_id, rows, ...report, held_back, evaluation, ...accountIn(stored) },
    shadow: isShadow ? model_id : null,
  };
}

/** What is known of a policy beside how it is judged. */
function accountIn({ manifest, texts }: StoredModel): Pick<RetrainReport, 'policy' | 'research'> {
  const text = texts.get(ACCOUNT_FILE);
  const research = whyNeverServes(manifest);
  return {
    ...(text !== undefined && { policy: JSON.parse(text) as PolicyAccount }),
    ...(research !== null && { research }),
  };
}

/**
 * Writes down what was tried at once by the names of lineages, before anything is judged: which start of an evidence a
 * lineage has does not depend on which came out better, and all of them count in each one's trials.
 */
async function keepTrials(
  store: Parts,
  models: readonly string[],
  as: Parameters<typeof judgeNow>[2],
): Promise<void> {
  const stored = await Promise.all(models.map((model_id) => readModel(store.home, model_id)));
  stored.sort((a, b) => compare(a.manifest.lineage, b.manifest.lineage));
  for (const one of stored) await keepTrial(store.home, (await judgeNow(store, one, as)).trial);
}

/** Judges a model by its files, and keeps what was found. */
async function judgedAndKept(
  store: Parts,
  model_id: string,
  as: Parameters<typeof judgeNow>[2],
): Promise<JudgedNow & { stored: StoredModel }> {
  const stored = await readModel(store.home, model_id);
  const judged = await judgeNow(store, stored, as);
  await keepForward(store, stored);
  await keepEvaluation(store, judged.evaluation);
  return { ...judged, stored };
}

async function keepForward(store: Parts, { manifest, texts }: StoredModel): Promise<void> {
  await keepForwardScores(store, manifest, forwardIn(texts.get(FORWARD_FILE) ?? ''));
}

/**
 * What is neither rejected nor broken, and may serve one day, is scored beside the champion from now on. A model whose
 * canary is under way keeps its place; one that is being deployed gives way to one that was trained anew, not to each
 * hour's. Gives whether nothing speaks against it.
 */
export async function shadow(
  home: Home,
  { manifest, manifest_sha256 }: StoredModel,
  { evaluation, at, of }: Pick<JudgedNow, 'evaluation'> & { at: string; of: 'retrain' | 'update' },
): Promise<boolean> {
  const { evaluation_id, verdict, as_of } = evaluation;
  if (verdict === 'reject' || verdict === 'infra_fail') return false;
  if (whyNeverServes(manifest) !== null) return false;
  const { model_id } = manifest;
  const lines = await readRegistry(home);
  const serving = servingAfter(lines);
  if (serving.champion?.model_id === model_id) return false;
  if (serving.shadow?.model_id === model_id) return true;
  const deployments = await readDeployments(home);
  if (canaryHeld(deployments, serving) !== null) return true;
  const deployed = underWay(deploymentsIn(deployments));
  if (of === 'update' && deployed.some((id) => id === serving.shadow?.model_id)) return true;
  const reason = `${of === 'update' ? 'updated' : 'retrained'}: ${verdict}`;
  const said = { evaluation_id, at, by: 'gate', reason, as_of } as const;
  await appendChange(home, shadowing(lines, { model_id, manifest_sha256 }, said));
  return true;
}
