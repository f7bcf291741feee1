import { isMatchFact, isPairFact, type MatchFact } from '../domain/matching/match-fact.js';
import { matchesAbout } from '../store/derived/matches-about.js';
import type { Fact, Facts } from '../store/home/journal.js';
import type { Store } from '../store/open-store.js';
import type { Saying } from './meant-facts.js';

/** An answer that stands, and what stood before it. */
interface Answer {
  fact: MatchFact;
  before: MatchFact | undefined;
}

/** The last answer under a name that nothing said since has taken the place of; undefined where there is none. */
export function lastAnswer({ entries }: Facts, by: string): Answer | undefined {
  const facts = entries.filter((entry): entry is Fact & MatchFact => isMatchFact(entry));
  for (let at = facts.length - 1; at >= 0; at--) {
    const fact = facts[at] as MatchFact;
    if (fact.by !== by || !says(fact)) continue;
    const isLater = facts.slice(at + 1).some((other) => areAlike(other, fact));
    if (!isLater) return { fact, before: facts.slice(0, at).findLast((other) => areAlike(other, fact)) };
  }
  return undefined;
}

function says(fact: MatchFact): boolean {
  if (fact.fact === 'match_reason') return fact.code !== null;
  return fact.fact === 'match_unlinked' || (fact.fact === 'match_reviewed' && fact.reviewed);
}

/** Whether two facts say the same kind of thing of the same, so that the later one stands. */
export function areAlike(one: MatchFact, other: MatchFact): boolean {
  if (isPairFact(one) !== isPairFact(other) || (!isPairFact(one) && one.fact !== other.fact)) return false;
  if (one.recommendation_id !== other.recommendation_id) return false;
  const share = one.execution_ids.some((id) => other.execution_ids.includes(id));
  return isPairFact(one) || one.recommendation_id === null ? share && one.account === other.account : true;
}

type Unsaid<S> = S extends { by: string; at: string } ? Omit<S, 'by' | 'at'> : never;

/** What to say for it to be as it was before the answer; undefined where its match is gone. */
export async function withdrawn(
  { warehouse }: Pick<Store, 'warehouse'>,
  { fact, before }: Answer,
): Promise<Unsaid<Saying> | undefined> {
  if (fact.fact === 'match_unlinked') {
    const { recommendation_id, execution_ids } = fact;
    return { say: 'link', recommendation_id, execution_ids };
  }
  const [id] = await warehouse.snapshot((reader) => matchesAbout(reader, [fact]));
  if (id === undefined || id === null) return undefined;
  if (fact.fact === 'match_reviewed') return { say: 'unreview', id };
  const reason = before?.fact === 'match_reason' ? before : { code: null, note: null, cause: null };
  return { say: 'reason', id, code: reason.code, note: reason.note, cause: reason.cause };
}
