import { sigmoid } from '../baselines/ridge-logistic.js';
import { ACTIONS } from '../policies/actions.js';
import { behaviourClone, cloneLayer } from '../policies/behaviour-clone.js';
import { choicesOf } from '../policies/preference.js';
import type { Retrained } from './retrain.js';
import type { LabelledRow, TrainingRow } from './training-row.js';
import type { ForwardScore } from './walk-forward-scores.js';

/** The kinds that are made with every other, and serve where nothing is better. */
export const BASELINE_KINDS = ['base_rate', 'always_follow', 'clone'] as const;

/** A logit at which a chance is 1 as far as a double goes. */
const SURE = 40;

/** What the baselines are made from: the window, and what was said of its folds. */
export interface BaselineWindow {
  rows: readonly LabelledRow[];
  all: readonly TrainingRow[];
  spec_id: string;
  features: readonly string[];
  heldBack: readonly string[];
  scores: readonly ForwardScore[];
}

/** How often following paid, with one gain and one loss added: a model without inputs. */
export function baseRateModel(window: BaselineWindow): Retrained {
  const wins = window.rows.reduce<number>((sum, { label }) => sum + label, 0);
  const logit = Math.log((wins + 1) / (window.rows.length - wins + 1));
  const said = ({ baselines }: ForwardScore) => Math.log(baselines.base_rate / (1 - baselines.base_rate));
  return constant(window, { logit, said });
}

export function alwaysFollowModel(window: BaselineWindow): Retrained {
  return constant(window, { logit: SURE, said: () => SURE });
}

function constant(
  { spec_id, scores }: BaselineWindow,
  { logit, said }: { logit: number; said: (score: ForwardScore) => number },
): Retrained {
  const layers = [{ units: 1, activation: 'linear' as const, kernel: [], bias: [logit] }];
  return {
    model: {
      ...{ spec_id, inputs: [], standardise: { mean: [], scale: [] }, layers, adjust: [] },
      ...{ posterior: null, calibration: null, actions: null },
    },
    scores: scores.map((score) => ({ ...score, logit: said(score), p_win: sigmoid(said(score)) })),
    ...{ folded: [], sharpes: [], folds: 0, purged: 0, embargoed: 0 },
  };
}

/** What the human will do: what policies are compared with, and never the aim. */
export function cloneModel({ all, spec_id, features, heldBack }: BaselineWindow): Retrained {
  const inputs = features.filter((name) => !heldBack.includes(name));
  const clone = behaviourClone(choicesOf(all, { features, inputs }), inputs.length);
  return {
    model: {
      ...{ spec_id, inputs, standardise: clone.standardise, layers: [cloneLayer(clone)], adjust: [] },
      ...{ posterior: null, calibration: null, actions: ACTIONS },
    },
    ...{ scores: [], folded: [], sharpes: [], folds: 0, purged: 0, embargoed: 0 },
  };
}
