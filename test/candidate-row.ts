import type { CandidateRow } from '../domain/candidates/candidate-row.js';
import type { Fact } from '../store/home/journal.js';

export const CANDIDATE: CandidateRow = {
  ...{
    candidate_id: 'c0ffee00c0ffee00',
    revision: 1,
    pattern_ids: ['p1'],
    kind: 'expiration_shift',
    action: 'open',
  },
  ...{
    scope_kind: 'overall',
    underlyings: [],
    base_version: 'v3.3',
    first_seen: '2025-W09',
    as_of: '2025-W09',
  },
  patch: JSON.stringify({
    base: 'v3.3',
    changes: [
      { path: 'dte.min', from: 7, to: 14 },
      { path: 'dte.max', from: 14, to: 21 },
    ],
  }),
  ...{ occurrences: 3, status: 'open', priority: 'high', risk: 'none', flags: [], evidence: 'much' },
  ...{ divergence_before: 0.5, divergence_after: 0.3, divergence_after_low: 0.2, divergence_after_high: 0.4 },
  ...{
    divergence_after_since_found: null,
    advices_changed: 10,
    advices_total: 20,
    cost: null,
    cost_low: null,
  },
  ...{
    cost_high: null,
    cost_status: 'insufficient',
    worst_week_usd: null,
    frontier: '[]',
    auto_revert: '{}',
  },
  text: 'A week more on opens.',
};

/** A candidate as a week published it. */
export function published(row: Partial<CandidateRow> = {}): Fact {
  return { fact: 'candidate_published', row: { ...CANDIDATE, ...row } };
}
