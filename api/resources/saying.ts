import { z } from '@hono/zod-openapi';
import { humanFacts } from '../../domain/matching/human-facts.js';
import { isMatchFact, type MatchFact } from '../../domain/matching/match-fact.js';
import { toSecond } from '../../domain/time/to-second.js';
import type { Facts } from '../../store/home/journal.js';
import { matchFactsIn } from '../../store/home/match-facts.js';
import { matchVersion } from '../../store/pages/match-version.js';
import { strongTag } from '../etag.js';
import { checkIfMatch } from '../if-match.js';
import { tagOf, type MatchTag } from '../match-tag.js';
import type { Moment, Saying } from '../parts.js';
import type { Answered, Asked } from '../route.js';
import { id } from '../shapes/fields.js';
import type { MatchShape } from '../shapes/match.js';
import { shownMatch } from './one-match.js';
import { refuseGone } from './superseded.js';

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

/** What a match is known by. */
interface MatchKey {
  id: string;
  recommendation_id: string | null;
}

type Said<F> = F extends { by: string; at: string } ? Omit<F, 'by' | 'at'> : never;

/** What stands said of a match, as answers have it. */
type Standing = Pick<
  MatchShape,
  'user_reason' | 'reason_text' | 'cause' | 'reason_recorded_at' | 'reviewed_at'
>;

/**
 * Writes down what a person says of a match, under their token's name, has it taken into account, and answers with the
 * match as it is then. `say` is handed the match's key; throws a Problem where there is none, or it is another than who
 * asks has seen. What was said before with the same key is answered as it stood then. All is read at one moment, and
 * what is written is put to it: whatever a read waits for, a fact waits for once.
 */
export async function saying<D extends object>(
  { path, request, bearer, parts, at, alone, saidBefore }: Asked<{ id: string }, unknown>,
  say: (match: MatchKey) => Said<Saying>,
  answer: (stands: Standing) => D & { message: string },
): Promise<Answered<D & z.input<z.ZodObject<typeof said>>>> {
  const isKnown = saidBefore.some(isMatchFact);
  const { version: program } = parts;
  const spoken = { by: bearer?.name ?? '', at: toSecond(parts.clock()) };
  const { match, seen, added, journal } = await alone(`match ${path.id}`, async () => {
    const { meant, ...read } = await at(async (moment) => {
      const match = await matchVersion(moment.warehouse, path.id);
      const seen = match && tagOf(match, { journal: moment.journal, program });
      if (isKnown) return { match, seen, meant: [] };
      const { recommendation_id } = await asSeen(moment, seen, { id: path.id, request });
      const saying = { ...say({ id: path.id, recommendation_id }), ...spoken };
      return { match, seen, meant: await parts.facts.meant(saying, moment) };
    });
    return { ...read, ...(await parts.facts.keep(meant)) };
  });
  const fact = added.at(-1);
  const after = match &&
    seen && {
      ...tagOf(match, { journal, program }),
      // What others said in between who asks has not seen.
      said: seen.said + (isKnown ? 0 : added.length),
    };
  const stands = stood(journal, fact, after);
  // Last, since what it begins is worked at beside.
  const run_id = fact === undefined ? null : await parts.commands.restate();
  const document = {
    ...{ status: 'success' as const, match_id: path.id, run_id },
    restating: after?.restating ?? true,
    ...answer(stands),
  };
  return { document, ...(after !== undefined && { etag: strongTag(after) }) };
}

/** Throws a Problem where there is no such match, or it is another than who asks has seen. */
async function asSeen(
  moment: Moment,
  tag: MatchTag | undefined,
  { id, request }: { id: string; request: Request },
): Promise<MatchTag> {
  if (tag === undefined) return refuseGone(moment, id);
  await checkIfMatch(request, tag, async () => (await shownMatch(moment, id)).shown);
  return tag;
}

/** What stands said of a match, or stood once a fact about it was written down. */
function stood(journal: Facts, fact: MatchFact | undefined, match: MatchTag | undefined): Standing {
  const { recommendation_id, execution_ids, account } = partsOf(fact, match);
  const end = fact === undefined ? journal.entries.length : journal.entries.lastIndexOf(fact) + 1;
  const facts = humanFacts(
    matchFactsIn({ entries: journal.entries.slice(0, end) }).about({
      advice: recommendation_id === null ? [] : [recommendation_id],
      executions: recommendation_id === null ? execution_ids : [],
    }),
  );
  const { reason, reviewed_at } =
    recommendation_id === null
      ? facts.ofTrade({ account, execution_ids })
      : facts.ofAdvice(recommendation_id);
  return {
    user_reason: reason?.code ?? null,
    reason_text: reason?.note ?? null,
    cause: reason?.cause ?? match?.cause ?? null,
    reason_recorded_at: reason?.at ?? null,
    reviewed_at,
  };
}

/** Of a match that is no more the fact alone says what it was. */
function partsOf(
  fact: MatchFact | undefined,
  match: MatchTag | undefined,
): Pick<MatchTag, 'recommendation_id' | 'execution_ids'> & { account: string } {
  if (fact !== undefined) return { ...fact, account: fact.account ?? '' };
  const { recommendation_id = null, execution_ids = [], decision_account } = match ?? {};
  return { recommendation_id, execution_ids, account: decision_account ?? '' };
}
