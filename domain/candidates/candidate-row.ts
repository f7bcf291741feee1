import type { Cost } from '../evidence/cost-sequence.js';
import { hashId } from '../hash.js';
import type { Hypothesis } from '../preferences/hypothesis.js';
import type { DecisionRow } from '../registry/registry-rows.js';
import type { IsoWeek } from '../time/iso-week.js';

export type CandidateStatus =
  'open' | 'deferred' | 'implemented' | 'rejected' | 'expired' | 'superseded' | 'faded';
export type CandidateFlag =
  | 'chasing'
  | 'confounded'
  | 'cost_unknown'
  | 'costly'
  | 'few_underlyings'
  | 'rejected_before'
  | 'tax_not_qualified'
  | 'tax_wash_sale';

/** What candidates are of: one at a time, until it is implemented or rejected. */
export type CandidateKey = Pick<Hypothesis, 'kind' | 'action' | 'scope_kind'>;

/** A row of the table of candidates: a revision of a change that a habit asks for, as it was published. */
export interface CandidateRow extends CandidateKey {
  candidate_id: string;
  revision: number;
  /** Sorted. */
  pattern_ids: readonly string[];
  /** Sorted; empty: all. */
  underlyings: readonly string[];
  base_version: string;
  /** JSON text of a patch. */
  patch: string;
  first_seen: IsoWeek;
  as_of: IsoWeek;
  /** Weeks in which it was found. */
  occurrences: number;
  status: CandidateStatus;
  priority: 'high' | 'medium' | 'low';
  risk: string;
  /** Sorted. */
  flags: readonly CandidateFlag[];
  evidence: string;
  divergence_before: number | null;
  divergence_after: number | null;
  divergence_after_low: number | null;
  divergence_after_high: number | null;
  divergence_after_since_found: number | null;
  advices_changed: number;
  advices_total: number;
  cost: number | null;
  cost_low: number | null;
  cost_high: number | null;
  cost_status: Cost['status'];
  /** Dollars as decimal text. */
  worst_week_usd: string | null;
  /** JSON text of points. */
  frontier: string;
  /** JSON text of the condition that is armed with an implementation. */
  auto_revert: string;
  text: string;
}

/** What of a decision candidates depend on. */
export type DecidedCandidate = Pick<
  DecisionRow,
  'candidate_id' | 'revision' | 'decision' | 'until' | 'effective_from' | 'decided_at'
>;

/** The n-th of its key, counted from 0. */
export function candidateId({ kind, action, scope_kind }: CandidateKey, n: number): string {
  return hashId('candidate', kind, action, scope_kind, String(n));
}

export function isSameKey(a: CandidateKey, b: CandidateKey): boolean {
  return a.kind === b.kind && a.action === b.action && a.scope_kind === b.scope_kind;
}

const DECIDED = { implement: 'implemented', defer: 'deferred', reject: 'rejected' } as const;

/** Revisions with what was decided about them: of several decisions about one the last. */
export function withDecisions(
  rows: readonly CandidateRow[],
  decisions: readonly DecidedCandidate[],
): CandidateRow[] {
  return rows.map((row) => {
    const decided = decisions.findLast(
      ({ candidate_id, revision }) => candidate_id === row.candidate_id && revision === row.revision,
    );
    return decided === undefined ? row : { ...row, status: DECIDED[decided.decision] };
  });
}

export function isStanding({ status }: Pick<CandidateRow, 'status'>): boolean {
  return status === 'open' || status === 'deferred';
}

/** The week from which on a candidate is open without a break, of its revisions so far with what was decided. */
export function openSince(revisions: readonly Pick<CandidateRow, 'status' | 'as_of'>[]): IsoWeek {
  const broken = revisions.findLastIndex(({ status }) => status !== 'open');
  return revisions[broken + 1]?.as_of ?? '';
}
