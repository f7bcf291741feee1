/** Rows of the registry's tables, as the journal keeps them: times in UTC, decimals and JSON as text. */
import type { IsoDate } from '../time/dates.js';

export interface VersionRow {
  version: string;
  /** That it was made from; null for the first of its algorithm. */
  parent: string | null;
  /** Of `parameters`, in hex. */
  sha256: string;
  /** The canonical bytes of its parameters. */
  parameters: string;
  patch: string | null;
  candidate_id: string | null;
  /** Null for the one that the program has from the beginning. */
  created_at: string | null;
  origin: 'built_in' | 'candidate' | 'file';
}

/** What came of a change; null where nobody watches it. */
export type ChangeOutcome = 'watching' | 'kept' | 'rolled_back' | 'auto_reverted';

/** A change of what is in force. */
export interface ChangeRow {
  change_id: string;
  kind: 'start' | 'implement' | 'rollback' | 'auto_revert' | 'adopt';
  /** Null of the start. */
  from_version: string | null;
  to_version: string;
  /** The first session with it; null of the start, which holds from ever. */
  effective_from: IsoDate | null;
  at: string | null;
  by: string | null;
  candidate_id: string | null;
  decision_id: string | null;
  why: string | null;
  watch_until: IsoDate | null;
  validation: string | null;
  outcome: ChangeOutcome | null;
}

/** What a person decided about a candidate. */
export interface DecisionRow {
  decision_id: string;
  candidate_id: string;
  revision: number;
  decision: 'implement' | 'defer' | 'reject';
  until: IsoDate | null;
  reason: string | null;
  by: string;
  decided_at: string;
  effective_from: IsoDate | null;
  accept_cost: boolean;
  on_breach: 'revert' | 'propose' | null;
  /** Dollars. */
  weekly_loss_limit: string | null;
  /** That it made. */
  version: string | null;
}
