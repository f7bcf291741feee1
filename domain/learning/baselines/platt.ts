import { logLoss, newton, sigmoid, solved } from './ridge-logistic.js';

/** Chances that are drawn nearer to what came of them: the logit becomes a·z + b. */
export interface Recalibration {
  a: number;
  b: number;
}

const PRIOR = { a: { mean: 1, variance: 1 }, b: { mean: 0, variance: 100 } };

/**
 * Platt's recalibration of logits by the labels that came ("Probabilistic outputs for support vector machines", 1999),
 * with priors a ~ N(1, 1) and b ~ N(0, 100), so that few labels, or labels of one kind, have an answer. An a below 0
 * becomes 0, and b what fits that: a model that leans the wrong way knows nothing but the base rate.
 */
export function recalibration(logits: readonly number[], labels: readonly (0 | 1)[]): Recalibration {
  const { a, b } = fitted(logits, labels);
  if (a >= 0) return { a, b };
  const none = logits.map(() => 0);
  return { a: 0, b: fitted(none, labels).b };
}

function fitted(logits: readonly number[], labels: readonly (0 | 1)[]): Recalibration {
  const [a = 1, b = 0] = newton(Float64Array.of(1, 0), {
    loss: ([a = 1, b = 0]) =>
      logits.reduce(
        (total, z, i) => total + logLoss(labels[i] === 1 ? a * z + b : -(a * z + b)),
        (a - PRIOR.a.mean) ** 2 / (2 * PRIOR.a.variance) + b ** 2 / (2 * PRIOR.b.variance),
      ),
    step([a = 1, b = 0]) {
      const gradient = Float64Array.of(-(a - PRIOR.a.mean) / PRIOR.a.variance, -b / PRIOR.b.variance);
      let [aa, ab, bb] = [1 / PRIOR.a.variance, 0, 1 / PRIOR.b.variance];
      logits.forEach((z, i) => {
        const p = sigmoid(a * z + b);
        const residual = (labels[i] as number) - p;
        gradient[0] = (gradient[0] as number) + residual * z;
        gradient[1] = (gradient[1] as number) + residual;
        const weight = p * (1 - p);
        aa += weight * z * z;
        ab += weight * z;
        bb += weight;
      });
      return solved([Float64Array.of(aa, 0), Float64Array.of(ab, bb)], gradient);
    },
  });
  return { a, b };
}
