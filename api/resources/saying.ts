import { z } from '@hono/zod-openapi';
import { humanFacts } from '../../domain/matching/human-facts.js';
import { isMatchFact, type MatchFact } from '../../domain/matching/match-fact.js';
import { toSecond } from '../../domain/time/to-second.js';
import { matchFactsIn } from '../../store/home/match-facts.js';
import { matchKey, type MatchKey } from '../../store/pages/match-key.js';
import { strongTag } from '../etag.js';
import { checkIfMatch } from '../if-match.js';
import type { Moment, Saying } from '../parts.js';
import { Problem } from '../problem.js';
import type { Answered, Asked } from '../route.js';
import { id } from '../shapes/fields.js';
import type { MatchShape } from '../shapes/match.js';
import { matchState } from './one-match.js';
import { standingMatch } from './superseded.js';

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

/** What stands said of a match, as answers have it. */
type Standing = Pick<
  MatchShape,
  'user_reason' | 'reason_text' | 'cause' | 'reason_recorded_at' | 'reviewed_at'
>;

/**
 * Writes down what a person says of a match, under their token's name, has it taken into account, and answers with the
 * match as it is then. `say` is handed the match's key; throws a Problem where there is none, or it is another than who
 * asks has seen. What was said before with the same key is answered as it stood then.
 */
export async function saying<D extends object>(
  { path, request, bearer, parts, at, alone, saidBefore }: Asked<{ id: string }, unknown>,
  say: (match: MatchKey) => Said<Saying>,
  answer: (stands: Standing) => D & { message: string },
): Promise<Answered<D & z.input<z.ZodObject<typeof said>>>> {
  const write = () =>
    alone(async () => {
      const match = await at((moment) => askedAbout(moment, path.id, request));
      const spoken = { by: bearer?.name ?? '', at: toSecond(parts.clock()) };
      const { added } = await parts.facts.say({ ...say(match), ...spoken }).catch(async (error: Error) => {
        // A step may have made another match of it a moment ago.
        if (error.name === 'NotFound') await at((moment) => standingMatch(moment, path.id));
        throw error;
      });
      return added === 0 ? undefined : at(lastSaid);
    });
  const known = saidBefore.findLast(isMatchFact);
  const fact = known ?? (await write());
  const run_id = fact === undefined ? null : await parts.commands.restate();
  // What was said is kept, whatever a step makes of the match meanwhile.
  const after = await at((moment) => matchState(moment, path.id)).catch(unlessGone);
  const stands =
    fact === undefined
      ? (after?.match ?? NOTHING_SAID)
      : await at((moment) => stood(moment, fact, after?.match.cause ?? null));
  const document = {
    ...{ status: 'success' as const, match_id: path.id, run_id },
    restating: after?.match.restating ?? true,
    ...answer(stands),
  };
  return { document, ...(after !== null && { etag: strongTag(after) }) };
}

const NOTHING_SAID: Standing = {
  ...{ user_reason: null, reason_text: null, cause: null },
  ...{ reason_recorded_at: null, reviewed_at: null },
};

/** Throws a Problem where there is no such match, or it is another than who asks has seen. */
async function askedAbout(moment: Moment, id: string, request: Request): Promise<MatchKey> {
  const key = await matchKey(moment.warehouse, id);
  const isNamed = request.headers.has('if-match');
  // The tag is of all that is known of it: it is worked out for who names one.
  if (key === undefined || isNamed) {
    const match = await standingMatch(moment, id);
    if (isNamed) checkIfMatch(request, await matchState(moment, id), match);
  }
  return key as MatchKey;
}

function lastSaid({ journal }: Moment): Promise<MatchFact | undefined> {
  return Promise.resolve(journal.entries.findLast(isMatchFact));
}

function unlessGone(error: unknown): null {
  if (error instanceof Problem && error.slug === 'not-found') return null;
  throw error;
}

/** What stood said of a match once a fact about it was written down; `cause` is what a step found. */
function stood({ journal }: Moment, fact: MatchFact, cause: string | null): Promise<Standing> {
  const { recommendation_id, execution_ids, account = '' } = fact;
  const entries = journal.entries.slice(0, journal.entries.indexOf(fact) + 1);
  const facts = humanFacts(
    matchFactsIn({ entries }).about({
      advice: recommendation_id === null ? [] : [recommendation_id],
      executions: recommendation_id === null ? execution_ids : [],
    }),
  );
  const { reason, reviewed_at } =
    recommendation_id === null
      ? facts.ofTrade({ account, execution_ids })
      : facts.ofAdvice(recommendation_id);
  return Promise.resolve({
    user_reason: reason?.code ?? null,
    reason_text: reason?.note ?? null,
    cause: reason?.cause ?? cause,
    reason_recorded_at: reason?.at ?? null,
    reviewed_at,
  });
}
