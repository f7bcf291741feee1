import type { FeatureSpecification } from '../features/feature-specification.js';
import { leakBound } from './leak-screen.js';

interface Seen {
  label: 0 | 1;
  values: Float64Array;
  missing: ReadonlySet<string>;
}

/**
 * The features of the context that know the outcome better than anything could that was known before: by their values
 * where they are known, or as a model sees them, since what is sent only after the fact gives it away by being there.
 */
export function suspectedFeatures(
  labelled: readonly Seen[],
  { features }: FeatureSpecification,
  most: number,
): string[] {
  return features.flatMap(({ source, name }, i) => {
    if (source !== 'context') return [];
    const known = labelled.filter(({ missing }) => !missing.has(name));
    const views = known.length < labelled.length ? [known, labelled] : [labelled];
    const bounds = views.map((rows) =>
      leakBound(rows.map(({ values, label }) => ({ p: values[i] as number, label }))),
    );
    return bounds.some((bound) => bound !== null && bound > most) ? [name] : [];
  });
}
