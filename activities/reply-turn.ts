import { hasKeyOf, type KeyedRequest } from '../domain/keyed-request.js';
import type { MatchFact } from '../domain/matching/match-fact.js';
import type { Heard } from '../messages/heard.js';
import { areAlike } from './withdrawn-answer.js';

/** By what a fact names the reply that it came of: the message that was written, and the way's number of it. */
export function keyOfReply({ way, update, message, said }: Heard): KeyedRequest {
  const key = 'press' in said ? `button ${update}` : `message ${message}`;
  return { idempotency_key: key, request: `${way}.${update}` };
}

/**
 * Whether it is the turn of a reply, by what was said of the match of its question, in that order. It was `said`: it is
 * tried again after it was written down. It is `overtaken`: a reply that came later was written down first, or, of a
 * message that was edited, another answer has stood in its place since.
 */
export function turnOf(reply: Heard, facts: readonly MatchFact[]): 'next' | 'said' | 'overtaken' {
  const keyed = keyOfReply(reply);
  const updates = facts.map((fact) => updateOf(reply.way, fact));
  if (updates.includes(reply.update)) return 'said';
  if (updates.some((update) => update > reply.update)) return 'overtaken';
  if (reply.edited === undefined) return 'next';
  const last = facts.findLastIndex((fact) => hasKeyOf(fact, keyed));
  const own = facts[last];
  const isOther = own !== undefined && facts.slice(last + 1).some((fact) => areAlike(fact, own));
  return isOther ? 'overtaken' : 'next';
}

/** The way's number of the reply that a fact came of; NaN where it came of none of this way. */
function updateOf(way: string, { request = '' }: MatchFact): number {
  return request.startsWith(`${way}.`) ? Number(request.slice(way.length + 1)) : NaN;
}
