/** A share estimated from counts, with the ends of its 95 % interval; all null where nothing was counted. */
export interface Proportion {
  rate: number | null;
  low: number | null;
  high: number | null;
}

/** The 97.5 % point of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * A share and its 95 % Wilson score interval, which holds its level for small counts and at 0 and 1 as well. Wilson,
 * "Probable inference, the law of succession, and statistical inference", JASA 22 (1927); formula as method 3 of
 * Newcombe, Statistics in Medicine 17 (1998).
 */
export function wilson(successes: number, trials: number): Proportion {
  if (trials === 0) return { rate: null, low: null, high: null };
  const rate = successes / trials;
  const centre = 2 * successes + Z * Z;
  const spread = Z * Math.sqrt(Z * Z + 4 * successes * (1 - rate));
  const scale = 2 * (trials + Z * Z);
  return {
    rate,
    low: successes === 0 ? 0 : (centre - spread) / scale,
    high: successes === trials ? 1 : (centre + spread) / scale,
  };
}

/**
 * A share less another, and its 95 % interval from theirs; all null where either is. Method 10 of Newcombe, Statistics
 * in Medicine 17 (1998).
 */
export function differenceOfShares(
  before: Proportion,
  after: Proportion,
): { difference: number | null } & Pick<Proportion, 'low' | 'high'> {
  if (before.rate === null || before.low === null || before.high === null)
    return { difference: null, low: null, high: null };
  if (after.rate === null || after.low === null || after.high === null)
    return { difference: null, low: null, high: null };
  const difference = after.rate - before.rate;
  return {
    difference,
    low: difference - Math.hypot(after.rate - after.low, before.high - before.rate),
    high: difference + Math.hypot(after.high - after.rate, before.rate - before.low),
  };
}
