import type { TrainedLayer, TrainedModel } from '../artifact/trained-model.js';
import { placed } from '../artifact/trained-model.js';
import { ACTIONS } from '../policies/actions.js';
import { ridgeLogistic } from '../baselines/ridge-logistic.js';
import { pnlWeight } from '../online/label-weights.js';
import { scorerOf, type ScoredGroups } from '../serving/scorer.js';
import type { MaySee } from './time-folds.js';
import type { LabelledRow } from './training-row.js';

/** What a model is fitted to: features, what is to be predicted, and how much each row counts. */
export interface TrainingSet {
  values: readonly Float64Array[];
  targets: readonly (0 | 1)[];
  counts: readonly number[];
}

/** The rows that a model is fitted to, each counted by its reward; with its copies a row counts as much as alone. */
export function trainingSet(rows: readonly LabelledRow[]): TrainingSet {
  const size = rows.reduce((sum, { reward }) => sum + Math.abs(reward), 0) / rows.length;
  const counted = rows.flatMap(({ values, copies = [], label, reward }) =>
    [values, ...copies].map((own) => {
      return { values: own, label, count: pnlWeight(reward, size) / (1 + copies.length) };
    }),
  );
  return {
    values: counted.map(({ values }) => values),
    targets: counted.map(({ label }) => label),
    counts: counted.map(({ count }) => count),
  };
}

/** What may be learned from: labelled rows, and of whatever else there is what was known in time. */
export interface Seen {
  rows: readonly LabelledRow[];
  maySee: MaySee;
}

/** What fitting gives: how features are standardised, and the layers. */
export interface Fitted {
  standardise: TrainedModel['standardise'];
  layers: readonly TrainedLayer[];
}

/** Fits a model; `name` is which fit of one training it is. */
export type Fit = (name: string, seen: Seen) => Promise<Fitted>;

/** A fit that is made once under each name, and asked for again. */
export function fittedOnce(fit: Fit): Fit {
  const made = new Map<string, Promise<Fitted>>();
  return (name, seen) => {
    const fitted = made.get(name) ?? fit(name, seen);
    made.set(name, fitted);
    return fitted;
  };
}

/** A ridge logistic regression: the minimum itself, so that nothing random is in it. */
export const fitLogistic: Fit = (_name, { rows }) => {
  const { values, targets, counts } = trainingSet(rows);
  const { mean, scale, weights, intercept } = ridgeLogistic(values, targets, counts);
  const layer: TrainedLayer = { units: 1, activation: 'linear', kernel: weights, bias: [intercept] };
  return Promise.resolve({ standardise: { mean, scale }, layers: [layer] });
};

const NO_GROUPS: ScoredGroups = { underlying: '', session_hour: null, account: null };

/**
 * The logits of a fitted model as it will be served: its weights as they are stored. Of one that chooses among actions
 * it is that of following beside skipping.
 */
export function logitOf(fitted: Fitted): (values: Float64Array) => number {
  const inputs = Array.from(fitted.standardise.mean, (_, i) => String(i));
  const whole = {
    ...fitted,
    inputs,
    spec_id: '',
    adjust: [],
    posterior: null,
    calibration: null,
    actions: fitted.layers.at(-1)?.activation === 'softmax' ? ACTIONS : null,
  };
  const { model, weights } = placed(whole, 'mlp');
  const scorer = scorerOf(model, weights, inputs);
  return (values) => scorer.logit(values, NO_GROUPS);
}
