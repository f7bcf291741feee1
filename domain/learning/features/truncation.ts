import { compare } from '../../compare.js';
import { seededRandom } from '../../number/random.js';
import type { FeatureValues } from './feature-values.js';

/** So many decisions are looked at again at each retrain. */
const SAMPLED = 64;
/** As many bits as a double holds. */
const SEED_DIGITS = 12;

/** Random decisions of a window, the same ones for the same hash. */
export function truncationSample<T>(rows: readonly T[], windowHash: string): T[] {
  const random = seededRandom(Number.parseInt(windowHash.slice(0, SEED_DIGITS), 16));
  const left = [...rows];
  const chosen: T[] = [];
  while (chosen.length < SAMPLED && left.length > 0)
    chosen.push(...left.splice(Math.floor(random() * left.length), 1));
  return chosen;
}

/**
 * The names of features that are others where all that came after a decision is cut off: they know what was not known
 * yet. Of each decision its features by all that is stored, and by what was there when it was asked for.
 */
export function changedByCut(
  names: readonly string[],
  seen: readonly { whole: FeatureValues; cut: FeatureValues }[],
): string[] {
  const changed = new Set(
    seen.flatMap(({ whole, cut }) =>
      names.filter(
        (name, i) =>
          !Object.is(whole.values[i], cut.values[i]) ||
          whole.missing.includes(name) !== cut.missing.includes(name),
      ),
    ),
  );
  return [...changed].sort(compare);
}
