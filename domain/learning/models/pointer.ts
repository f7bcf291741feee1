import { learningJson } from '../../algorithm/canonical-json.js';
import type { Canary } from '../serving/canary.js';
import type { Registered } from './registry.js';

/**
 * What a bot reads to find the model that a name stands for, as canonical JSON; `canary`: another one that serves a
 * share of the decisions in its place.
 */
export function pointerText(
  { alias, seq, model_id, manifest_sha256 }: Registered,
  { spec_id, canary }: { spec_id: string; canary: Canary | null },
): string {
  return learningJson({
    ...{ contract: 1, alias, seq, model_id, path: model_id, manifest_sha256, spec_id },
    ...{ canary: canary && { ...canary }, vetoes: [] },
  });
}
