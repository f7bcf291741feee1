import { z } from '@hono/zod-openapi';
import { namedAs } from '../error-problem.js';
import { Problem } from '../problem.js';
import { LOOP, route } from '../route.js';
import { id } from '../shapes/fields.js';
import { ofMatch, said, saying } from './saying.js';

export const linkMatch = route({
  method: 'post',
  path: `${LOOP}/matches/{id}/link`,
  scope: 'decide',
  summary: 'Says which fills answer the advice of a match; it says `restating` until that is done',
  inPath: ofMatch,
  parameters: z.object({ execution_ids: z.array(id).min(1).max(100) }),
  answer: z.object({ ...said, execution_ids: z.array(z.string()) }),
  problems: ['not-found', 'changed', 'superseded', 'link-held'],
  handle: (asked) => {
    const { execution_ids } = asked.given;
    return namedAs(
      { Conflict: 'link-held' },
      saying(
        asked,
        ({ recommendation }) => {
          if (recommendation === null)
            throw new Problem('invalid-parameter', 'this match has no advice that fills could answer');
          return { say: 'link', recommendation_id: recommendation.id, execution_ids };
        },
        () => ({ message: 'linked', execution_ids }),
      ),
    );
  },
});

export const unlinkMatch = route({
  method: 'post',
  path: `${LOOP}/matches/{id}/unlink`,
  scope: 'decide',
  summary: 'Says that the fills of a match do not answer its advice',
  inPath: ofMatch,
  parameters: z.object({}),
  answer: z.object(said),
  problems: ['not-found', 'changed', 'superseded'],
  handle: (asked) =>
    saying<object>(
      asked,
      ({ id: matchId }) => ({ say: 'unlink', id: matchId }),
      () => ({ message: 'unlinked' }),
    ),
});
