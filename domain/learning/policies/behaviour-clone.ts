import { ridgeLogistic } from '../baselines/ridge-logistic.js';
import type { TrainedLayer, TrainedModel } from '../artifact/trained-model.js';
import type { Choice } from './preference.js';

/** What the human will do, as a choice among the actions: the reference that policies start from, and never the aim. */
export interface BehaviourClone {
  standardise: TrainedModel['standardise'] & { mean: Float64Array; scale: Float64Array };
  /** By input, of following beside skipping. */
  weights: Float64Array;
  intercept: number;
}

/** A ridge logistic regression of what was done. `width`: how many features there are, also where nothing was done. */
export function behaviourClone(
  choices: readonly Pick<Choice, 'values' | 'target'>[],
  width: number,
): BehaviourClone {
  const { mean, scale, weights, intercept } = ridgeLogistic(
    choices.map(({ values }) => values),
    choices.map(({ target }) => target),
  );
  if (choices.length > 0) return { standardise: { mean, scale }, weights, intercept };
  const nothing = () => new Float64Array(width);
  return { standardise: { mean: nothing(), scale: nothing().fill(1) }, weights: nothing(), intercept };
}

/** The first action, to skip, has the logit 0: the softmax of the two is the chance to follow. */
export function cloneLayer({ weights, intercept }: BehaviourClone): TrainedLayer {
  const kernel = Array.from(weights).flatMap((weight) => [0, weight]);
  return { units: 2, activation: 'softmax', kernel, bias: [0, intercept] };
}
