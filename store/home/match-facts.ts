import { humanFacts, saysMore } from '../../domain/matching/human-facts.js';
import { isMatchFact, isPairFact, type MatchFact } from '../../domain/matching/match-fact.js';
import type { Fact, Facts, Journal } from './journal.js';

/** What people said about matches, up to where a journal ends. */
export interface MatchFacts {
  count: number;
  /** Those behind the first so many. */
  after(count: number): MatchFact[];
  /** That advice and trades answer each other, or do not. */
  pairs(): MatchFact[];
  /** Those about any of this advice or of these executions, in their order. */
  about(named: { advice: readonly string[]; executions: readonly string[] }): MatchFact[];
  /** Whatever is said of a match's advice, or of its trade and any advice; of its trade alone where it answers none. */
  on(match: MatchParts): MatchFact[];
}

/** What facts name a match by. */
export interface MatchParts {
  recommendation_id: string | null;
  execution_ids: readonly string[];
  decision_account: string | null;
}

/** The facts of one log by what they are about: places in `facts`. */
interface Index {
  /** As far as the log was read. */
  entries: Fact[];
  facts: MatchFact[];
  /** Of each fact its place among the log's entries. */
  places: number[];
  pairs: number[];
  byAdvice: Map<string, number[]>;
  byExecution: Map<string, number[]>;
}

/** By the first entry of a log: it only grows, so of two lists of its entries one is the beginning of the other. */
const indexes = new WeakMap<Fact, Index>();

/** Looks up what is said of a match without reading all that ever was. */
export function matchFactsIn({ entries }: Facts): MatchFacts {
  const index = indexOf(entries);
  const count = countBefore(index.places, entries.length);
  const at = (places: readonly number[]) =>
    places.filter((place) => place < count).flatMap((place) => index.facts[place] ?? []);
  const about: MatchFacts['about'] = ({ advice, executions }) => {
    const places = [
      ...advice.flatMap((id) => index.byAdvice.get(id) ?? []),
      ...executions.flatMap((id) => index.byExecution.get(id) ?? []),
    ];
    return at([...new Set(places)].sort((a, b) => a - b));
  };
  return {
    count,
    after: (first) => index.facts.slice(first, count),
    pairs: () => at(index.pairs),
    about,
    on({ recommendation_id, execution_ids, decision_account }) {
      const named = {
        advice: recommendation_id === null ? [] : [recommendation_id],
        executions: execution_ids,
      };
      return about(named).filter((fact) => {
        if (recommendation_id !== null && fact.recommendation_id === recommendation_id) return true;
        if (!isPairFact(fact) && (recommendation_id !== null || fact.recommendation_id !== null))
          return false;
        const { account = decision_account } = fact;
        return account === decision_account && fact.execution_ids.some((id) => execution_ids.includes(id));
      });
    },
  };
}

/**
 * Adds what people say about matches, each about another one, but for what was said before, by whomever and whenever;
 * gives those that were added. What came with a key is added all the same: by that line the key is known.
 */
export async function appendMatchFacts(
  journal: Journal,
  facts: readonly MatchFact[],
): Promise<readonly MatchFact[]> {
  const known = humanFacts(
    matchFactsIn(journal).about({
      advice: facts.flatMap(({ recommendation_id }) => recommendation_id ?? []),
      executions: facts.flatMap(({ execution_ids }) => execution_ids),
    }),
  );
  const added = facts.filter((fact) => fact.idempotency_key !== undefined || saysMore(known, fact));
  if (added.length > 0) await journal.appendAll(added);
  return added;
}

function indexOf(entries: readonly Fact[]): Index {
  const [first] = entries;
  const before = first && indexes.get(first);
  const known = before && isOfOneLog(before.entries, entries) ? before : undefined;
  const index: Index = known ?? {
    entries: [],
    facts: [],
    places: [],
    pairs: [],
    byAdvice: new Map(),
    byExecution: new Map(),
  };
  if (first && !known) indexes.set(first, index);
  for (const entry of entries.slice(index.entries.length)) {
    const at = index.entries.push(entry) - 1;
    if (!isMatchFact(entry)) continue;
    const place = index.facts.push(entry) - 1;
    index.places.push(at);
    if (isPairFact(entry)) index.pairs.push(place);
    if (entry.recommendation_id !== null) add(index.byAdvice, entry.recommendation_id, place);
    for (const execution of entry.execution_ids) add(index.byExecution, execution, place);
  }
  return index;
}

function isOfOneLog(a: readonly Fact[], b: readonly Fact[]): boolean {
  const last = Math.min(a.length, b.length) - 1;
  return a[last] === b[last];
}

/** How many of these rising numbers are below a limit. */
function countBefore(rising: readonly number[], limit: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function add(lists: Map<string, number[]>, key: string, place: number): void {
  const list = lists.get(key);
  if (list) list.push(place);
  else lists.set(key, [place]);
}
