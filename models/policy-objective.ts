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
/** To skip, and to follow. */
const ACTIONS = 2;

/** What a policy learns of preferences. `beta`: how much it costs to leave the reference. */
export function policyObjective(
  kind: PolicyKind,
  preferences: readonly Referred[],
  { beta }: { beta: number },
): Objective {
  if (kind !== 'ppo')
    return { outputs: ACTIONS, slope: sloped(ACTIONS, lossOf(kind, preferences, { beta })) };
  const old = new Float64Array(ACTIONS * preferences.length);
  const [chances, last] = [new Float64Array(ACTIONS), new Float64Array(ACTIONS)];
  const { about, read } = aboutRows(preferences);
  const asked = { ...about, old: last, beta };
  return {
    outputs: ACTIONS,
    passes: PASSES,
    beginEpoch(outputs) {
      for (let row = 0; row < preferences.length; row++) {
        readRow(outputs, row, chances);
        old.set(logChances(chances, chances), row * ACTIONS);
      }
    },
    slope: sloped(ACTIONS, (logits, row, slope) => {
      read(row);
      readRow(old, row, last);
      return ppoLoss(logits, asked, slope);
    }),
    endsEpoch(outputs) {
      let far = 0;
      for (let row = 0; row < preferences.length; row++) {
        readRow(outputs, row, chances);
        readRow(old, row, last);
        far += divergenceFrom(last, logChances(chances, chances));
      }
      return far / preferences.length > FAR;
    },
  };
}

/** What a reward model learns: what following comes to, beside leaving it. */
export function rewardObjective(preferences: readonly Preference[]): Objective {
  return { outputs: 1, slope: sloped(1, rewardRowLoss(preferences)) };
}

/** The loss of one row, whose slope is added into `slope`. */
type RowLoss = (outputs: Float64Array, row: number, slope: Float64Array) => number;

function lossOf(kind: 'dpo' | 'rrhf', preferences: readonly Referred[], { beta }: { beta: number }): RowLoss {
  const { about, read } = aboutRows(preferences);
  const asked = { ...about, beta };
  return (logits, row, slope) => {
    read(row);
    return kind === 'dpo' ? dpoLoss(logits, asked, slope) : rrhfLoss(logits, asked, slope);
  };
}

function rewardRowLoss(preferences: readonly Preference[]): RowLoss {
  const rewards = Float64Array.from(preferences, ({ rewards: [, follow] }) => follow);
  return (outputs, row, slope) => rewardLoss(outputs[0] as number, rewards[row] as number, slope);
}

/**
 * What losses ask of a row beside its outputs, once it is read: always in the same places, out of numbers that stand
 * side by side, since a fit reads millions of rows.
 */
function aboutRows(preferences: readonly Referred[]) {
  const rewards = new Float64Array(ACTIONS * preferences.length);
  const reference = new Float64Array(ACTIONS * preferences.length);
  preferences.forEach((one, row) => {
    rewards.set(one.rewards, row * ACTIONS);
    reference.set(one.reference, row * ACTIONS);
  });
  const about = { rewards: new Float64Array(ACTIONS), reference: new Float64Array(ACTIONS) };
  return {
    about,
    read: (row: number) => {
      readRow(rewards, row, about.rewards);
      readRow(reference, row, about.reference);
    },
  };
}

/** Copies a row of numbers that stand row after row. */
function readRow(numbers: ArrayLike<number>, row: number, to: Float64Array): void {
  for (let k = 0; k < to.length; k++) to[k] = numbers[row * to.length + k] as number;
}

function sloped(width: number, loss: RowLoss): Objective['slope'] {
  const [own, slope] = [new Float64Array(width), new Float64Array(width)];
  return (outputs, rows) => {
    const slopes = new Float32Array(outputs.length);
    for (let i = 0; i < rows.length; i++) {
      readRow(outputs, i, own);
      for (let k = 0; k < width; k++) slope[k] = 0;
      loss(own, rows[i] as number, slope);
      for (let k = 0; k < width; k++) slopes[i * width + k] = (slope[k] as number) / rows.length;
    }
    return slopes;
  };
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
  const loss: RowLoss =
    kind === 'reward'
      ? rewardRowLoss(preferences)
      : kind === 'ppo'
        ? (logits, row) => rewardGivenUp(logits, preferences[row] as Referred, beta)
        : lossOf(kind, preferences, { beta });
  const own = new Float64Array(kind === 'reward' ? 1 : ACTIONS);
  const slope = new Float64Array(own.length);
  let all = 0;
  for (let row = 0; row < preferences.length; row++) {
    readRow(outputs, row, own);
    all += loss(own, row, slope);
  }
  return all / preferences.length;
}

function rewardGivenUp(logits: Float64Array, { rewards, reference }: Referred, beta: number): number {
  const chances = logChances(logits);
  const expected = chances.reduce((sum, one, i) => sum + Math.exp(one) * (rewards[i] as number), 0);
  return beta * divergenceFrom(chances, reference) - expected;
}

/** How far a policy has gone from the reference: the mean over the rows. */
export function meanDivergence(outputs: Float32Array, preferences: readonly Referred[]): number {
  const own = new Float64Array(ACTIONS);
  let all = 0;
  for (const [row, { reference }] of preferences.entries()) {
    readRow(outputs, row, own);
    all += divergenceFrom(logChances(own, own), reference);
  }
  return all / preferences.length;
}
