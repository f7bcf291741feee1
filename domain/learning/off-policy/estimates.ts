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
  const weighted = weight.map((w, i) => w * (reward[i] as number));
  const ips = meanEstimate(weighted);
  const all = sum(weight);
  const snips = sum(weighted) / all;
  const scale = weight.length / all;
  const largest = quantile(weight, SWITCH);
  const corrected = weight.map((w, i) => w * ((reward[i] as number) - (expected[i] as number)));
  return {
    ...{ naive: meanEstimate(reward), ips },
    snips:
      all > 0
        ? around(snips, errorOf(weight.map((w, i) => scale * w * ((reward[i] as number) - snips))))
        : NO_ESTIMATE,
    dm: meanEstimate(value),
    dr: meanEstimate(value.map((v, i) => v + (corrected[i] as number))),
    switch_dr: meanEstimate(
      value.map((v, i) => ((weight[i] as number) <= largest ? v + (corrected[i] as number) : v)),
    ),
  };
}

const NO_ESTIMATE: Estimate = { value: null, se: null, low: null, high: null };

/** By how many rows of equal weight the weights count: (Σw)² ÷ Σw²; 0 without any weight. */
export function effectiveRows(weights: Float64Array): number {
  let squares = 0;
  for (const weight of weights) squares += weight * weight;
  return squares > 0 ? sum(weights) ** 2 / squares : 0;
}

function meanEstimate(values: Float64Array): Estimate {
  return around(sum(values) / values.length, errorOf(values));
}

function around(value: number, se: number | null): Estimate {
  return se === null ? { ...NO_ESTIMATE, value } : { value, se, low: value - Z * se, high: value + Z * se };
}

/** Of a mean; null for one value. */
function errorOf(values: Float64Array): number | null {
  if (values.length < 2) return null;
  const mean = sum(values) / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

export function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
