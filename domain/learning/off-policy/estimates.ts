/** A logged decision, and what a target policy would have done with it. */
export interface WeightedRow {
  /** The target's chance of the logged action ÷ the log's. */
  weight: number;
  reward: number;
  /** The expected reward of the logged action, by a model that has not seen this row, … */
  expected: number;
  /** … and of the target policy. */
  value: number;
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
export function policyEstimates(rows: readonly WeightedRow[]): Estimates {
  const weights = rows.map(({ weight }) => weight);
  const all = sum(weights);
  const largest = quantile(weights, SWITCH);
  const doubly = (kept: (weight: number) => boolean) =>
    meanEstimate(
      rows.map(({ weight, reward, expected, value }) =>
        kept(weight) ? value + weight * (reward - expected) : value,
      ),
    );
  const snips = all > 0 ? sum(rows.map(({ weight, reward }) => weight * reward)) / all : null;
  return {
    naive: meanEstimate(rows.map(({ reward }) => reward)),
    ips: meanEstimate(rows.map(({ weight, reward }) => weight * reward)),
    snips:
      snips === null
        ? NO_ESTIMATE
        : around(
            snips,
            errorOf(rows.map(({ weight, reward }) => (weight * (reward - snips) * rows.length) / all)),
          ),
    dm: meanEstimate(rows.map(({ value }) => value)),
    dr: doubly(() => true),
    switch_dr: doubly((weight) => weight <= largest),
  };
}

const NO_ESTIMATE: Estimate = { value: null, se: null, low: null, high: null };

/** By how many rows of equal weight the weights count: (Σw)² ÷ Σw²; 0 without any weight. */
export function effectiveRows(weights: readonly number[]): number {
  const squares = sum(weights.map((weight) => weight * weight));
  return squares > 0 ? sum(weights) ** 2 / squares : 0;
}

/** By linear interpolation between the two values beside it. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (at - Math.floor(at)) * (high - low);
}

function meanEstimate(values: readonly number[]): Estimate {
  return around(sum(values) / values.length, errorOf(values));
}

function around(value: number, se: number | null): Estimate {
  return se === null ? { ...NO_ESTIMATE, value } : { value, se, low: value - Z * se, high: value + Z * se };
}

/** Of a mean; null for one value. */
function errorOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = sum(values) / values.length;
  const squares = sum(values.map((value) => (value - mean) ** 2));
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
