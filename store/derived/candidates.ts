import {
  isStanding,
  withDecisions,
  type CandidateRow,
  type DecidedCandidate,
} from '../../domain/candidates/candidate-row.js';
import { parseDecimal } from '../../domain/number/decimal.js';
import type { IsoWeek } from '../../domain/time/iso-week.js';
import type { ExportedTable } from '../exported-table.js';
import { factsOf, type Facts } from '../home/journal.js';
import type { JournalTable } from './journal-table.js';

/** Changes of the algorithm that habits ask for, a row a revision. */
export const candidatesTable: ExportedTable = {
  name: 'candidates',
  columns: {
    candidate_id: 'text',
    revision: 'integer',
    pattern_ids: 'list',
    kind: 'text',
    action: 'text',
    scope_kind: 'text',
    underlyings: 'list',
    base_version: 'text',
    patch: 'json',
    first_seen: 'text',
    as_of: 'text',
    occurrences: 'integer',
    status: 'text',
    priority: 'text',
    risk: 'text',
    flags: 'list',
    evidence: 'text',
    divergence_before: 'double',
    divergence_after: 'double',
    divergence_after_low: 'double',
    divergence_after_high: 'double',
    divergence_after_since_found: 'double',
    advices_changed: 'integer',
    advices_total: 'integer',
    cost: 'double',
    cost_low: 'double',
    cost_high: 'double',
    cost_status: 'text',
    worst_week_usd: 'decimal',
    frontier: 'json',
    auto_revert: 'json',
    text: 'text',
  },
  order: ['candidate_id', 'revision'],
};

/** The revisions as they were published, in that order. */
export function publishedCandidates(journal: Facts): CandidateRow[] {
  return factsOf(journal, 'candidate_published').map(({ row }) => row);
}

/** What was decided about candidates, in that order. */
export function decidedCandidates(journal: Facts): DecidedCandidate[] {
  return factsOf(journal, 'candidate_decided').map(({ row }) => row);
}

export const candidates: JournalTable = {
  table: 'candidates',
  facts: ['candidate_published', 'candidate_decided'],
  rules: 1,
  rows: (journal) =>
    withDecisions(publishedCandidates(journal), decidedCandidates(journal)).map((row) => ({
      ...row,
      worst_week_usd: row.worst_week_usd === null ? null : parseDecimal(row.worst_week_usd),
    })),
};

const PRIORITIES = ['high', 'medium', 'low'];

/** What stood open as a week was published, the most urgent first; whatever was decided since. */
export function candidatesOfWeek(
  journal: Facts,
  week: IsoWeek,
): Pick<CandidateRow, 'candidate_id' | 'revision' | 'priority' | 'text'>[] {
  return publishedCandidates(journal)
    .filter((row) => row.as_of === week && isStanding(row))
    .sort(
      (a, b) =>
        PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) ||
        (a.candidate_id < b.candidate_id ? -1 : 1),
    )
    .map(({ candidate_id, revision, priority, text }) => ({ candidate_id, revision, priority, text }));
}
