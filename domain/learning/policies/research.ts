import type { Manifest } from '../artifact/manifest.js';
import { learnsPreferences } from '../training/kinds.js';

/** A model of fewer determined preferences is research: it is trained, judged and exported, and never serves. */
export const LEAST_PREFERENCES = 500;

/** How many preferences a model learned; null of one that learns something else, and of a baseline. */
export function preferencesOf({ kind, inputs }: Pick<Manifest, 'kind' | 'inputs'>): number | null {
  const { preferences } = inputs.config;
  return learnsPreferences(kind) && typeof preferences === 'number' ? preferences : null;
}

/** Why a model never serves, whatever the gate says of it; null of one that may. */
export function whyNeverServes(manifest: Pick<Manifest, 'kind' | 'inputs'>): string | null {
  if (manifest.kind === 'clone')
    return 'it says what you will do, which is what policies begin from, and no advice';
  const preferences = preferencesOf(manifest);
  if (preferences === null || preferences >= LEAST_PREFERENCES) return null;
  const more = LEAST_PREFERENCES - preferences;
  return `it is research: it learned ${preferences} preferences, and none serves that learned fewer than ${LEAST_PREFERENCES}: ${more} more are needed`;
}
