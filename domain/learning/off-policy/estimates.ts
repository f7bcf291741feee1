import { quantile } from './quantile.js';

/** Logged decisions, and what a target policy would have done with them, column by column. */
export interface WeightedRows {
  /** The target's chance of the logged action ÷ the log's. */
  weight: Float64Array;
  reward: Float64Array;
  /** The expected reward of the logged action, by a model that has not seen the row, … */
  expected: Float64Array;
  /** … and of the target policy. */
  value: Float64Array;
}

/** An estimate with its standard error and 95 % interval; null where there is none. */
export interface Estimate {
  value: number | null;
  se: number | null;
  low: number | null;
  high: number | null;
}

export const ESTIMATORS = ['naive', 'ips', 'snips', 'dm', 'dr', 'switch_dr'] as const;
export type Estimates = Record<(typeof ESTIMATORS)[number], Estimate>;

const Z = 1.96;
/** Weights above this quantile of theirs are left to the model. */
const SWITCH = 0.95;

/**
 * What the target policy is worth a decision, by the usual estimators, with errors from the influence of each row: the
 * mean as it was (naive), by weights (ips), by weights that sum to 1 (snips), by the model (dm), by the model with its
 * errors weighted (dr: Dudík, Langford, Li, ICML 2011), and the same where weights are not too large (switch_dr: Wang,
 * Agarwal, Dudík, ICML 2017).
 */
export function policyEstimates({ weight, reward, expected, value }: WeightedRows): Estimates {
  const largest = quantile(weight, SWITCH);
  const weighted = new Float64Array(weight.length);
  const doubly = new Float64Array(weight.length);
  const switched = new Float64Array(weight.length);
  for (let i = 0; i < weight.length; i++) {
    const w = weight[i] as number;
    const corrected = (value[i] as number) + w * ((reward[i] as number) - (expected[i] as number));
    weighted[i] = w * (reward[i] as number);
    doubly[i] = corrected;
    switched[i] = w <= largest ? corrected : (value[i] as number);
  }
  return {
    naive: meanEstimate(reward),
    ips: meanEstimate(weighted),
    snips: ratioEstimate(weighted, weight),
    dm: meanEstimate(value),
    dr: meanEstimate(doubly),
    switch_dr: meanEstimate(switched),
  };
}

const NO_ESTIMATE: Estimate = { value: null, se: null, low: null, high: null };

/** By how many rows of equal weight the weights count: (Σw)² ÷ Σw²; 0 without any weight. */
export function effectiveRows(weights: Float64Array): number {
  const squares = squaresAround(weights, 0);
  return squares > 0 ? sum(weights) ** 2 / squares : 0;
}

function meanEstimate(values: Float64Array): Estimate {
  const mean = sum(values) / values.length;
  return around(mean, errorOf(squaresAround(values, mean), values.length));
}

/** Of a sum ÷ the sum of the weights; none without any weight. */
function ratioEstimate(weighted: Float64Array, weight: Float64Array): Estimate {
  const all = sum(weight);
  if (all === 0) return NO_ESTIMATE;
  const ratio = sum(weighted) / all;
  const influence = new Float64Array(weight.length);
  for (let i = 0; i < weight.length; i++)
    influence[i] = ((weighted[i] as number) - ratio * (weight[i] as number)) * (weight.length / all);
  const mean = sum(influence) / influence.length;
  return around(ratio, errorOf(squaresAround(influence, mean), influence.length));
}

function around(value: number, se: number | null): Estimate {
  return se === null ? { ...NO_ESTIMATE, value } : { value, se, low: value - Z * se, high: value + Z * se };
}

/** Of a mean, by the squares around it; null for one value. */
function errorOf(squares: number, count: number): number | null {
  return count < 2 ? null : Math.sqrt(squares / (count - 1) / count);
}

function squaresAround(values: Float64Array, middle: number): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const apart = (values[i] as number) - middle;
    squares += apart * apart;
  }
  return squares;
}

/** By index, as everything here: to iterate takes four times as long. */
export function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  return total;
}
