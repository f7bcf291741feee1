/** A logistic regression that is drawn towards knowing nothing. */
export interface LogisticModel {
  /** What is taken from each feature, and what it is divided by then. */
  mean: Float64Array;
  scale: Float64Array;
  weights: Float64Array;
  intercept: number;
}

const MOST_STEPS = 50;
/** A step that changes no weight by more has arrived. */
const CLOSE_ENOUGH = 1e-10;
/** So much of a sum is rounding. */
const ROUNDING = 1e-13;

/**
 * The ridge logistic regression of labels on features, by iteratively reweighted least squares: the weights of the
 * standardised features have a normal prior of variance 1, the intercept has none. Where all labels are one, or there
 * are no rows, it says the base rate of a Beta(1, 1) prior whatever the features are, since the intercept has no end.
 * `counts`: how much each row counts; without it each counts once.
 */
export function ridgeLogistic(
  rows: readonly Float64Array[],
  labels: readonly (0 | 1)[],
  counts: readonly number[] = rows.map(() => 1),
): LogisticModel {
  const width = rows[0]?.length ?? 0;
  const { mean, scale } = standardisation(rows, width);
  const wins = labels.reduce<number>((sum, label) => sum + label, 0);
  if (wins === 0 || wins === labels.length)
    return {
      ...{ mean, scale, weights: new Float64Array(width) },
      intercept: Math.log((wins + 1) / (labels.length - wins + 1)),
    };
  const inputs = rows.map((row) => standardised(row, { mean, scale }));
  // The last one is the intercept's, whose input is always 1.
  const start = new Float64Array(width + 1);
  start[width] = Math.log(wins / (labels.length - wins));
  const beta = newton(start, {
    loss: (at) => penalised({ inputs, labels, counts }, at),
    step: (at) => newtonStep({ inputs, labels, counts }, at),
  });
  return { mean, scale, weights: beta.slice(0, width), intercept: beta[width] as number };
}

/** The minimum of a convex loss by Newton's steps, halved where a whole one goes too far. */
export function newton(
  start: Float64Array,
  { loss, step }: { loss: (at: Float64Array) => number; step: (at: Float64Array) => Float64Array },
): Float64Array {
  let [at, value] = [start, loss(start)];
  for (let i = 0; i < MOST_STEPS; i++) {
    const direction = step(at);
    if (Math.max(...direction.map(Math.abs)) < CLOSE_ENOUGH) break;
    const least = value + ROUNDING * Math.abs(value);
    for (let size = 1; size > CLOSE_ENOUGH; size /= 2) {
      const next = at.map((one, j) => one + size * (direction[j] as number));
      const reached = loss(next);
      if (!(reached <= least)) continue;
      [at, value] = [next, reached];
      break;
    }
  }
  return at;
}

/** P(label is 1). */
export function logisticChance(model: LogisticModel, row: Float64Array): number {
  const input = standardised(row, model);
  let z = model.intercept;
  for (let i = 0; i < model.weights.length; i++) z += (input[i] as number) * (model.weights[i] as number);
  return sigmoid(z);
}

export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** So much of a deviation, beside the mean, is the rounding of sums: .1 thirty times does not add up to 3. */
const NO_DEVIATION = 1e-12;

/** What a feature is divided by: its standard deviation, or 1 where it never varies but by rounding. */
export function spreadOf(deviation: number, mean: number): number {
  return deviation > NO_DEVIATION * Math.abs(mean) ? deviation : 1;
}

/** Means and standard deviations; what never varies is left as it is. */
export function standardisation(rows: readonly Float64Array[], width: number) {
  const mean = new Float64Array(width);
  const scale = new Float64Array(width).fill(1);
  for (let i = 0; i < width && rows.length > 0; i++) {
    const sum = rows.reduce((total, row) => total + (row[i] as number), 0);
    mean[i] = sum / rows.length;
    const squares = rows.reduce((total, row) => total + ((row[i] as number) - sum / rows.length) ** 2, 0);
    scale[i] = spreadOf(Math.sqrt(squares / rows.length), mean[i] as number);
  }
  return { mean, scale };
}

/** With a last one, always 1. */
export function standardised(
  row: Float64Array,
  { mean, scale }: Pick<LogisticModel, 'mean' | 'scale'>,
): Float64Array {
  const input = new Float64Array(row.length + 1);
  for (let i = 0; i < row.length; i++)
    input[i] = ((row[i] as number) - (mean[i] as number)) / (scale[i] as number);
  input[row.length] = 1;
  return input;
}

interface Counted {
  inputs: readonly Float64Array[];
  labels: readonly (0 | 1)[];
  counts: readonly number[];
}

/** Log loss plus half the squares of the weights. */
function penalised({ inputs, labels, counts }: Counted, beta: Float64Array): number {
  const width = beta.length - 1;
  let total = 0;
  for (let i = 0; i < width; i++) total += (beta[i] as number) ** 2 / 2;
  inputs.forEach((input, row) => {
    total +=
      (counts[row] as number) * logLoss(labels[row] === 1 ? linear(input, beta) : -linear(input, beta));
  });
  return total;
}

/** −ln P of what came, whose logit is z. */
export function logLoss(z: number): number {
  return z > 0 ? Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)) - z;
}

function linear(input: Float64Array, beta: Float64Array): number {
  let z = 0;
  for (let i = 0; i < input.length; i++) z += (input[i] as number) * (beta[i] as number);
  return z;
}

function newtonStep({ inputs, labels, counts }: Counted, beta: Float64Array): Float64Array {
  const size = beta.length;
  const hessian = Array.from({ length: size }, () => new Float64Array(size));
  const gradient = new Float64Array(size);
  for (let i = 0; i < size - 1; i++) {
    (hessian[i] as Float64Array)[i] = 1;
    gradient[i] = -(beta[i] as number);
  }
  inputs.forEach((input, row) => {
    const p = sigmoid(linear(input, beta));
    const count = counts[row] as number;
    const weight = count * p * (1 - p);
    const residual = count * ((labels[row] as number) - p);
    for (let i = 0; i < size; i++) {
      gradient[i] = (gradient[i] as number) + residual * (input[i] as number);
      const line = hessian[i] as Float64Array;
      const scaled = weight * (input[i] as number);
      for (let j = 0; j <= i; j++) line[j] = (line[j] as number) + scaled * (input[j] as number);
    }
  });
  return solved(hessian, gradient);
}

/** x of A x = b by Cholesky's factors; of the symmetric A the lower half is read, and overwritten. */
export function solved(a: readonly Float64Array[], b: Float64Array): Float64Array {
  const size = b.length;
  const at = (i: number, j: number) => (a[i] as Float64Array)[j] as number;
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      (a[i] as Float64Array)[j] = i === j ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : sum / at(j, j);
    }
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] = (x[i] as number) - at(i, k) * (x[k] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] = (x[i] as number) - at(k, i) * (x[k] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  return x;
}
