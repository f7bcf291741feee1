import { z } from '@hono/zod-openapi';
import { humanFacts } from '../../domain/matching/human-facts.js';
import { matchOfAdvice } from '../../domain/matching/match-row.js';
import { matchFactsIn } from '../../store/home/match-facts.js';
import { namedAs } from '../error-problem.js';
import { Problem } from '../problem.js';
import type { Moment } from '../parts.js';
import { LOOP, route } from '../route.js';
import { id } from '../shapes/fields.js';
import type { MatchShape } from '../shapes/match.js';
import { shownMatch } from './one-match.js';
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
    const slugs = {
      Conflict: 'link-held',
      NotFound: 'invalid-parameter',
      Ambiguous: 'invalid-parameter',
    } as const;
    const current = () =>
      asked.at(async (moment) => ({ current: await holderOf(moment, asked.path.id, execution_ids) }));
    const linking = () =>
      saying(
        asked,
        ({ recommendation_id }) => {
          if (recommendation_id === null)
            throw new Problem('invalid-parameter', 'this match has no advice that fills could answer', {
              errors: [{ in: 'path', name: 'id', message: 'a match without advice' }],
            });
          return { say: 'link', recommendation_id, execution_ids };
        },
        () => ({ message: 'linked', execution_ids }),
      );
    // Fills that two matches want are given to one of them.
    return namedAs({ slugs, field: 'execution_ids', current }, asked.alone('links', linking));
  },
});

/** The match of other advice that a person linked any of these fills with, or of the same advice with others. */
async function holderOf(
  moment: Moment,
  matchId: string,
  executionIds: readonly string[],
): Promise<MatchShape> {
  const { shown } = await shownMatch(moment, matchId);
  const { pairs } = humanFacts(matchFactsIn(moment.journal).pairs());
  const held = pairs.find(
    (pair) =>
      pair.linked &&
      executionIds.includes(pair.execution_id) &&
      pair.recommendation_id !== shown.recommendation?.id,
  );
  if (held === undefined) return shown;
  return (await shownMatch(moment, matchOfAdvice(held.recommendation_id))).shown;
}

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
