import { spreadOf } from '../baselines/ridge-logistic.js';

/** Means and standard deviations of features over the rows seen so far (Welford, Technometrics 4, 1962). */
export interface RunningScale {
  see(values: Float64Array): void;
  /** (width + 1): each feature less its mean, ÷ its standard deviation, then 1. What never varies is not divided. */
  standardised(values: Float64Array): Float64Array;
  mean(): Float64Array;
  scale(): Float64Array;
}

export function runningScale(width: number): RunningScale {
  let seen = 0;
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  const scaleOf = (i: number) => spreadOf(Math.sqrt((squares[i] as number) / seen), mean[i] as number);
  return {
    see(values) {
      seen++;
      for (let i = 0; i < width; i++) {
        const before = (values[i] as number) - (mean[i] as number);
        mean[i] = (mean[i] as number) + before / seen;
        squares[i] = (squares[i] as number) + before * ((values[i] as number) - (mean[i] as number));
      }
    },
    standardised(values) {
      const input = new Float64Array(width + 1);
      for (let i = 0; i < width; i++) input[i] = ((values[i] as number) - (mean[i] as number)) / scaleOf(i);
      input[width] = 1;
      return input;
    },
    mean: () => Float64Array.from(mean),
    scale: () => Float64Array.from(mean, (_, i) => scaleOf(i)),
  };
}
