import { learningJson } from '../domain/algorithm/canonical-json.js';
import { givesChance } from '../domain/learning/artifact/model-file.js';
import { artifactOf, CARD_FILE, placed, type Artifact } from '../domain/learning/artifact/trained-model.js';
import { challengerEvidence } from '../domain/learning/gate/challenger-evidence.js';
import { scorerOf } from '../domain/learning/serving/scorer.js';
import {
  alwaysFollowModel,
  baseRateModel,
  BASELINE_KINDS,
  cloneModel,
} from '../domain/learning/training/baseline-models.js';
import { cardText } from '../domain/learning/training/card.js';
import type { RetrainedKind } from '../domain/learning/training/kinds.js';
import {
  ACCOUNT_FILE,
  FORWARD_FILE,
  forwardText,
  SAMPLES_FILE,
  samplesText,
} from '../domain/learning/training/model-texts.js';
import type { Retrained } from '../domain/learning/training/retrain.js';
import type { TrainingRow } from '../domain/learning/training/training-row.js';
import type { Home } from '../store/home/home.js';
import { writeModel } from '../store/home/model-folders.js';
import { removeCheckpoint } from '../store/home/training-checkpoint.js';
import type { RetrainInput, TrainingProgress, TrainInput, TrainReport } from './learning-reports.js';
import { originOf, PLAIN, seenWindow, type SeenWindow } from './seen-window.js';
import { trainedKind, type TrainedKind } from './trained-kind.js';

/** Where a training works, and who hears how far it has come: every epoch. */
interface Place {
  home: Pick<Home, 'training' | 'models'>;
  /** What marks the folders that it is writing. */
  mark?: Parameters<typeof writeModel>[2];
  tell: (progress: TrainingProgress) => void;
}

/**
 * Trains on a frozen window and writes the models, each a folder that is there whole or not at all. Killed at any
 * point, the next run gives the same bytes. `rowsOf` reads a window by its hash. Throws NotReproducible where a model
 * is there with other bytes.
 */
export async function trainModels(
  { rowsOf, ...place }: Place & { rowsOf: (sha256: string) => Promise<TrainingRow[]> },
  { asked, window: frozen }: TrainInput,
): Promise<TrainReport> {
  const since = performance.now();
  const window = seenWindow(frozen, await rowsOf(frozen.scenarios_sha256));
  const { made, beside } = await bestOf(place, window, asked);
  const baselines = await makeBaselines(place, window, { made, asked });
  for (const { artifact } of [made, ...beside]) await removeCheckpoint(place.home, artifact.model_id);
  const { folds, purged, embargoed } = made.retrained;
  const idsOf = (models: readonly Made[]) => models.map(({ artifact }) => artifact.model_id);
  return {
    ...{ model_id: made.artifact.model_id, beside: idsOf(beside), baselines: idsOf(baselines) },
    ...{ folds, purged, embargoed, epochs: made.epochs, resumed_from: made.resumed_from },
    seconds: (performance.now() - since) / 1_000,
  };
}

/** A model that was trained, with how long that took. */
interface Made {
  artifact: Artifact;
  retrained: Retrained;
  epochs: number;
  resumed_from: number | null;
}

/** So sure has to be that the network is better: else the regression is, which is the simpler. */
const SURE = Math.log(1 / 0.01);

/** The model of the kind that was asked for; without one the network where it is surely the better of the two. */
async function bestOf(
  place: Place,
  window: SeenWindow,
  input: RetrainInput,
): Promise<{ made: Made; beside: Made[] }> {
  const { kind } = input;
  if (kind !== null) return { made: await makeModel(place, window, { ...input, kind }), beside: [] };
  const logistic = await makeModel(place, window, { ...input, kind: 'logistic' });
  const mlp = await makeModel(place, window, { ...input, kind: 'mlp' });
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
  place: Place,
  window: SeenWindow,
  asked: RetrainInput & { kind: RetrainedKind },
): Promise<Made> {
  const { epochs, resumed_from, ...trained } = await trainedKind(place, window, asked);
  return { ...(await writtenModel(place, window, trained)), epochs, resumed_from };
}

/**
 * The baselines of the same window and folds: each is a model too, which the gate never blesses. What learns one
 * label at a time has no folds, and no baselines by them.
 */
async function makeBaselines(
  place: Place,
  window: SeenWindow,
  { made: { retrained }, asked }: { made: Made; asked: RetrainInput },
): Promise<Made[]> {
  if (retrained.folds === 0) return [];
  const of = { ...window, scores: retrained.folded };
  const made = { base_rate: baseRateModel(of), always_follow: alwaysFollowModel(of), clone: cloneModel(of) };
  const written: Made[] = [];
  for (const kind of BASELINE_KINDS) {
    const origin = originOf(window, asked, { kind, backend: PLAIN });
    written.push(await writtenModel(place, window, { retrained: made[kind], origin, account: null }));
  }
  return written;
}

/** A model as it is written. */
type Written = Pick<TrainedKind, 'retrained' | 'origin' | 'account'>;

async function writtenModel(
  place: Place,
  window: SeenWindow,
  { retrained, origin, account }: Written,
): Promise<Made> {
  const artifact = artifactWith({ retrained, origin, account }, window);
  await writeModel(place.home, artifact, place.mark);
  return { artifact, retrained, epochs: 0, resumed_from: null };
}

export function artifactWith(
  { retrained, origin, account }: Written,
  { rows, heldBack, features }: Pick<SeenWindow, 'rows' | 'heldBack' | 'features'>,
): Artifact {
  const { model, weights } = placed(retrained.model, origin.kind);
  return artifactOf(
    retrained.model,
    origin,
    new Map([
      [CARD_FILE, cardText({ origin, retrained, rows, heldBack, account })],
      [FORWARD_FILE, forwardText(retrained.scores)],
      [SAMPLES_FILE, givesChance(model) ? samplesText(rows, scorerOf(model, weights, features)) : ''],
      ...(account === null ? [] : [[ACCOUNT_FILE, learningJson({ ...account })] as const]),
    ]),
  );
}
