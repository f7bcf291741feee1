import { compare } from '../../compare.js';
import { normal, seededRandom } from '../../number/random.js';
import type { Scored } from './scored.js';

const BINS = 10;
const SAMPLES = 1_000;
const LEVEL = 0.95;
/** Any number: the same rows give the same samples. */
const SEED = 12;
/** Of so many rows the labels of a bin are drawn at once: their sum is as good as normal. */
const MANY = 5_000;

/**
 * The expected calibration error: how far chances are from how often it came so, in ten bins of equal count by chance,
 * by id within ties, weighted by their counts.
 */
export function expectedError(rows: readonly Scored[]): number {
  const sorted = byChance(rows);
  const chances = Float64Array.from(sorted, ({ p }) => p);
  return errorOf(chances, (i) => (sorted[i] as Scored).label);
}

/** The 95 % quantile of that error where every chance is right: of a thousand samples of labels, drawn by them. */
export function expectedErrorOfPerfect(rows: readonly Scored[]): number {
  const chances = Float64Array.from(byChance(rows), ({ p }) => p);
  const drawn = chances.length < MANY ? errorOfLabels(chances) : errorOfBins(chances);
  const errors = Float64Array.from({ length: SAMPLES }, drawn);
  return errors.sort()[Math.ceil(LEVEL * SAMPLES) - 1] as number;
}

function errorOfLabels(chances: Float64Array): () => number {
  const random = seededRandom(SEED);
  const draw = (chance: number) => (random() < chance ? 1 : 0);
  return () => errorOf(chances, (i) => draw(chances[i] as number));
}

/** The same of labels whose sum in each bin is drawn from the normal distribution of its variance. */
function errorOfBins(chances: Float64Array): () => number {
  const random = seededRandom(SEED);
  const deviations = Float64Array.from({ length: BINS }, (_, bin) => {
    const [from, to] = binOf(bin, chances.length);
    let variance = 0;
    for (let i = from; i < to; i++) variance += (chances[i] as number) * (1 - (chances[i] as number));
    return Math.sqrt(variance);
  });
  return () => deviations.reduce((sum, one) => sum + Math.abs(one * normal(random)), 0) / chances.length;
}

/** In the order of their chances, by id within ties. */
export function byChance(rows: readonly Scored[]): Scored[] {
  return [...rows].sort((a, b) => a.p - b.p || compare(a.scenario_id, b.scenario_id));
}

/** Labels are asked for in the order of the chances. */
function errorOf(chances: Float64Array, labelOf: (i: number) => number): number {
  let error = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const [from, to] = binOf(bin, chances.length);
    let difference = 0;
    for (let i = from; i < to; i++) difference += (chances[i] as number) - labelOf(i);
    error += Math.abs(difference);
  }
  return error / chances.length;
}

function binOf(bin: number, rows: number): [from: number, to: number] {
  return [Math.floor((bin * rows) / BINS), Math.floor(((bin + 1) * rows) / BINS)];
}

/**
 * How far calibration is off, in standard errors: Spiegelhalter's z ("Probabilistic prediction in patient management",
 * Statistics in Medicine 5, 1986), and that of the mean, which sees what the first does not. 0 where there is no error
 * to expect.
 */
export function calibrationZ(rows: readonly Pick<Scored, 'p' | 'label'>[]): { z: number; mean: number } {
  let [leaning, spread, off, variance] = [0, 0, 0, 0];
  for (const { p, label } of rows) {
    leaning += (label - p) * (1 - 2 * p);
    spread += (1 - 2 * p) ** 2 * p * (1 - p);
    off += label - p;
    variance += p * (1 - p);
  }
  return {
    z: spread > 0 ? leaning / Math.sqrt(spread) : 0,
    mean: variance > 0 ? off / Math.sqrt(variance) : 0,
  };
}
