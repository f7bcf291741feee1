import { z } from '@hono/zod-openapi';
import { PERSONS_CAUSES, REASON_CODES } from '../../domain/matching/said-codes.js';
import { namedAs } from '../error-problem.js';
import { LOOP, route } from '../route.js';
import { prose, time } from '../shapes/fields.js';
import { ofMatch, said, saying } from './saying.js';

const LONGEST_NOTE = 1_000;
const path = `${LOOP}/matches/{id}/reason`;

export const giveReason = route({
  method: 'patch',
  path,
  scope: 'decide',
  summary: 'Says why a match was answered as it was; `skipped` says that it was looked at and has no reason',
  inPath: ofMatch,
  parameters: z.object({
    reason_code: z.enum([...REASON_CODES, 'skipped']),
    reason_text: prose(LONGEST_NOTE).optional(),
    cause: z.enum(PERSONS_CAUSES).optional(),
  }),
  answer: z.object({
    ...said,
    reason_code: z.string().nullable(),
    reason_text: z.string().nullable(),
    cause: z.string().nullable(),
    recorded_at: time.nullable(),
  }),
  problems: ['not-found', 'changed', 'superseded'],
  handle: (asked) => {
    const { reason_code, reason_text = null, cause = null } = asked.given;
    const answering = saying(
      asked,
      ({ id }) =>
        reason_code === 'skipped'
          ? { say: 'reviewThese', ids: [id] }
          : { say: 'reason', id, code: reason_code, note: reason_text, cause },
      (match) => ({
        message: reason_code === 'skipped' ? 'skipped' : 'reason recorded',
        reason_code: match.user_reason,
        reason_text: match.reason_text,
        cause: reason_code === 'skipped' ? match.cause : (cause ?? match.cause),
        recorded_at: match.reason_recorded_at ?? match.reviewed_at,
      }),
    );
    return namedAs({ field: cause === null ? 'reason_text' : 'cause' }, answering);
  },
});

export const takeReasonBack = route({
  method: 'delete',
  path,
  scope: 'decide',
  summary: 'Withdraws the reason of a match',
  inPath: ofMatch,
  parameters: z.object({}),
  answer: z.object({ ...said, reason_code: z.null() }),
  problems: ['not-found', 'changed', 'superseded'],
  handle: (asked) =>
    saying(
      asked,
      ({ id }) => ({ say: 'reason', id, code: null, note: null, cause: null }),
      () => ({ message: 'reason withdrawn', reason_code: null }),
    ),
});
