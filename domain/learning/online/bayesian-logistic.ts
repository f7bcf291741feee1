import { sigmoid } from '../baselines/ridge-logistic.js';
import { dot, factorise, forwards, solvedBy } from './cholesky.js';

/** A normal distribution of weights, the last of them the intercept's. */
export interface Posterior {
  /** (size): the weights' means. */
  mean: Float64Array;
  /** (size × size), row by row: the inverse of their covariance. */
  precision: Float64Array;
  /** The lower factor of the precision by Cholesky, (size × size), row by row. */
  factor: Float64Array;
}

/** What is known before anything is: means 0, variances 1. */
export function prior(size: number): Posterior {
  const precision = new Float64Array(size * size);
  for (let i = 0; i < size; i++) precision[i * size + i] = 1;
  return { mean: new Float64Array(size), precision, factor: Float64Array.from(precision) };
}

/**
 * Takes one label in, in place: a step of Laplace's approximation (the extended Kalman filter of a logistic
 * regression). What was known before is forgotten by 1 − λ towards the prior, so that the covariance never exceeds that
 * one; then the label counts `weight` times.
 *
 * `input` is (size), its last entry 1; `forgetting` is λ in (0, 1], 1 forgets nothing.
 */
export function learn(
  { mean, precision, factor }: Posterior,
  input: Float64Array,
  { label, weight, forgetting }: { label: 0 | 1; weight: number; forgetting: number },
): void {
  const size = mean.length;
  const p = sigmoid(dot(mean, input));
  const information = weight * p * (1 - p);
  for (let i = 0; i < size; i++) {
    const scaled = information * (input[i] as number);
    for (let j = 0; j < size; j++) {
      const at = i * size + j;
      const kept = forgetting * (precision[at] as number) + (i === j ? 1 - forgetting : 0);
      precision[at] = kept + scaled * (input[j] as number);
    }
  }
  factorise(precision, factor, size);
  const gain = solvedBy(factor, input);
  const step = weight * (label - p);
  for (let i = 0; i < size; i++) mean[i] = (mean[i] as number) + step * (gain[i] as number);
}

/**
 * The logit of P(label is 1), averaged over what the weights may be: that of their means, drawn to 0 by their variance
 * (MacKay, "The evidence framework applied to classification networks", 1992).
 */
export function integratedLogit({ mean, factor }: Posterior, input: Float64Array): number {
  const half = forwards(factor, input);
  return dot(mean, input) / Math.sqrt(1 + (Math.PI * dot(half, half)) / 8);
}

/** The covariance of the weights, (size × size), row by row. */
export function covarianceOf({ mean: { length: size }, factor }: Posterior): Float64Array {
  const covariance = new Float64Array(size * size);
  const unit = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    unit.fill(0)[i] = 1;
    covariance.set(solvedBy(factor, unit), i * size);
  }
  return covariance;
}
