import { P_WIN, type ModelFile } from '../artifact/model-file.js';
import { isFollowed } from '../predictions/prediction.js';
import { scorerOf, type ScoredGroups } from './scorer.js';

/** The chances with which a policy skips and follows. */
export interface ActionChances {
  skip: number;
  follow: number;
}

/** A model as a policy: what it would do about one decision after the other. */
export type ReplayedPolicy = (values: Float64Array, groups: ScoredGroups) => ActionChances;

/**
 * The policy of a model that is handed `features`. One that chooses among the actions has their chances; one that says
 * how likely following pays follows above one half, surely. Null for a model with other outputs.
 */
export function replayedPolicy(
  model: ModelFile,
  weights: Float32Array,
  features: readonly string[],
): ReplayedPolicy | null {
  const scorer = scorerOf(model, weights, features);
  if (model.outputs.length === 1 && model.outputs[0] === P_WIN)
    return (values, groups) => (isFollowed(scorer.pWin(values, groups)) ? FOLLOWS : SKIPS);
  const [skip, follow] = [model.outputs.indexOf('skip'), model.outputs.indexOf('follow')];
  if (model.outputs.length !== 2 || skip === -1 || follow === -1) return null;
  const chances = new Float64Array(2);
  return (values) => {
    scorer.actions(values, chances);
    return { skip: chances[skip] as number, follow: chances[follow] as number };
  };
}

const FOLLOWS: ActionChances = { skip: 0, follow: 1 };
const SKIPS: ActionChances = { skip: 1, follow: 0 };
