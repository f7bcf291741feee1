import type { Carried } from '../domain/keyed-request.js';
import type { Patch } from '../domain/algorithm/parameter-patch.js';
import type { Replay } from '../domain/candidates/replay.js';
import type { DecisionRequest } from '../domain/registry/may-decide.js';
import type { ChangeRow, DecisionRow } from '../domain/registry/registry-rows.js';
import type { Row } from '../store/exports/table-rows.js';
import type { DateRange, IsoDate } from '../domain/time/dates.js';
import type { IsoWeek } from '../domain/time/iso-week.js';

/**
 * What a person says of the versions of the algorithm: when (UTC), who, and from which session on if not the next. Each
 * request has a name of its own, by which a step that is run again knows it.
 */
export type AlgorithmInput = {
  at: string;
  by: string;
  effective: IsoDate | null;
  request: string;
  idempotency_key?: string | undefined;
} & (
  | { change: 'rollback'; version: string | null; reason: string | null }
  | { change: 'keep'; version: string | null; reason?: string | null | undefined }
  /** `text` is the content of the file. */
  | { change: 'adopt'; version: string; file: string; text: string }
);

/** `id`: of the candidate, whole or at least six characters of its beginning. */
export type DecideInput = DecisionRequest & Carried & { id: string };

export interface DecideReport {
  decision: DecisionRow;
  /** As it is now, a row of its table. */
  candidate: Row;
  /** That was made; null where none was. */
  version: string | null;
  /** The same was decided before: nothing was written. */
  repeated: boolean;
}

export interface AlgorithmReport {
  change: ChangeRow;
  version: string;
  sha256: string;
}

export interface ReplayInput extends DateRange {
  patch: Patch;
  base: string | null;
  /** Only these; all where none is named. */
  underlyings: readonly string[];
  lines: boolean;
}

/** What a replay counts beside the document's figures. */
type ReplayCounts = Pick<
  Replay,
  | 'decisions'
  | 'diverged_before'
  | 'diverged_after'
  | 'contradictions_met'
  | 'asked_anew'
  | 'wash_sales'
  | 'cost_status'
>;

export interface ReplayReport extends ReplayCounts {
  /** In the contract's shape. */
  document: DateRange & {
    base: string;
    patch: Patch;
    /** Dollars. */
    worst_week: { week: IsoWeek; usd: number } | null;
    /** A sentence: what a replay takes for granted. */
    assumption: string;
  } & Omit<Replay, keyof ReplayCounts | 'worst_week'>;
  /** How many patches were replayed so far. */
  patches_replayed: number;
  /** A line for each piece of advice that is changed. */
  file: { path: string; rows: number; sha256: string } | null;
}
