import { z } from '@hono/zod-openapi';
import { INTENTS } from '../../domain/matching/advice-intent.js';
import { toSecond } from '../../domain/time/to-second.js';
import { Problem } from '../problem.js';
import { LOOP, route } from '../route.js';
import { date, id, prose } from '../shapes/fields.js';
import { adviceNamed } from './recommendations.js';

export const actOnAdvice = route({
  method: 'post',
  path: `${LOOP}/v2/recommendations/{id}/act`,
  scope: 'decide',
  summary:
    'Says what you mean to do about advice that stands open. It is shown beside the match, which only a trade decides: `resolution_type` stays `pending`',
  inPath: z.object({ id }),
  parameters: z.object({
    action_type: z.enum(INTENTS),
    new_strike: z.number().positive().max(10_000_000).optional(),
    new_expiration: date.optional(),
    notes: prose(1_000).optional(),
  }),
  answer: z.object({
    status: z.literal('success'),
    message: z.string(),
    resolved_recommendation: z.object({
      id: z.string(),
      recommendation_id: z.string(),
      symbol: z.string(),
      account_name: z.string().nullable(),
      resolution_type: z.string(),
    }),
    new_recommendation: z.null(),
  }),
  problems: ['not-found', 'not-pending'],
  handle: ({ path, given, bearer, parts, at, alone, saidBefore }) =>
    alone(`advice ${path.id}`, async () => {
      const { standing, shown } = await at((moment) => adviceNamed(moment, path.id));
      // What was written down before stands, whatever became of the advice since.
      const isSaid = saidBefore.length > 0;
      if (!isSaid && standing.status !== 'active')
        throw new Problem(
          'not-pending',
          `this advice is ${standing.status}: there is nothing to mean to do`,
          {
            current: shown,
          },
        );
      const { action_type, new_strike = null, new_expiration = null, notes = null } = given;
      await parts.facts.intend({
        ...{ recommendation_id: path.id, action_type, new_strike, new_expiration, notes },
        ...{ by: bearer?.name ?? '', at: toSecond(parts.clock()) },
      });
      return {
        document: {
          status: 'success' as const,
          message: 'written down: a trade decides the match',
          resolved_recommendation: {
            ...{ id: path.id, recommendation_id: path.id },
            ...{ symbol: shown.symbol, account_name: shown.account_name },
            resolution_type: isSaid ? 'pending' : (standing.match_type ?? 'pending'),
          },
          new_recommendation: null,
        },
      };
    }),
});
