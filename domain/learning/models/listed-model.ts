import type { Manifest } from '../artifact/manifest.js';
import type { Verdict } from '../gate/gate.js';
import type { Alias } from './alias.js';

/** A row of the list of models. */
export interface ListedModel {
  model_id: string;
  /** Null, as what follows, where its manifest is broken. */
  kind: Manifest['kind'] | null;
  lineage: string | null;
  parent: string | null;
  spec_id: string | null;
  aliases: Alias[];
  /** The judgement that came last; null where it was never judged. */
  evaluation_id: string | null;
  /** What that says. */
  verdict: Verdict | null;
  evidence: number | null;
}
