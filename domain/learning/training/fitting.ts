import type { TrainedLayer, TrainedModel } from '../artifact/trained-model.js';
import { placed } from '../artifact/trained-model.js';
import { ridgeLogistic } from '../baselines/ridge-logistic.js';
import { scorerOf, type ScoredGroups } from '../serving/scorer.js';

/** What a model is fitted to: features, what is to be predicted, and how much each row counts. */
export interface TrainingSet {
  values: readonly Float64Array[];
  targets: readonly (0 | 1)[];
  counts: readonly number[];
}

/** What fitting gives: how features are standardised, and the layers. */
export interface Fitted {
  standardise: TrainedModel['standardise'];
  layers: readonly TrainedLayer[];
}

/** Fits a model; `name` is which fit of one training it is. */
export type Fit = (name: string, set: TrainingSet) => Promise<Fitted>;

/** A ridge logistic regression: the minimum itself, so that nothing random is in it. */
export const fitLogistic: Fit = (_name, { values, targets, counts }) => {
  const { mean, scale, weights, intercept } = ridgeLogistic(values, targets, counts);
  const layer: TrainedLayer = { units: 1, activation: 'linear', kernel: weights, bias: [intercept] };
  return Promise.resolve({ standardise: { mean, scale }, layers: [layer] });
};

const NO_GROUPS: ScoredGroups = { underlying: '', session_hour: null, account: null };

/** The logits of a fitted model as it will be served: its weights as they are stored. */
export function logitOf(fitted: Fitted): (values: Float64Array) => number {
  const inputs = Array.from(fitted.standardise.mean, (_, i) => String(i));
  const whole = {
    ...fitted,
    inputs,
    spec_id: '',
    adjust: [],
    posterior: null,
    calibration: null,
    actions: null,
  };
  const { model, weights } = placed(whole, 'mlp');
  const scorer = scorerOf(model, weights, inputs);
  return (values) => scorer.logit(values, NO_GROUPS);
}
