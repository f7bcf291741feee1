import { z } from '@hono/zod-openapi';
import { WATCH_WEEKS } from '../../domain/registry/may-decide.js';
import { newYorkDay } from '../../domain/time/calendar.js';
import { addDays, type IsoDate } from '../../domain/time/dates.js';
import { toSecond } from '../../domain/time/to-second.js';
import type { Facts } from '../../store/home/journal.js';
import { namedAs } from '../error-problem.js';
import { strongTag } from '../etag.js';
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
    const standing = () => at(({ journal }) => Promise.resolve(candidateNow(journal, path.id)));
    const found = await standing();
    await checkIfMatch(request, found, () => found.candidate);
    const now = toSecond(parts.clock());
    const {
      decision,
      reason = null,
      defer_until,
      effective = null,
      revision = null,
      weekly_loss_limit,
    } = given;
    const until = defer_until ?? (decision === 'defer' ? usualUntil(found.candidate, newYorkDay(now)) : null);
    const deciding = parts.commands.decide({
      ...{ id: path.id, decision, reason, until, effective, revision },
      ...{ acceptCost: given.accept_cost, onBreach: given.on_breach, watchWeeks: given.watch_weeks },
      weeklyLossLimit: weekly_loss_limit === undefined ? null : String(weekly_loss_limit),
      ...{ at: now, isAtGiven: false, by: bearer?.name ?? '' },
    });
    const report = await named(deciding, standing);
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

/** Who defers again without a day means what they said before, as long as that lasts. */
function usualUntil({ status, defer_until }: Candidate, today: IsoDate): IsoDate {
  const lasts = status === 'deferred' && defer_until !== null && defer_until > today;
  return lasts ? defer_until : addDays(today, DEFERRED_DAYS);
}

/** A candidate, and what was decided about it: the strong ETag is of both. */
function candidateNow(journal: Facts, id: string) {
  const candidate = candidatesOf(journal).find(({ candidate_id }) => candidate_id === id);
  if (candidate === undefined) throw new Problem('not-found', 'no candidate of this id');
  return { candidate, history: decisionsAbout(journal, id) };
}

/**
 * What contradicts a decision: somebody decided otherwise, there is nothing to decide any more, or it would have to be
 * of another day, which its words name.
 */
async function named<T>(
  deciding: Promise<T>,
  standing: () => Promise<ReturnType<typeof candidateNow>>,
): Promise<T> {
  try {
    return await deciding;
  } catch (error) {
    const found = await standing();
    const { candidate } = found;
    const isOfDay = error instanceof Error && error.message.includes('--effective');
    const isOver = OVER.has(candidate.status);
    const Conflict = isOfDay ? 'invalid-parameter' : isOver ? 'not-pending' : 'already-decided';
    return namedAs(
      {
        ...{ slugs: { Conflict }, fields: { until: 'defer_until' } },
        current: () => Promise.resolve({ current: candidate, headers: { etag: strongTag(found) } }),
      },
      Promise.reject(error as Error),
    );
  }
}
