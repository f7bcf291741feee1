const LEAST_OF_EITHER = 20;
/** The 99 % point of the standard normal distribution. */
const Z_99 = 2.3263478740408408;

/**
 * The lower 99 % bound of how well a feature alone separates labels, whichever way it leans, with the variance of
 * DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988). Null under twenty labels of either kind: that says nothing.
 */
export function leakBound(values: ArrayLike<number>, labels: ArrayLike<number>): number | null {
  const [lost, won] = [0, 1].map((kind) => ofLabel(values, labels, kind).sort()) as [
    Float64Array,
    Float64Array,
  ];
  if (won.length < LEAST_OF_EITHER || lost.length < LEAST_OF_EITHER) return null;
  const [above, below] = [sharesBelow(won, lost), sharesBelow(lost, won)];
  const auc = meanOf(above);
  const error = Math.sqrt(varianceOf(above) / won.length + varianceOf(below) / lost.length);
  return Math.max(auc, 1 - auc) - Z_99 * error;
}

function ofLabel(values: ArrayLike<number>, labels: ArrayLike<number>, kind: number): Float64Array {
  const own = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (labels[i] === kind) own[count++] = values[i] as number;
  return own.slice(0, count);
}

/** For each of the one kind the share of the other that lies below it, ties half. Both are in order. */
function sharesBelow(own: Float64Array, others: Float64Array): Float64Array {
  let [below, through] = [0, 0];
  return own.map((value) => {
    while (below < others.length && (others[below] as number) < value) below++;
    while (through < others.length && (others[through] as number) <= value) through++;
    return (below + (through - below) / 2) / others.length;
  });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: Float64Array): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
