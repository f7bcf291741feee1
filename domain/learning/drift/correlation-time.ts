/** What a pair of autocorrelations of independent values stays below in nineteen of twenty, in its standard errors. */
const BY_CHANCE = 1.645;

/**
 * How many values in a row say as much as one that is independent of the others: 1 + twice the sum of the
 * autocorrelations of their ranks, taken in pairs until a pair is no more than chance makes (after Geyer, "Practical
 * Markov chain Monte Carlo", Statistical Science 7, 1992). 1 where nothing varies.
 */
export function correlationTime(values: readonly number[]): number {
  const ranks = centredRanks(values);
  const variance = productSum(ranks, 0);
  if (variance === 0) return 1;
  const chance = BY_CHANCE * Math.sqrt(2 / values.length);
  let time = 1;
  for (let lag = 1; lag < ranks.length - 1; lag += 2) {
    const pair = (productSum(ranks, lag) + productSum(ranks, lag + 1)) / variance;
    if (pair <= chance) break;
    time += 2 * pair;
  }
  return time;
}

/** Their ranks, ties at the middle, less the mean rank. */
function centredRanks(values: readonly number[]): Float64Array {
  const order = values.map((value, i) => ({ value, i })).sort((a, b) => a.value - b.value);
  const ranks = new Float64Array(values.length);
  const middle = (values.length - 1) / 2;
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && order[to]?.value === order[from]?.value) to++;
    for (const { i } of order.slice(from, to)) ranks[i] = (from + to - 1) / 2 - middle;
  }
  return ranks;
}

function productSum(values: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < values.length; i++) sum += (values[i] as number) * (values[i - lag] as number);
  return sum;
}
