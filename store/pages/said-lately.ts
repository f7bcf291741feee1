import { humanFacts } from '../../domain/matching/human-facts.js';
import { isPairFact, type MatchFact } from '../../domain/matching/match-fact.js';
import { factsHeeded } from '../derived/linked-inputs.js';
import type { Reader } from '../duckdb/warehouse.js';
import type { Facts } from '../home/journal.js';
import { matchFactsIn } from '../home/match-facts.js';

/** What people said of a match that its row does not take into account yet. */
export interface SaidLately {
  match_id: string;
  reason_code: string | null;
  reason_note: string | null;
  reason_recorded_at: string | null;
  reviewed_at: string | null;
  /** Whether more of the row will be another: it is excluded, linked or has a cause. */
  changes_more: boolean;
}

interface About {
  match_id: string;
  recommendation_id: string | null;
  execution_ids: string[];
  decision_account: string | null;
}

/**
 * Beside the rows of matches what people said since these were made: a fact is seen at once, in whatever order it is
 * looked for, while the step that makes the rows anew has not come to it.
 */
export async function saidLately({
  warehouse,
  journal,
}: {
  warehouse: Reader;
  journal: Facts;
}): Promise<SaidLately[]> {
  const facts = matchFactsIn(journal);
  const lately = facts.after(await factsHeeded(warehouse));
  if (lately.length === 0) return [];
  const about = await matchesOf(warehouse, lately);
  const said = humanFacts(facts.about(namedBy(about)));
  const isOther = becomesAnother(lately);
  return about.map(({ match_id, recommendation_id, execution_ids, decision_account }) => {
    const { reason, reviewed_at } =
      recommendation_id === null
        ? said.ofTrade({ account: decision_account ?? '', execution_ids })
        : said.ofAdvice(recommendation_id);
    return {
      match_id,
      reason_code: reason?.code ?? null,
      reason_note: reason?.note ?? null,
      reason_recorded_at: reason?.at ?? null,
      reviewed_at,
      changes_more: isOther({ recommendation_id, execution_ids }),
    };
  });
}

/** Whether what people said of a match, behind as many facts as its row takes into account, makes another of it. */
export function isBecomingAnother(
  match: Pick<About, 'recommendation_id' | 'execution_ids'>,
  { journal, heeded }: { journal: Facts; heeded: number },
): boolean {
  return becomesAnother(matchFactsIn(journal).after(heeded))(match);
}

function becomesAnother(
  lately: readonly MatchFact[],
): (match: Pick<About, 'recommendation_id' | 'execution_ids'>) => boolean {
  const more = concerned(lately.filter(changesMore));
  const [advice, executions] = [new Set(more.advice), new Set(more.executions)];
  return ({ recommendation_id, execution_ids }) =>
    advice.has(recommendation_id ?? '') || execution_ids.some((id) => executions.has(id));
}

function changesMore(fact: MatchFact): boolean {
  if (isPairFact(fact)) return true;
  return fact.fact !== 'match_reviewed' && !(fact.fact === 'match_reason' && fact.cause === null);
}

/** The matches that facts are about: of their advice, or of any of their trades. */
function matchesOf(warehouse: Reader, facts: readonly MatchFact[]): Promise<About[]> {
  const named = concerned(facts);
  // Most facts are about advice: then nobody's trades are looked through.
  const traded =
    named.executions.length === 0
      ? ''
      : `OR match_id IN (SELECT match_id FROM (SELECT match_id, unnest(execution_ids) AS execution_id FROM matches)
           WHERE execution_id IN (SELECT unnest($executions)))`;
  return warehouse.rows<About>(
    `SELECT match_id, recommendation_id, execution_ids, decision_account FROM matches
     WHERE recommendation_id IN (SELECT unnest($advice)) ${traded} ORDER BY match_id`,
    traded === '' ? { advice: named.advice } : named,
  );
}

/** What facts are about: of advice its trades count only where these are said to answer it, or not to. */
function concerned(facts: readonly MatchFact[]): ReturnType<typeof namedBy> {
  const ofTrades = facts.filter((fact) => fact.recommendation_id === null || isPairFact(fact));
  return { advice: namedBy(facts).advice, executions: namedBy(ofTrades).executions };
}

function namedBy(some: readonly Pick<About, 'recommendation_id' | 'execution_ids'>[]): {
  advice: string[];
  executions: string[];
} {
  return {
    advice: some.flatMap(({ recommendation_id }) => recommendation_id ?? []),
    executions: some.flatMap(({ execution_ids }) => execution_ids),
  };
}
