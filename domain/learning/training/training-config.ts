import { hash } from 'node:crypto';
import { z } from 'zod';
import { learningJson } from '../../algorithm/canonical-json.js';
import { firstIssue, type Refused } from '../features/feature-specification.js';
import { DEFAULT_CONFIG, DEFAULT_DAYS } from './default-config.js';

const count = z.int().min(1).max(100_000);

export const configSchema = z.strictObject({
  /** Units of each hidden layer. */
  hidden: z.array(z.int().min(1).max(1_024)).max(8),
  activation: z.literal('relu'),
  epochs: count,
  batch: count,
  learning_rate: z.number().gt(0).max(1),
  weight_decay: z.number().min(0).max(1),
  /** Epochs between two checkpoints. */
  checkpoint_every: count,
  /** Folds forward in time. */
  folds: z.int().min(1).max(100),
  embargo_sessions: z.int().min(0).max(1_000),
  /** By which share of its standard deviation each feature of training rows is jittered; 0: not at all. */
  perturbation: z.number().min(0).max(1),
  /** How far a policy may go from the reference. */
  beta: z.number().gt(0),
});

/** How a model is trained. */
export type TrainingConfig = z.infer<typeof configSchema>;

/** The configuration that a JSON value is, with defaults; else the path and the value of what it may not have. */
export function parseConfig(value: unknown): TrainingConfig | Refused {
  const { data, error } = configSchema.partial().safeParse(value);
  return data === undefined ? { refused: firstIssue(value, error) } : configOf(data);
}

function configOf(given: Partial<Record<keyof TrainingConfig, unknown>>): TrainingConfig {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_CONFIG, ...Object.fromEntries(set) };
}

/** A way of making models: evidence adds up over all that are made so. */
export function lineageOf(kind: string, way: { config: TrainingConfig; days: number; seed: number }): string {
  const text = learningJson({ ...way });
  if (text === learningJson({ config: DEFAULT_CONFIG, days: DEFAULT_DAYS, seed: 0 })) return kind;
  return `${kind}-${hash('sha256', text, 'hex').slice(0, 8)}`;
}
