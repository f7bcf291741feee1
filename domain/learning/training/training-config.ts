import { hash } from 'node:crypto';
import { z } from 'zod';
import { learningJson } from '../../algorithm/canonical-json.js';
import { firstIssue, type Refused } from '../features/feature-specification.js';
import type { Basis } from '../policies/basis.js';
import { defaultConfig, DEFAULT_DAYS } from './default-config.js';
import { learnsPreferences, type RetrainedKind } from './kinds.js';

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
  beta: z.number().gt(0).max(1_000_000),
});

/** How a model is trained. */
export type TrainingConfig = z.infer<typeof configSchema>;

/**
 * The configuration that a JSON value is, with the defaults of a kind of model; else the path and the value of what it
 * may not have.
 */
export function parseConfig(value: unknown, kind: RetrainedKind | null): TrainingConfig | Refused {
  const { data, error } = configSchema.partial().safeParse(value);
  if (data === undefined) return { refused: firstIssue(value, error) };
  const set = Object.entries(data).filter(([, given]) => given !== undefined);
  const config = { ...defaultConfig(kind), ...Object.fromEntries(set) };
  if (learnsPreferences(kind) && config.perturbation > 0)
    return {
      refused: `perturbation: ${config.perturbation}: ${kind} learns of no jittered copies: leave it out`,
    };
  return config;
}

/** A way of making models: evidence adds up over all that are made so. */
export function lineageOf(
  kind: string,
  { basis, ...way }: { config: TrainingConfig; days: number; seed: number; basis?: Basis },
): string {
  const name = basis === 'taste' && kind !== 'clone' ? `${kind}-taste` : kind;
  const text = learningJson({ ...way });
  if (text === learningJson({ config: defaultConfig(kind), days: DEFAULT_DAYS, seed: 0 })) return name;
  return `${name}-${hash('sha256', text, 'hex').slice(0, 8)}`;
}
