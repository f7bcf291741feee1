import { seededRandom } from '../../number/random.js';

const BINS = 10;
const EMPTY = 1e-4;
const RUNS = 1_000;
const LEVEL = 0.99;

/** Σ (now − before)·ln(now ÷ before) over bins; an empty bin counts 10⁻⁴. */
export function indexOf(before: readonly number[], now: readonly number[]): number {
  return before.reduce((sum, share, i) => {
    const [a, b] = [Math.max(share, EMPTY), Math.max(now[i] as number, EMPTY)];
    return sum + (b - a) * Math.log(b / a);
  }, 0);
}

export interface StabilityIndex {
  index: number;
  /** What the index of a sample that says as much stays below in 99 of 100 draws from the reference, … */
  limit: number;
  /** … and what it was in each. */
  drawn: Float64Array;
}

/**
 * The population stability index of a sample beside a reference, in ten bins at the reference's deciles, equal edges
 * merged, with a limit of its own: the usual .2 is a false alarm in nine of ten windows of twenty. Where `time` values
 * in a row say as much as an independent one, the limit is that of a sample so much smaller. One seed gives one limit.
 */
export function stabilityIndex(
  reference: readonly number[],
  sample: readonly number[],
  { time, seed }: { time: number; seed: number },
): StabilityIndex {
  const sorted = [...reference].sort((a, b) => a - b);
  const edges = Array.from(
    { length: BINS - 1 },
    (_, i) => sorted[Math.ceil(((i + 1) * sorted.length) / BINS) - 1] as number,
  );
  const cuts = [...new Set(edges)];
  const before = sharesIn(cuts, reference);
  const drawn = Float64Array.from({ length: RUNS }, () => 0);
  const random = seededRandom(seed);
  const size = Math.max(1, Math.floor(sample.length / time));
  for (let run = 0; run < RUNS; run++) {
    const counts = new Array<number>(before.length).fill(0);
    for (let i = 0; i < size; i++) {
      let [left, bin] = [random(), 0];
      for (; bin < before.length - 1 && left >= (before[bin] as number); bin++) left -= before[bin] as number;
      counts[bin] = (counts[bin] as number) + 1;
    }
    drawn[run] = indexOf(
      before,
      counts.map((count) => count / size),
    );
  }
  return {
    index: indexOf(before, sharesIn(cuts, sample)),
    ...{ limit: quantileOf(drawn, LEVEL), drawn },
  };
}

/** The smallest value that so large a share does not exceed. */
export function quantileOf(values: Float64Array, share: number): number {
  return values.toSorted()[Math.ceil(share * values.length) - 1] as number;
}

/** A value on an edge lies below it. */
function sharesIn(cuts: readonly number[], values: readonly number[]): number[] {
  const counts = new Array<number>(cuts.length + 1).fill(0);
  for (const value of values) {
    const found = cuts.findIndex((cut) => value <= cut);
    const bin = found === -1 ? cuts.length : found;
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts.map((count) => count / values.length);
}
