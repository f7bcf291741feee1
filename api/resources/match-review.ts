import { z } from '@hono/zod-openapi';
import { toSecond } from '../../domain/time/to-second.js';
import { unreviewedIds } from '../../store/pages/match-page.js';
import { LOOP, route } from '../route.js';
import { saidLatelyAt } from '../said-lately-at.js';
import { date, time } from '../shapes/fields.js';
import { filtersOf, matchFilters } from '../shapes/match-filters.js';
import { ofMatch, said, saying } from './saying.js';

const path = `${LOOP}/matches/{id}/review`;

export const reviewMatch = route({
  method: 'patch',
  path,
  scope: 'decide',
  summary: 'Says that a match was looked at; the first time stays',
  inPath: ofMatch,
  parameters: z.object({}),
  answer: z.object({ ...said, reviewed_at: time.nullable() }),
  problems: ['not-found', 'changed', 'superseded'],
  handle: (asked) =>
    saying(
      asked,
      ({ id }) => ({ say: 'reviewThese', ids: [id] }),
      ({ reviewed_at }) => ({ message: 'reviewed', reviewed_at }),
    ),
});

export const takeReviewBack = route({
  method: 'delete',
  path,
  scope: 'decide',
  summary: 'Puts a match back into the queue',
  inPath: ofMatch,
  parameters: z.object({}),
  answer: z.object({ ...said, reviewed_at: z.null() }),
  problems: ['not-found', 'changed', 'superseded'],
  handle: (asked) =>
    saying(
      asked,
      ({ id }) => ({ say: 'unreview', id }),
      () => ({ message: 'back in the queue', reviewed_at: null }),
    ),
});

export const reviewAll = route({
  method: 'patch',
  path: `${LOOP}/matches/review-all`,
  scope: 'decide',
  summary: 'Says that all matches of these filters were looked at; what is pending is left out',
  inPath: z.object({}),
  parameters: z.object({ ...matchFilters, through: date.optional() }),
  answer: z.object({
    status: z.literal('success'),
    message: z.string(),
    count: z.int(),
    run_id: z.string().nullable(),
  }),
  problems: [],
  handle: ({ given, bearer, parts, at, alone }) =>
    alone('all', async () => {
      const { through = null, ...filters } = given;
      const ids = await at(async (moment) => {
        const lately = await saidLatelyAt(moment);
        return unreviewedIds(moment.warehouse, filtersOf(filters, moment.journal), { through, lately });
      });
      const spoken = { by: bearer?.name ?? '', at: toSecond(parts.clock()) };
      // Of very many it takes longer than a read may.
      const { length: count } = await parts.facts.say({ say: 'reviewThese', ids, ...spoken });
      const run_id = count === 0 ? null : await parts.commands.restate();
      return { document: { status: 'success' as const, message: `reviewed ${count}`, count, run_id } };
    }),
});
