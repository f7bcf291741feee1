import { recalibration } from '../baselines/platt.js';
import { ACTIONS } from '../policies/actions.js';
import { compare } from '../../compare.js';
import { combinatorialSharpes } from './combinatorial.js';
import type { TrainedModel } from '../artifact/trained-model.js';
import { fitLogistic, logitOf, type Fit } from './fitting.js';
import { perturbed } from './perturbation.js';
import { forwardFolds } from './time-folds.js';
import type { TrainingConfig } from './training-config.js';
import type { LabelledRow } from './training-row.js';
import {
  forwardScores,
  LOGITS_OF_CHANCES,
  LOGITS_OF_CHOICES,
  type ForwardScore,
  type ScaledScore,
} from './walk-forward-scores.js';

export interface Retrained {
  model: TrainedModel;
  /** What it said of each fold forward in time, in the order of scenarios. */
  scores: ForwardScore[];
  /** The same of all folds, also of those of which it said nothing: what the baselines said stands in them. */
  folded: ForwardScore[];
  /** Of a day's rewards on each way through the history. */
  sharpes: readonly (number | null)[];
  folds: number;
  purged: number;
  embargoed: number;
}

/** What a model is trained on: labelled rows in the order of the advice, and which features it sees. */
export interface Retraining {
  rows: readonly LabelledRow[];
  spec_id: string;
  /** The features of the rows; those held back are no inputs. */
  features: readonly string[];
  heldBack: readonly string[];
  config: TrainingConfig;
  seed: number;
  /** Folds with fewer rows to be trained on say nothing. */
  least: number;
  /** Whether the model chooses among actions. */
  isPolicy?: boolean;
}

/**
 * Trains one model on all rows, calibrated by what models like it said of folds forward in time. Counted by rewards,
 * calibrated unweighted.
 */
export async function retrain(asked: Retraining, fit: Fit = fitLogistic): Promise<Retrained> {
  const { features, heldBack, config, seed, least, isPolicy = false } = asked;
  const inputs = features.filter((name) => !heldBack.includes(name));
  const copied = perturbed(asked.rows, { share: config.perturbation, seed, features });
  const rows = withInputs(copied, { features, inputs });
  const folds = forwardFolds(rows, { folds: config.folds, embargoSessions: config.embargo_sessions });
  const rule = isPolicy ? LOGITS_OF_CHOICES : LOGITS_OF_CHANCES;
  const scaled = await forwardScores(folds, fit, { least, rule });
  const labels = new Map(rows.map(({ scenario_id, label }) => [scenario_id, label]));
  const { a, b } = recalibration(
    scaled.map((score) => score.scaled),
    scaled.map(({ scenario_id }) => labels.get(scenario_id) as 0 | 1),
  );
  const fitted = await fit('all', { rows, maySee: () => true });
  const calibration = { a: a / rule.scaleOf(logitOf(fitted), rows), b };
  const sharpes = await combinatorialSharpes(rows, fit, { least, embargoSessions: config.embargo_sessions });
  return {
    model: {
      ...fitted,
      ...{ spec_id: asked.spec_id, inputs, adjust: [], posterior: null, calibration },
      actions: isPolicy ? ACTIONS : null,
    },
    sharpes,
    ...scoresOf(scaled),
    folds: folds.length,
    purged: folds.reduce((sum, { purged }) => sum + purged, 0),
    embargoed: folds.reduce((sum, { embargoed }) => sum + embargoed, 0),
  };
}

/** In the order of scenarios. */
function scoresOf(said: readonly ScaledScore[]): Pick<Retrained, 'scores' | 'folded'> {
  const inOrder = [...said].sort((a, b) => compare(a.scenario_id, b.scenario_id));
  const plain = ({ scaled: _, isCalibrated: __, ...score }: ScaledScore): ForwardScore => score;
  return {
    scores: inOrder.filter(({ isCalibrated }) => isCalibrated).map(plain),
    folded: inOrder.map(plain),
  };
}

/** The rows with the values of some features only. */
export function withInputs(
  rows: readonly LabelledRow[],
  { features, inputs }: { features: readonly string[]; inputs: readonly string[] },
): LabelledRow[] {
  const places = inputs.map((name) => features.indexOf(name));
  const chosen = (values: Float64Array) => Float64Array.from(places, (place) => values[place] as number);
  return rows.map(({ copies, ...row }) => ({
    ...row,
    values: chosen(row.values),
    ...(copies && { copies: copies.map(chosen) }),
  }));
}
