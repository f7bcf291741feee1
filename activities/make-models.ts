import { modelIdOf, type ModelOrigin } from '../domain/learning/artifact/manifest.js';
import { artifactOf, CARD_FILE, placed, type Artifact } from '../domain/learning/artifact/trained-model.js';
import { challengerEvidence } from '../domain/learning/gate/challenger-evidence.js';
import { scorerOf } from '../domain/learning/serving/scorer.js';
import { cardText } from '../domain/learning/training/card.js';
import { fitLogistic } from '../domain/learning/training/fitting.js';
import {
  FORWARD_FILE,
  forwardText,
  SAMPLES_FILE,
  samplesText,
} from '../domain/learning/training/model-texts.js';
import { TRAINING_RULES } from '../domain/learning/training/rules.js';
import { onlineTraining } from '../domain/learning/online/online-training.js';
import { knownAt } from '../domain/learning/features/known-times.js';
import {
  alwaysFollowModel,
  baseRateModel,
  BASELINE_KINDS,
  cloneModel,
} from '../domain/learning/training/baseline-models.js';
import { retrain, type Retrained, type RetrainedKind } from '../domain/learning/training/retrain.js';
import { lineageOf } from '../domain/learning/training/training-config.js';
import { type LabelledRow, type TrainingRow } from '../domain/learning/training/training-row.js';
import { type IsoDate } from '../domain/time/dates.js';
import type { Home } from '../store/home/home.js';
import { writeModel } from '../store/home/model-folders.js';
import { removeCheckpoint } from '../store/home/training-checkpoint.js';
import type { RetrainInput } from './steps.js';

/** What computes regressions, and the number of the rules. */
export const PLAIN = { name: 'plain', version: String(TRAINING_RULES) };

/** What models are trained on: the frozen window, and what of it they see. */
export interface Window {
  from: IsoDate;
  to: IsoDate;
  scenarios_sha256: string;
  /** Those with labels, in the order of the advice, and all. */
  rows: readonly LabelledRow[];
  all: readonly TrainingRow[];
  spec_id: string;
  features: readonly string[];
  heldBack: readonly string[];
  /** Fewer rows are not trained on. */
  least: number;
}

/** A model that was trained, with how long that took. */
export interface Made {
  artifact: Artifact;
  retrained: Retrained;
  epochs: number;
  resumed_from: number | null;
}

/** So sure has to be that the network is better: else the regression is, which is the simpler. */
const SURE = Math.log(1 / 0.01);

/** The model of the kind that was asked for; without one the network where it is surely the better of the two. */
export async function bestOf(
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
  asked: RetrainInput & { kind: RetrainedKind },
): Promise<Made> {
  const { kind, config } = asked;
  if (kind === 'online_logistic') {
    const end = knownAt(window.to);
    const { retrained } = onlineTraining({ ...window, rows: window.all, end, weighting: 'pnl' });
    return writtenModel(home, window, {
      retrained,
      origin: originOf(window, asked, { kind, backend: PLAIN }),
    });
  }
  if (kind === 'logistic') {
    const retrained = await retrain({ ...window, config }, fitLogistic);
    return writtenModel(home, window, {
      retrained,
      origin: originOf(window, asked, { kind, backend: PLAIN }),
    });
  }
  // Tensors are large: only who trains a network loads them.
  const { useBackend } = await import('../models/tensors.js');
  const { networkFits } = await import('./network-fits.js');
  const origin = originOf(window, asked, { kind, backend: await useBackend('wasm') });
  const model_id = modelIdOf(origin);
  const fits = await networkFits(home, { model_id, config });
  const retrained = await retrain({ ...window, config }, fits.fit);
  const made = await writtenModel(home, window, { retrained, origin });
  await removeCheckpoint(home, model_id);
  return { ...made, ...fits.progress() };
}

/**
 * The baselines of the same window and folds: each is a model too, and serves where nothing is better. What learns one
 * label at a time has no folds, and no baselines by them.
 */
export async function makeBaselines(
  home: Home,
  window: Window,
  { made: { retrained }, asked }: { made: Made; asked: RetrainInput },
): Promise<Made[]> {
  if (retrained.folds === 0) return [];
  const of = { ...window, scores: retrained.scores };
  const made = { base_rate: baseRateModel(of), always_follow: alwaysFollowModel(of), clone: cloneModel(of) };
  const written: Made[] = [];
  for (const kind of BASELINE_KINDS) {
    const origin = originOf(window, asked, { kind, backend: PLAIN });
    written.push(await writtenModel(home, window, { retrained: made[kind], origin }));
  }
  return written;
}

function originOf(
  { from, to, scenarios_sha256, rows, spec_id, heldBack, least }: Window,
  { config, days, seed }: RetrainInput,
  { kind, backend }: { kind: ModelOrigin['kind']; backend: ModelOrigin['inputs']['backend'] },
): ModelOrigin {
  return {
    ...{ kind, lineage: lineageOf(kind, { config, days, seed }), parent: null },
    inputs: {
      ...{ spec_id, scenarios_sha256, window_from: from, window_to: to, rows: rows.length },
      config: { ...config, days, min_samples: least, held_back: [...heldBack], rules: TRAINING_RULES },
      ...{ seed, backend },
    },
  };
}

async function writtenModel(
  home: Home,
  window: Window,
  { retrained, origin }: { retrained: Retrained; origin: ModelOrigin },
): Promise<Made> {
  const artifact = artifactWith(retrained, origin, window);
  await writeModel(home, artifact);
  return { artifact, retrained, epochs: 0, resumed_from: null };
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
      [
        SAMPLES_FILE,
        retrained.model.actions === null ? samplesText(rows, scorerOf(model, weights, features)) : '',
      ],
    ]),
  );
}
