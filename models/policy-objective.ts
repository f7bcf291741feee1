import {
  divergenceFrom,
  dpoLoss,
  logChances,
  ppoLoss,
  rewardLoss,
  rrhfLoss,
} from '../domain/learning/policies/losses.js';
import type { Preference } from '../domain/learning/policies/preference.js';
import type { Objective } from './objective.js';

/** The kinds of policies that start from the behaviour clone. */
export const POLICY_KINDS = ['dpo', 'ppo', 'rrhf'] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];

/** A preference with what the reference would do, as logarithms of chances. */
export interface Referred extends Preference {
  reference: Float64Array;
}

/** PPO leaves its last policy where it has gone so far from it, as the mean over the rows, or after so many passes. */
const [FAR, PASSES] = [0.02, 4];

/** What a policy learns of preferences. `beta`: how much it costs to leave the reference. */
export function policyObjective(
  kind: PolicyKind,
  preferences: readonly Referred[],
  { beta }: { beta: number },
): Objective {
  if (kind !== 'ppo') return { outputs: 2, slope: sloped(2, lossOf(kind, preferences, { beta })) };
  let old: Float64Array[] = [];
  return {
    outputs: 2,
    passes: PASSES,
    beginEpoch(outputs) {
      old = preferences.map((_, row) => logChances(rowOf(outputs, row)));
    },
    slope: sloped(2, (logits, row, slope) => {
      const { rewards, reference } = preferences[row] as Referred;
      return ppoLoss(logits, { rewards, reference, old: old[row] as Float64Array, beta }, slope);
    }),
    endsEpoch(outputs) {
      const far = preferences.reduce(
        (sum, _, row) => sum + divergenceFrom(old[row] as Float64Array, logChances(rowOf(outputs, row))),
        0,
      );
      return far / preferences.length > FAR;
    },
  };
}

/** What a reward model learns: what following comes to, beside leaving it. */
export function rewardObjective(preferences: readonly Preference[]): Objective {
  return { outputs: 1, slope: sloped(1, rewardRowLoss(preferences)) };
}

/** The loss of one row, whose slope is added into `slope`. */
type RowLoss = (outputs: Float32Array, row: number, slope: Float64Array) => number;

function lossOf(kind: 'dpo' | 'rrhf', preferences: readonly Referred[], { beta }: { beta: number }): RowLoss {
  return (logits, row, slope) => {
    const { rewards, reference } = preferences[row] as Referred;
    return kind === 'dpo'
      ? dpoLoss(logits, { rewards, reference, beta }, slope)
      : rrhfLoss(logits, { rewards }, slope);
  };
}

function rewardRowLoss(preferences: readonly Preference[]): RowLoss {
  return (outputs, row, slope) =>
    rewardLoss(outputs[0] as number, (preferences[row] as Preference).rewards[1], slope);
}

function sloped(width: number, loss: RowLoss): Objective['slope'] {
  const own = new Float64Array(width);
  return (outputs, rows) => {
    const slopes = new Float32Array(outputs.length);
    rows.forEach((row, i) => {
      loss(rowOf(outputs, i, width), row, own.fill(0));
      for (let k = 0; k < width; k++) slopes[i * width + k] = (own[k] as number) / rows.length;
    });
    return slopes;
  };
}

function rowOf(outputs: Float32Array, row: number, width = 2): Float32Array {
  return outputs.subarray(row * width, (row + 1) * width);
}

/**
 * How well a model that has not seen them does on preferences, the lower the better: its own loss, and of PPO, whose
 * loss compares with its last policy only, the reward that is given up, with what it costs to leave the reference.
 */
export function meanLoss(
  kind: PolicyKind | 'reward',
  preferences: readonly Referred[],
  { outputs, beta }: { outputs: Float32Array; beta: number },
): number {
  const slope = new Float64Array(2);
  const loss: RowLoss =
    kind === 'reward'
      ? rewardRowLoss(preferences)
      : kind === 'ppo'
        ? (logits, row) => rewardGivenUp(logits, preferences[row] as Referred, beta)
        : lossOf(kind, preferences, { beta });
  const width = kind === 'reward' ? 1 : 2;
  const all = preferences.reduce((sum, _, row) => sum + loss(rowOf(outputs, row, width), row, slope), 0);
  return all / preferences.length;
}

function rewardGivenUp(logits: Float32Array, { rewards, reference }: Referred, beta: number): number {
  const chances = logChances(logits);
  const expected = chances.reduce((sum, one, i) => sum + Math.exp(one) * (rewards[i] as number), 0);
  return beta * divergenceFrom(chances, reference) - expected;
}

/** How far a policy has gone from the reference: the mean over the rows. */
export function meanDivergence(outputs: Float32Array, preferences: readonly Referred[]): number {
  const all = preferences.reduce(
    (sum, { reference }, row) => sum + divergenceFrom(logChances(rowOf(outputs, row)), reference),
    0,
  );
  return all / preferences.length;
}
