import { hash } from 'node:crypto';
import { hashId } from '../../hash.js';
import { normal, seededRandom, type Random } from '../../number/random.js';
import type { LabelledRow } from './training-row.js';

/** So many copies of a scenario are made. */
export const COPIES = 4;
/** A feature's spread is measured over so many scenarios, or nothing is jittered. */
const LEAST_SEEN = 20;
/** As many bits as a double holds. */
const SEED_DIGITS = 12;

export interface Perturbing {
  /** How far features are jittered, as a share of each one's standard deviation. */
  share: number;
  seed: number;
  /** The names of the rows' features. */
  features: readonly string[];
}

/** The id of a scenario's copy: it names parent, seed and number, and so what was drawn for it. */
export function syntheticId(parent: string, seed: number, number: number): string {
  return hashId('synthetic', parent, String(seed), String(number));
}

/**
 * The rows with their perturbed copies: labels stay, features are jittered. A copy belongs to its row, so that it is
 * wherever that is trained on, and nowhere else. A copy follows from what was known when its parent came: the spread of
 * a feature is that of the rows up to it, and no value leaves the range seen by then. What is whole stays whole; what
 * has had two values or fewer, as yes and no, and what is missing, is not jittered. Rows in the order in which the
 * advice came; a row with fewer than twenty up to it has no copies.
 */
export function perturbed(
  rows: readonly LabelledRow[],
  { share, seed, features }: Perturbing,
): LabelledRow[] {
  if (share === 0) return [...rows];
  const seen = features.map(seenValues);
  return rows.map((row, i) => {
    const isKnown = (feature: number) => !row.missing.has(features[feature] as string);
    row.values.forEach((value, feature) => isKnown(feature) && seen[feature]?.see(value));
    if (i + 1 < LEAST_SEEN) return row;
    const copies = Array.from({ length: COPIES }, (_, number) => {
      const id = syntheticId(row.scenario_id, seed, number + 1);
      const random = seededRandom(Number.parseInt(hash('sha256', id, 'hex').slice(0, SEED_DIGITS), 16));
      return row.values.map((value, feature) => {
        const drawn = seen[feature]?.near(value, share, random);
        return drawn !== undefined && isKnown(feature) ? drawn : value;
      });
    });
    return { ...row, copies };
  });
}

/** What a feature's known values were like so far. */
function seenValues() {
  let [count, mean, squares, low, high] = [0, 0, 0, Infinity, -Infinity];
  let isWhole = true;
  const distinct = new Set<number>();
  return {
    see(value: number) {
      count++;
      const before = value - mean;
      mean += before / count;
      squares += before * (value - mean);
      [low, high] = [Math.min(low, value), Math.max(high, value)];
      isWhole &&= Number.isInteger(value);
      if (distinct.size < 3) distinct.add(value);
    },
    /** Draws its number in any case, so that one feature's draw is not another's. */
    near(value: number, share: number, random: Random): number {
      const moved = value + share * Math.sqrt(squares / count) * normal(random);
      if (distinct.size < 3) return value;
      const within = Math.min(Math.max(moved, low), high);
      // No −0, of which the hash is another.
      return isWhole ? Math.round(within) + 0 : within;
    },
  };
}
