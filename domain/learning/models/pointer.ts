import { canonicalJson } from '../../algorithm/canonical-json.js';
import type { Registered } from './registry.js';

/** What a bot reads to find the model that a name stands for, as canonical JSON. */
export function pointerText({ alias, seq, model_id, manifest_sha256 }: Registered, spec_id: string): string {
  return canonicalJson({
    ...{ contract: 1, alias, seq, model_id, path: model_id, manifest_sha256, spec_id },
    ...{ canary: null, vetoes: [] },
  });
}
