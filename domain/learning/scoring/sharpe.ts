import { normalCdf } from '../../market/black-scholes.js';

/** A larger ratio is of returns that vary by rounding alone. */
const NO_RATIO = 1e12;

/** The mean of some returns ÷ their standard deviation; null for fewer than two, or where they do not vary. */
export function sharpeOf(returns: readonly number[]): number | null {
  const { mean, deviation } = momentsOf(returns);
  const ratio = mean / deviation;
  return returns.length < 2 || !(Math.abs(ratio) < NO_RATIO) ? null : ratio;
}

/**
 * The chance that the true Sharpe ratio is above `benchmark` (Bailey and López de Prado, "The Sharpe ratio efficient
 * frontier", Journal of Risk 15, 2012); null where there is no ratio.
 */
export function probabilisticSharpe(returns: readonly number[], benchmark: number): number | null {
  const sharpe = sharpeOf(returns);
  if (sharpe === null) return null;
  const { skewness, kurtosis } = momentsOf(returns);
  return psrOf({ sharpe, count: returns.length, skewness, kurtosis, benchmark });
}

/** The same from the moments; `kurtosis` of a normal distribution is 3. */
export function psrOf({
  sharpe,
  count,
  skewness,
  kurtosis,
  benchmark,
}: Record<'sharpe' | 'count' | 'skewness' | 'kurtosis' | 'benchmark', number>): number {
  const variance = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;
  return normalCdf(((sharpe - benchmark) * Math.sqrt(count - 1)) / Math.sqrt(Math.max(variance, 1e-12)));
}

const EULER = 0.5772156649015329;

/**
 * The largest of so many ratios that luck alone is expected to give, where they vary by `variance` (Bailey and López de
 * Prado, "The deflated Sharpe ratio", Journal of Portfolio Management 40, 2014); 0 for one trial.
 */
export function expectedLargest(trials: number, variance: number): number {
  if (trials < 2) return 0;
  const largest =
    (1 - EULER) * inverseNormal(1 - 1 / trials) + EULER * inverseNormal(1 - 1 / (trials * Math.E));
  return Math.sqrt(variance) * largest;
}

function momentsOf(values: readonly number[]) {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const central = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / count;
  const variance = central(2);
  const deviation = Math.sqrt((variance * count) / Math.max(1, count - 1));
  return {
    ...{ mean, deviation },
    // A square may be 0 where the number is not.
    skewness: variance ** 2 > 0 ? central(3) / variance ** 1.5 : 0,
    kurtosis: variance ** 2 > 0 ? central(4) / variance ** 2 : 3,
  };
}

/** The z with Φ(z) = p, by bisection. */
function inverseNormal(p: number): number {
  let [low, high] = [-40, 40];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
