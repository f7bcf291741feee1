import type { FeatureSpecification } from '../features/feature-specification.js';
import { leakBound } from './leak-screen.js';

interface Seen {
  label: 0 | 1;
  values: Float64Array;
  missing: ReadonlySet<string>;
}

/** The features of the context that tell the outcome better than anything could that was known before. */
export function suspectedFeatures(
  labelled: readonly Seen[],
  { features }: FeatureSpecification,
  most: number,
): string[] {
  return features.flatMap(({ source, name }, i) => {
    if (source !== 'context') return [];
    const seen = labelled.filter(({ missing }) => !missing.has(name));
    const bound = leakBound(seen.map(({ values, label }) => ({ p: values[i] as number, label })));
    return bound !== null && bound > most ? [name] : [];
  });
}
