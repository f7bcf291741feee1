import { learnsPreferences } from './kinds.js';
import type { TrainingConfig } from './training-config.js';

/** How a model is trained where nobody says so. It loads nothing, so that workflows know it too. */
export const DEFAULT_CONFIG: TrainingConfig = {
  hidden: [32, 16],
  activation: 'relu',
  epochs: 200,
  batch: 256,
  learning_rate: 0.001,
  weight_decay: 0.01,
  checkpoint_every: 10,
  folds: 5,
  embargo_sessions: 1,
  perturbation: 0,
  beta: 0.1,
};

/**
 * How a policy or a reward model is trained where nobody says so: without hidden layers, since of fewer than ten
 * thousand preferences more does not come out than of their inputs themselves.
 */
const POLICY_CONFIG: TrainingConfig = { ...DEFAULT_CONFIG, hidden: [], epochs: 100, learning_rate: 0.05 };

export function defaultConfig(kind: string | null): TrainingConfig {
  return learnsPreferences(kind) ? POLICY_CONFIG : DEFAULT_CONFIG;
}

/** How far a window reaches back where nobody says so. */
export const DEFAULT_DAYS = 60;
