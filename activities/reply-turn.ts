import { hasKeyOf, type KeyedRequest } from '../domain/keyed-request.js';
import { isPairFact, type MatchFact } from '../domain/matching/match-fact.js';
import type { Heard } from '../messages/heard.js';
import { areAlike } from './withdrawn-answer.js';

/** So long a way keeps what nobody has heard yet: of what lies further apart its numbers say nothing. */
const KEPT_MS = 24 * 3_600_000;

/** By what a fact names the reply that it came of: the message that was written, and the way's number of it. */
export function keyOfReply({ way, update, message, said }: Heard): KeyedRequest {
  const key = 'press' in said ? `button ${update}` : `message ${message}`;
  return { idempotency_key: key, request: `${way}.${update}` };
}

/** Under what name answers of a way are withdrawn. */
export function undoOf(way: string): string {
  return `${way} undo`;
}

/**
 * Whether it is the turn of a reply, by the fact that it means and what was said of its match, in that order. It was
 * `said`: it is tried again after it was written down. It is `overtaken`: an answer to the same question came later and
 * was written down first, or, of a message that was edited, has stood in its place since. What was withdrawn does not
 * count.
 */
export function turnOf(
  reply: Heard,
  { meant, said }: { meant: MatchFact; said: readonly MatchFact[] },
): 'next' | 'said' | 'overtaken' {
  const keyed = keyOfReply(reply);
  const isOwn = (fact: MatchFact) =>
    hasKeyOf(fact, keyed) && fact.request === keyed.request && Math.abs(apartMs(fact, reply)) <= KEPT_MS;
  if (said.some(isOwn)) return 'said';
  const standing = standingOf(said, undoOf(reply.way)).filter((fact) => answersSame(fact, meant));
  if (standing.some((fact) => isLater(fact, reply))) return 'overtaken';
  if (reply.edited === undefined) return 'next';
  const own = said.findLastIndex((fact) => hasKeyOf(fact, keyed));
  return own >= 0 && standing.some((fact) => said.indexOf(fact) > own) ? 'overtaken' : 'next';
}

/** A doubt is answered by a look at the match, or by that it is no pair. */
function answersSame(fact: MatchFact, meant: MatchFact): boolean {
  if (areAlike(fact, meant)) return true;
  const isOfDoubt = (one: MatchFact) => isPairFact(one) || one.fact === 'match_reviewed';
  return isOfDoubt(fact) && isOfDoubt(meant) && fact.recommendation_id === meant.recommendation_id;
}

/** Without what was withdrawn by a name, and what withdrew it. */
function standingOf(facts: readonly MatchFact[], undo: string): MatchFact[] {
  const standing: MatchFact[] = [];
  for (const fact of facts)
    if (fact.by !== undo) standing.push(fact);
    else {
      const place = standing.findLastIndex((other) => areAlike(other, fact));
      if (place >= 0) standing.splice(place, 1);
    }
  return standing;
}

/** Whether a fact came of a later reply of the same way. Numbers rise, but begin anew where it was silent for long. */
function isLater(fact: MatchFact, reply: Heard): boolean {
  const { request = '' } = fact;
  if (!request.startsWith(`${reply.way}.`)) return false;
  const apart = apartMs(fact, reply);
  return Math.abs(apart) <= KEPT_MS ? Number(request.slice(reply.way.length + 1)) > reply.update : apart > 0;
}

function apartMs(fact: MatchFact, reply: Heard): number {
  return Date.parse(fact.at) - Date.parse(reply.at);
}
