import type { FeatureSpecification } from '../features/feature-specification.js';
import { leakBound } from './leak-screen.js';

interface Seen {
  label: 0 | 1;
  values: Float64Array;
  missing: ReadonlySet<string>;
}

/** Labelled scenarios column by column. */
export interface SeenColumns {
  /** 0 or 1. */
  labels: Float64Array;
  /** By name: the values as a model sees them, and 1 where that is none that was known. */
  features: ReadonlyMap<string, { values: Float64Array; missing: Float64Array }>;
}

/** The names of the features of the context with their places: bots may send what nobody could know. */
export function sentFeatures(features: FeatureSpecification['features']): ReadonlyMap<string, number> {
  return new Map(
    features.flatMap(({ source, name }, i) => (source === 'context' ? [[name, i] as const] : [])),
  );
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
  const columns = [...sentFeatures(features)].map(([name, place]) => {
    const values = Float64Array.from(labelled, (row) => row.values[place] as number);
    const missing = Float64Array.from(labelled, (row) => Number(row.missing.has(name)));
    return [name, { values, missing }] as const;
  });
  const labels = Float64Array.from(labelled, ({ label }) => label);
  return suspectedColumns({ labels, features: new Map(columns) }, most);
}

/** The same of columns. */
export function suspectedColumns({ labels, features }: SeenColumns, most: number): string[] {
  const isLeak = (bound: number | null) => bound !== null && bound > most;
  return [...features].flatMap(([name, { values, missing }]) => {
    const isKnown = (_: number, i: number) => missing[i] === 0;
    const known = values.filter(isKnown);
    const isSuspected =
      isLeak(leakBound(known, known.length < values.length ? labels.filter(isKnown) : labels)) ||
      (known.length < values.length && isLeak(leakBound(values, labels)));
    return isSuspected ? [name] : [];
  });
}
