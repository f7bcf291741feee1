import { NotFound } from '../domain/errors.js';
import { consideredFor, type Considered } from '../domain/matching/candidates.js';
import { humanFacts } from '../domain/matching/human-facts.js';
import type { MatchFact } from '../domain/matching/match-fact.js';
import { growing, toRead } from '../domain/restatement/match-scope.js';
import { matchInputs, matchOfId, type FoundMatch } from '../store/derived/found-match.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Facts } from '../store/home/journal.js';
import { matchFactsIn, type MatchFacts } from '../store/home/match-facts.js';

/** What competed for a match, and what people said of it. */
export interface MatchCandidates {
  candidates: Considered[];
  /** Of those that were not chosen the one that fits best; null where none fits. */
  runner_up: Considered | null;
  /** In its order: lines of the journal. */
  facts: MatchFact[];
  unit_id: string;
  /** Of all that the match was made from. */
  input_hash: string;
}

interface Store {
  warehouse: Reader;
  journal: Facts;
}

/** Of a match by its whole id. Throws NotFound. */
export async function candidatesOfId(store: Store, id: string): Promise<MatchCandidates> {
  const found = await matchOfId(store.warehouse, id);
  if (found === undefined) throw new NotFound('no match of this id');
  return candidatesOf(store, found);
}

/** Made by the rules of matching, from what lies around the match alone. */
export async function candidatesOf(
  { warehouse, journal }: Store,
  found: FoundMatch,
): Promise<MatchCandidates> {
  const { recommendation_id, execution_ids, underlying, from, to, unit_id, input_hash } = found;
  const said = matchFactsIn(journal);
  const scope = toRead(growing({ underlying, from, to }));
  const inputs = await matchInputs(warehouse, scope, humanFacts(said.pairs()));
  const candidates = consideredFor(
    { ...inputs, facts: humanFacts(factsAbout(said, inputs)) },
    recommendation_id === null ? { execution_ids } : { recommendation_id },
  );
  return {
    candidates,
    runner_up: candidates.find(({ chosen, score }) => !chosen && score !== null) ?? null,
    facts: said.on(found),
    ...{ unit_id, input_hash },
  };
}

function factsAbout(
  said: MatchFacts,
  { recommendations, executions }: Awaited<ReturnType<typeof matchInputs>>,
): MatchFact[] {
  return said.about({
    advice: recommendations.map(({ recommendation_id }) => recommendation_id),
    executions: executions.map(({ execution_id, record_id }) => execution_id ?? record_id),
  });
}
