import { z } from '@hono/zod-openapi';
import { withDecisions, type CandidateRow } from '../../domain/candidates/candidate-row.js';
import type { DecisionRow } from '../../domain/registry/registry-rows.js';
import { decidedCandidates, publishedCandidates } from '../../store/derived/candidates.js';
import { factsOf, type Facts } from '../../store/home/journal.js';
import { amount, date, percent } from './fields.js';
import { asPercent } from './number.js';

const STATUSES = ['open', 'deferred', 'implemented', 'rejected', 'expired', 'superseded', 'faded'] as const;
const DECISIONS = ['implement', 'defer', 'reject'] as const;

/** What a candidate changes: an underlying, a parameter, or what is advised at all. */
const CHANGE_TYPES: Readonly<Record<string, 'symbol' | 'parameter'>> = {
  underlying_refusal: 'symbol',
  expiration_shift: 'parameter',
  strike_shift: 'parameter',
  quantity_share: 'parameter',
  early_exit: 'parameter',
};

const point = z.object({ strength: z.number(), divergence: percent.nullable(), cost: z.number().nullable() });

const replay = z.object({
  advices: z.int(),
  changed: z.int(),
  divergence_before: percent.nullable(),
  divergence_after: percent.nullable(),
  divergence_after_low: percent.nullable(),
  divergence_after_high: percent.nullable(),
  cost: z.number().nullable(),
  cost_low: z.number().nullable(),
  cost_high: z.number().nullable(),
  cost_status: z.string(),
  worst_week_usd: amount.nullable(),
  frontier: z.array(point),
});

/** A change of the algorithm that habits ask for, in its latest revision. */
export const candidate = z
  .object({
    candidate_id: z.string(),
    revision: z.int(),
    change_type: z.enum(['symbol', 'parameter', 'filter']),
    description: z.string(),
    evidence: z.string(),
    priority: z.enum(['high', 'medium', 'low']),
    risk: z.string(),
    flags: z.array(z.string()),
    first_seen_week: z.string(),
    last_seen_week: z.string(),
    occurrences: z.int(),
    decision: z.enum(DECISIONS).nullable(),
    decision_reason: z.string().nullable(),
    decided_at: z.string().nullable(),
    decided_by: z.string().nullable(),
    defer_until: date.nullable(),
    status: z.enum(STATUSES),
    patch: z.object({
      base: z.string(),
      changes: z.array(z.object({ path: z.string(), from: z.unknown().optional(), to: z.unknown() })),
    }),
    from_version: z.string(),
    to_version: z.string().nullable(),
    replay,
    auto_revert: z.record(z.string(), z.unknown()).nullable(),
    kind: z.string(),
    action: z.string(),
    underlyings: z.array(z.string()),
    pattern_ids: z.array(z.string()),
  })
  .openapi('Candidate');

/** What a person decided about a candidate. */
export const decision = z
  .object({
    at: z.string(),
    by: z.string(),
    decision: z.enum(DECISIONS),
    reason: z.string().nullable(),
    candidate_id: z.string(),
    to_version: z.string().nullable(),
  })
  .openapi('Decision');

export type Candidate = z.input<typeof candidate>;

/** All candidates in their latest revisions: open ones first, by priority, then the oldest. */
export function candidatesOf(journal: Facts): Candidate[] {
  const rows = withDecisions(publishedCandidates(journal), decidedCandidates(journal));
  const latest = new Map<string, CandidateRow>();
  for (const row of rows) {
    const before = latest.get(row.candidate_id);
    if (before === undefined || before.revision < row.revision) latest.set(row.candidate_id, row);
  }
  const decided = decisionRows(journal);
  return [...latest.values()].sort(inOrder).map((row) => shown(row, decided));
}

/** What was decided about a candidate, in its order. */
export function decisionsAbout(journal: Facts, id: string): z.input<typeof decision>[] {
  return decisionRows(journal)
    .filter(({ candidate_id }) => candidate_id === id)
    .map(({ decided_at, by, decision: decided, reason, candidate_id, version }) => ({
      ...{ at: decided_at, by, decision: decided, reason, candidate_id, to_version: version },
    }));
}

function decisionRows(journal: Facts): DecisionRow[] {
  return factsOf(journal, 'candidate_decided').map(({ row }) => row);
}

const PRIORITIES = ['high', 'medium', 'low'];

function inOrder(a: CandidateRow, b: CandidateRow): number {
  const places = (row: CandidateRow) =>
    [row.status === 'open' ? 0 : 1, PRIORITIES.indexOf(row.priority)] as const;
  const [[openA, urgentA], [openB, urgentB]] = [places(a), places(b)];
  const names = ({ first_seen, candidate_id }: CandidateRow) => `${first_seen} ${candidate_id}`;
  return openA - openB || urgentA - urgentB || (names(a) < names(b) ? -1 : 1);
}

function shown(row: CandidateRow, decisions: readonly DecisionRow[]): Candidate {
  const decided = decisions.findLast(
    ({ candidate_id, revision }) => candidate_id === row.candidate_id && revision === row.revision,
  );
  return {
    candidate_id: row.candidate_id,
    revision: row.revision,
    change_type: CHANGE_TYPES[row.kind] ?? 'filter',
    description: row.text,
    evidence: row.evidence,
    priority: row.priority,
    risk: row.risk,
    flags: [...row.flags],
    first_seen_week: row.first_seen,
    last_seen_week: row.as_of,
    occurrences: row.occurrences,
    decision: decided?.decision ?? null,
    decision_reason: decided?.reason ?? null,
    decided_at: decided?.decided_at ?? null,
    decided_by: decided?.by ?? null,
    defer_until: decided?.until ?? null,
    status: row.status,
    patch: JSON.parse(row.patch) as Candidate['patch'],
    from_version: row.base_version,
    to_version: decided?.version ?? null,
    replay: replayOf(row),
    auto_revert: revertOf(row.auto_revert),
    kind: row.kind,
    action: row.action,
    underlyings: [...row.underlyings],
    pattern_ids: [...row.pattern_ids],
  };
}

function replayOf(row: CandidateRow): Candidate['replay'] {
  const points = JSON.parse(row.frontier) as {
    strength: number;
    divergence: number | null;
    cost: number | null;
  }[];
  return {
    advices: row.advices_total,
    changed: row.advices_changed,
    divergence_before: asPercent(row.divergence_before),
    divergence_after: asPercent(row.divergence_after),
    divergence_after_low: asPercent(row.divergence_after_low),
    divergence_after_high: asPercent(row.divergence_after_high),
    cost: row.cost,
    cost_low: row.cost_low,
    cost_high: row.cost_high,
    cost_status: row.cost_status,
    worst_week_usd: row.worst_week_usd === null ? null : Number(row.worst_week_usd),
    frontier: points.map(({ strength, divergence, cost }) => ({
      strength,
      divergence: asPercent(divergence),
      cost,
    })),
  };
}

function revertOf(text: string): Record<string, unknown> | null {
  const armed = JSON.parse(text) as { divergence?: number | null } | null;
  if (armed === null) return null;
  return armed.divergence === undefined
    ? { ...armed }
    : { ...armed, divergence: asPercent(armed.divergence) };
}
