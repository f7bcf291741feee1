import { z } from '@hono/zod-openapi';
import { matchLines } from '../../domain/matching/match-lines.js';
import { Problem } from '../problem.js';
import { LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { id } from '../shapes/fields.js';
import { NO_MATCH } from './one-match.js';

const share = z.number().min(0).max(1);

const considered = z.object({
  recommendation_id: z.string(),
  execution_ids: z.array(z.string()),
  text: z.string(),
  score: share,
  terms: z.union([
    z.object({
      ...{ answer: share, contract: share, as_asked: share, premium: share, quantity: share, time: share },
    }),
    z.object({}),
  ]),
  chosen: z.boolean(),
  why_not: z.string().nullable(),
});

export const explainMatch = read({
  path: `${LOOP}/matches/{id}/explain`,
  scope: 'read',
  summary:
    'Why a match is what it is, as `matches show` has it: what was looked at, the best first, and what each score adds up from (0 and no terms: no answer to the advice)',
  inPath: z.object({ id }),
  parameters: z.object({}),
  answer: z.object({
    id: z.string(),
    text: z.string(),
    candidates: z.array(considered),
    unit_id: z.string(),
    input_hash: z.string(),
    as_of: asOf,
  }),
  problems: ['not-found'],
  async answerFrom(moment, { path }) {
    const found = await moment.reads.match({ id: path.id }).catch(noMatch);
    // An id of its advice or of a fill names it to people, and no address.
    if (found.match['match_id'] !== path.id) throw new Problem('not-found', NO_MATCH);
    return {
      id: path.id,
      text: matchLines(found, Infinity).join('\n'),
      candidates: found.candidates.map(({ score, terms, execution_ids, ...one }) => ({
        ...one,
        execution_ids: [...execution_ids],
        score: score ?? 0,
        terms: terms ?? {},
      })),
      unit_id: found.unit_id,
      input_hash: found.input_hash,
      as_of: await asOfMoment(moment),
    };
  },
});

/** What no id, several, or one that is too short comes to. */
const NAMES_NONE: ReadonlySet<string> = new Set(['NotFound', 'Ambiguous', 'InvalidInput']);

function noMatch(error: unknown): never {
  if (error instanceof Error && NAMES_NONE.has(error.name)) throw new Problem('not-found', NO_MATCH);
  throw error;
}
