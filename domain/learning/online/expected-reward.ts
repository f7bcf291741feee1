import { dot, factorise, solvedBy } from './cholesky.js';

/** What a scenario's reward is expected to be, by its features: a ridge regression, one reward at a time. */
export interface ExpectedReward {
  /** Before the reward is learned: so no reward has a part in what it is compared with. */
  of(input: Float64Array): number;
  learn(input: Float64Array, reward: number): void;
}

/**
 * Recursive least squares with normal priors of variance 1, in units of rewards; what was learned is forgotten by 1 − λ
 * a label. Inputs are (size), the last entry 1.
 */
export function expectedReward(size: number, { forgetting }: { forgetting: number }): ExpectedReward {
  const weights = new Float64Array(size);
  const precision = new Float64Array(size * size);
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) precision[i * size + i] = 1;
  return {
    of: (input) => dot(weights, input),
    learn(input, reward) {
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          const kept = forgetting * (precision[i * size + j] as number) + (i === j ? 1 - forgetting : 0);
          precision[i * size + j] = kept + (input[i] as number) * (input[j] as number);
        }
      factorise(precision, factor, size);
      const error = reward - dot(weights, input);
      solvedBy(factor, input).forEach((gain, i) => {
        weights[i] = (weights[i] as number) + error * gain;
      });
    },
  };
}
