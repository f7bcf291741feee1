import { z } from '@hono/zod-openapi';
import { toSecond } from '../../domain/time/to-second.js';
import { strongTag } from '../etag.js';
import { checkIfMatch } from '../if-match.js';
import type { Saying } from '../parts.js';
import type { Answered, Asked } from '../route.js';
import { id } from '../shapes/fields.js';
import type { MatchShape } from '../shapes/match.js';
import { matchDetail, shownMatch } from './one-match.js';

/** What every fact about a match is answered with, beside what it is. */
export const said = {
  status: z.literal('success'),
  message: z.string(),
  match_id: z.string(),
  restating: z.boolean(),
  run_id: z.string().nullable(),
};

/** The path of a match. */
export const ofMatch = z.object({ id });

type Said<F> = F extends { by: string; at: string } ? Omit<F, 'by' | 'at'> : never;

/**
 * Writes down what a person says of a match, under their token's name, has it taken into account, and answers with the
 * match as it is then. `say` is handed the match; throws a Problem where there is none, or it is another than who asks
 * has seen.
 */
export function saying<D extends object>(
  { path, request, bearer, parts, at, alone }: Asked<{ id: string }, unknown>,
  say: (match: MatchShape) => Said<Saying>,
  answer: (match: MatchShape) => D & { message: string },
): Promise<Answered<D & z.input<z.ZodObject<typeof said>>>> {
  return alone(async () => {
    const before = await at(async (moment) => {
      // The tag is of all that is known of it: it is worked out for who names one.
      if (!request.headers.has('if-match')) return (await shownMatch(moment, path.id)).shown;
      const found = await matchDetail(moment, path.id);
      checkIfMatch(request, found, found.match);
      return found.match;
    });
    const spoken = { by: bearer?.name ?? '', at: toSecond(parts.clock()) };
    const { added } = await parts.facts.say({ ...say(before), ...spoken });
    const run_id = added === 0 ? null : await parts.commands.restate();
    const after = await at((moment) => matchDetail(moment, path.id));
    const document = {
      ...{ status: 'success' as const, match_id: path.id, restating: after.match.restating, run_id },
      ...answer(after.match),
    };
    return { document, etag: strongTag(after) };
  });
}
