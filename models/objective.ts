import { sigmoid } from '../domain/learning/baselines/ridge-logistic.js';
import type { TrainingSet } from '../domain/learning/training/fitting.js';

/** What a network is to learn of its rows. */
export interface Objective {
  /** How many numbers the network gives for a row. */
  outputs: number;
  /** The slope of the mean loss of some rows by each of their outputs, row by row. */
  slope(outputs: Float32Array, rows: Uint32Array): Float32Array;
  /** At most so many passes over the rows make an epoch; without it one. */
  passes?: number;
  /** Hears the outputs of all rows as an epoch begins, … */
  beginEpoch?(outputs: Float32Array): void;
  /** … and after each pass, and may end the epoch by it. */
  endsEpoch?(outputs: Float32Array): boolean;
}

/**
 * The log loss of one output, the logit of P(target is 1): what was said less what came, as often as each row counts.
 */
export function logLossObjective({ targets, counts }: Pick<TrainingSet, 'targets' | 'counts'>): Objective {
  return {
    outputs: 1,
    slope: (outputs, rows) =>
      Float32Array.from(rows, (row, i) => {
        const off = sigmoid(outputs[i] as number) - (targets[row] as number);
        return (off * (counts[row] as number)) / rows.length;
      }),
  };
}
