import { NotFound } from '../domain/errors.js';
import { modelIdOf, type ModelOrigin } from '../domain/learning/artifact/manifest.js';
import { artifactOf, CARD_FILE, placed, type Artifact } from '../domain/learning/artifact/trained-model.js';
import { challengerEvidence } from '../domain/learning/gate/challenger-evidence.js';
import { servingAfter, shadowing } from '../domain/learning/models/registry.js';
import { suspectedFeatures } from '../domain/learning/scoring/suspected-features.js';
import { scorerOf } from '../domain/learning/serving/scorer.js';
import { cardText } from '../domain/learning/training/card.js';
import { fitLogistic } from '../domain/learning/training/fitting.js';
import {
  FORWARD_FILE,
  forwardText,
  SAMPLES_FILE,
  samplesText,
} from '../domain/learning/training/model-texts.js';
import { retrain, type Retrained, type RetrainedKind } from '../domain/learning/training/retrain.js';
import { lineageOf } from '../domain/learning/training/training-config.js';
import { labelledRows, type LabelledRow } from '../domain/learning/training/training-row.js';
import { addDays, type IsoDate } from '../domain/time/dates.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import { freezeWindow, frozenRows, windowPath } from '../store/derived/training-window.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { readModel, writeModel, type StoredModel } from '../store/home/model-folders.js';
import { appendChange, readRegistry } from '../store/home/model-registry.js';
import { removeCheckpoint } from '../store/home/training-checkpoint.js';
import { keepTrial } from '../store/home/trials-log.js';
import { datesOf, progressOf } from '../store/inputs/description.js';
import type { Store } from '../store/open-store.js';
import { keepEvaluation, keepForwardScores } from './kept-judgements.js';
import { gatePolicy } from './learning-files.js';
import { judgeNow, knownBy, type JudgedNow } from './model-evaluations.js';
import type { RetrainInput, RetrainReport } from './steps.js';

type Parts = Pick<Store, 'warehouse' | 'home' | 'journal'>;

/** What computes a ridge logistic regression, and the number of its rules. */
export const PLAIN = { name: 'plain', version: '1' };

/** What models are trained on: the frozen window, and what of it they see. */
interface Window {
  from: IsoDate;
  to: IsoDate;
  scenarios_sha256: string;
  rows: readonly LabelledRow[];
  spec_id: string;
  features: readonly string[];
  heldBack: readonly string[];
  /** Fewer rows are not trained on. */
  least: number;
}

/** A model that was trained, with how long that took. */
interface Made {
  artifact: Artifact;
  retrained: Retrained;
  epochs: number;
  resumed_from: number | null;
}

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
  const { stored, evaluation } = await judgedAndKept(store, made, as);
  await shadow(store.home, stored, { evaluation, at: input.at });
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
  const frozen = await frozenRows(warehouse, windowPath(home, scenarios_sha256));
  const rows = labelledRows(knownBy(frozen, to));
  const { spec_id, specification } = made;
  return {
    ...{ from, to, scenarios_sha256, rows, spec_id },
    features: specification.features.map(({ name }) => name),
    heldBack: suspectedFeatures(rows, specification, policy.leak_auc),
    least: policy.min_samples,
  };
}

/** The last day that outcomes are computed for, else the last with any data. */
export async function lastDay(warehouse: Warehouse): Promise<IsoDate | null> {
  return (await progressOf(warehouse)).outcomes_through ?? (await datesOf(warehouse)).last_date;
}

/** So sure has to be that the network is better: else the regression is, which is the simpler. */
const SURE = Math.log(1 / 0.01);

/** The model of the kind that was asked for; without one the network where it is surely the better of the two. */
async function bestOf(
  home: Home,
  window: Window,
  input: RetrainInput,
): Promise<{ made: Made; beside: Made[] }> {
  const { kind } = input;
  if (kind !== null) return { made: await makeModel(home, window, { ...input, kind }), beside: [] };
  const logistic = await makeModel(home, window, { ...input, kind: 'logistic' });
  const mlp = await makeModel(home, window, { ...input, kind: 'mlp' });
  const labels = new Map(window.rows.map((row) => [row.scenario_id, row]));
  const simpler = new Map(logistic.retrained.scores.map(({ scenario_id, p_win }) => [scenario_id, p_win]));
  const pairs = mlp.retrained.scores
    .flatMap(({ scenario_id, p_win }) => {
      const [row, incumbent] = [labels.get(scenario_id), simpler.get(scenario_id)];
      if (row === undefined || incumbent === undefined) return [];
      return [{ challenger: p_win, incumbent, label: row.label, known: row.known }];
    })
    .sort((a, b) => a.known - b.known);
  const { epochs, resumed_from } = mlp;
  const isSure = challengerEvidence(pairs).evidence >= SURE;
  const [made, other] = isSure ? [mlp, logistic] : [logistic, mlp];
  return { made: { ...made, epochs, resumed_from }, beside: [other] };
}

async function makeModel(
  home: Home,
  window: Window,
  { kind, config, seed, days }: RetrainInput & { kind: RetrainedKind },
): Promise<Made> {
  const { rows, spec_id, scenarios_sha256, features, heldBack, least } = window;
  const origin = (backend: ModelOrigin['inputs']['backend']): ModelOrigin => ({
    ...{ kind, lineage: lineageOf(kind, config), parent: null },
    inputs: {
      ...{ spec_id, scenarios_sha256, window_from: window.from, window_to: window.to, rows: rows.length },
      config: { ...config, days, min_samples: least, held_back: [...heldBack] },
      ...{ seed, backend },
    },
  });
  const asked = { rows, spec_id, features, heldBack, config, least };
  if (kind === 'logistic') {
    const retrained = await retrain(asked, fitLogistic);
    const artifact = artifactWith(retrained, origin(PLAIN), window);
    await writeModel(home, artifact);
    return { artifact, retrained, epochs: 0, resumed_from: null };
  }
  // Tensors are large: only who trains a network loads them.
  const { useBackend } = await import('../models/tensors.js');
  const { networkFits } = await import('./network-fits.js');
  const own = origin(await useBackend('wasm'));
  const model_id = modelIdOf(own);
  const fits = await networkFits(home, { model_id, config });
  const retrained = await retrain(asked, fits.fit);
  const artifact = artifactWith(retrained, own, window);
  await writeModel(home, artifact);
  await removeCheckpoint(home, model_id);
  return { artifact, retrained, ...fits.progress() };
}

export function artifactWith(
  retrained: Retrained,
  origin: ModelOrigin,
  { rows, heldBack, features }: Pick<Window, 'rows' | 'heldBack' | 'features'>,
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
