import type { Manifest } from '../artifact/manifest.js';
import { learnsPreferences, RETRAINED_KINDS } from '../training/kinds.js';

/** A model of fewer determined preferences is research: it is trained, judged and exported, and never serves. */
export const LEAST_PREFERENCES = 500;

/** How many preferences a model learned; null of one that learns something else, and of a baseline. */
export function preferencesOf({ kind, inputs }: Pick<Manifest, 'kind' | 'inputs'>): number | null {
  const { preferences } = inputs.config;
  const isKind = learnsPreferences(RETRAINED_KINDS.find((one) => one === kind) ?? null);
  return isKind && typeof preferences === 'number' ? preferences : null;
}

export function isResearch(manifest: Pick<Manifest, 'kind' | 'inputs'>): boolean {
  const preferences = preferencesOf(manifest);
  return preferences !== null && preferences < LEAST_PREFERENCES;
}
