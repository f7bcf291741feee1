import { z } from '@hono/zod-openapi';
import { PERSONS_EXCLUSIONS } from '../../domain/matching/said-codes.js';
import { namedAs } from '../error-problem.js';
import { LOOP, route } from '../route.js';
import { prose } from '../shapes/fields.js';
import { shownMatch } from './one-match.js';
import { ofMatch, said, saying } from './saying.js';

const path = `${LOOP}/matches/{id}/exclusion`;
const answer = z.object({ ...said, exclusion_reason: z.string().nullable() });

export const excludeMatch = route({
  method: 'put',
  path,
  scope: 'decide',
  summary: 'Takes a match out of rates and patterns; it says `restating` until that is done',
  inPath: ofMatch,
  parameters: z.object({ reason: z.enum(PERSONS_EXCLUSIONS), note: prose(1_000).optional() }),
  answer,
  problems: ['not-found', 'changed', 'superseded'],
  handle: (asked) => {
    const { reason, note = null } = asked.given;
    return saying(
      asked,
      ({ id }) => ({ say: 'exclude', id, reason, note }),
      () => ({ message: 'excluded', exclusion_reason: reason }),
    );
  },
});

export const includeMatch = route({
  method: 'delete',
  path,
  scope: 'decide',
  summary: 'Withdraws a person’s exclusion',
  inPath: ofMatch,
  parameters: z.object({}),
  answer,
  problems: ['not-found', 'changed', 'superseded'],
  handle: (asked) =>
    namedAs(
      {
        current: () =>
          asked.at(async (moment) => ({ current: (await shownMatch(moment, asked.path.id)).shown })),
      },
      saying(
        asked,
        ({ id }) => ({ say: 'include', id }),
        () => ({ message: 'included', exclusion_reason: null }),
      ),
    ),
});
