import { z } from '@hono/zod-openapi';
import { WATCH_WEEKS } from '../../domain/registry/may-decide.js';
import { newYorkDay } from '../../domain/time/calendar.js';
import { addDays } from '../../domain/time/dates.js';
import { toSecond } from '../../domain/time/to-second.js';
import { checkIfMatch } from '../if-match.js';
import { Problem } from '../problem.js';
import { LOOP, route } from '../route.js';
import { candidatesOf, decisionsAbout, type Candidate } from '../shapes/candidate.js';
import { date, id, text } from '../shapes/fields.js';

const DEFERRED_DAYS = 14;
/** A candidate of these asks for nothing any more, and nobody decided about it. */
const OVER: ReadonlySet<string> = new Set(['expired', 'superseded', 'faded']);

export const decideCandidate = route({
  method: 'post',
  path: `${LOOP}/v4-candidates/{id}/decide`,
  scope: 'decide',
  summary: 'Implements, defers or rejects a candidate; the same again changes nothing',
  inPath: z.object({ id }),
  parameters: z.object({
    decision: z.enum(['implement', 'defer', 'reject']),
    reason: text(1_000).optional(),
    defer_until: date.optional(),
    effective: date.optional(),
    accept_cost: z.boolean().default(false),
    on_breach: z.enum(['revert', 'propose']).default('revert'),
    watch_weeks: z.int().min(1).max(999).default(WATCH_WEEKS),
    weekly_loss_limit: z.number().min(0.01).max(1e12).optional(),
    revision: z.int().min(1).max(1_000_000).optional(),
  }),
  answer: z.object({
    status: z.literal('success'),
    candidate_id: z.string(),
    revision: z.int(),
    decision: z.enum(['implement', 'defer', 'reject']),
    reason: z.string().nullable(),
    decided_at: z.string(),
    effective_from: date.nullable(),
    to_version: z.string().nullable(),
    repeated: z.boolean(),
    run_id: z.string(),
  }),
  problems: [
    ...(['not-found', 'already-decided', 'cost-not-accepted'] as const),
    ...(['not-pending', 'changed', 'not-running'] as const),
  ],
  async handle({ path, given, request, bearer, parts, at }) {
    const found = await at(({ journal }) => {
      const one = candidatesOf(journal).find(({ candidate_id }) => candidate_id === path.id);
      if (one === undefined) throw new Problem('not-found', 'no candidate of this id');
      return Promise.resolve({ candidate: one, history: decisionsAbout(journal, path.id) });
    });
    checkIfMatch(request, found, found.candidate);
    const now = toSecond(parts.clock());
    const {
      decision,
      reason = null,
      defer_until,
      effective = null,
      revision = null,
      weekly_loss_limit,
    } = given;
    const until =
      decision === 'defer' ? (defer_until ?? addDays(newYorkDay(now), DEFERRED_DAYS)) : (defer_until ?? null);
    const report = await named(
      parts.commands.decide({
        ...{ id: path.id, decision, reason, until, effective, revision },
        ...{ acceptCost: given.accept_cost, onBreach: given.on_breach, watchWeeks: given.watch_weeks },
        weeklyLossLimit: weekly_loss_limit === undefined ? null : String(weekly_loss_limit),
        ...{ at: now, isAtGiven: false, by: bearer?.name ?? '' },
      }),
      found.candidate,
    );
    const { decision: made, version, repeated } = report;
    return {
      document: {
        ...{
          status: 'success' as const,
          candidate_id: path.id,
          revision: made.revision,
          decision: made.decision,
        },
        ...{ reason: made.reason, decided_at: made.decided_at, effective_from: made.effective_from },
        ...{ to_version: version, repeated, run_id: `candidate:${path.id}` },
      },
    };
  },
});

/** What contradicts a decision, of two kinds: somebody decided otherwise, or there is nothing to decide any more. */
async function named<T>(decided: Promise<T>, candidate: Candidate): Promise<T> {
  try {
    return await decided;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'Conflict') throw error;
    throw new Problem(OVER.has(candidate.status) ? 'not-pending' : 'already-decided', error.message, {
      current: candidate,
    });
  }
}
