import { isPairFact, type MatchFact } from './match-fact.js';
import type { PersonsCause, PersonsExclusion, ReasonCode } from './said-codes.js';

/** What people say of a match, beside which trade it is of. */
export interface Said {
  exclusion: { reason: PersonsExclusion; note: string | null } | null;
  reason: { code: ReasonCode; note: string | null; cause: PersonsCause | null; at: string } | null;
  reviewed_at: string | null;
}

/** What was said last of advice and an execution: that the one answers the other, or that it does not. */
export interface Pair {
  recommendation_id: string;
  execution_id: string;
  /** Whose the execution is; undefined: anybody's. */
  account: string | undefined;
  linked: boolean;
  /** The fact's place among all: later ones win. */
  place: number;
}

/** Executions that are one trade of an account. */
interface Trade {
  account: string;
  execution_ids: readonly string[];
}

/** The facts of people about matches, each thing as it was said last. */
export interface HumanFacts {
  /** All pairs, in the order of what was said. */
  pairs: readonly Pair[];
  /** The accounts that are named, and an empty one for any other. */
  accounts: readonly string[];
  /** Of advice, whatever answers it. */
  ofAdvice(recommendationId: string): Said;
  /** Of a trade without advice. */
  ofTrade(trade: Trade): Said;
  /** The pairs of a trade's executions, of each piece of advice the last; the last of all comes last. */
  pairsOfTrade(trade: Trade): Pair[];
  /** What the rows of this advice depend on, as text; empty where nothing was said. */
  adviceText(recommendationId: string): string;
  /** The same of a trade; `alone`: that answers no advice. */
  tradeText(trade: Trade, alone: boolean): string;
}

/** Folds facts in the order in which they stand in the journal. */
export function humanFacts(facts: readonly MatchFact[]): HumanFacts {
  const ofAdvice = new Map<string, MatchFact[]>();
  const ofExecution = new Map<string, { place: number; fact: MatchFact }[]>();
  const pairs = new Map<string, Pair>();
  for (const [place, fact] of facts.entries())
    if (isPairFact(fact))
      for (const execution_id of fact.execution_ids) {
        const { recommendation_id, account } = fact;
        const key = JSON.stringify([recommendation_id, execution_id, account]);
        const linked = fact.fact === 'match_linked';
        if (pairs.get(key)?.linked === linked) continue;
        // What was said last stands last.
        pairs.delete(key);
        pairs.set(key, { recommendation_id, execution_id, account, linked, place });
      }
    else if (fact.recommendation_id !== null) add(ofAdvice, fact.recommendation_id, fact);
    else for (const execution of fact.execution_ids) add(ofExecution, execution, { place, fact });
  const pairsByAdvice = new Map<string, Pair[]>();
  const pairsByExecution = new Map<string, Pair[]>();
  for (const pair of pairs.values()) {
    add(pairsByAdvice, pair.recommendation_id, pair);
    add(pairsByExecution, pair.execution_id, pair);
  }

  function ofTrade({ account, execution_ids }: Trade): Said {
    const about = execution_ids
      .flatMap((execution) => ofExecution.get(execution) ?? [])
      .filter(({ fact }) => isOf(account, fact.account))
      .sort((a, b) => a.place - b.place);
    return about.length === 0 ? NOTHING : saidBy(about.map(({ fact }) => fact));
  }

  function pairsOfTrade({ account, execution_ids }: Trade): Pair[] {
    if (pairs.size === 0) return [];
    const about = execution_ids
      .flatMap((execution) => pairsByExecution.get(execution) ?? [])
      .filter((pair) => isOf(account, pair.account))
      .sort((a, b) => a.place - b.place);
    return [...new Map(about.map((pair) => [pair.recommendation_id, pair])).values()].sort(
      (a, b) => a.place - b.place,
    );
  }

  return {
    pairs: [...pairs.values()],
    accounts: [...new Set(['', ...facts.flatMap(({ account = '' }) => account)])],
    ofAdvice: (id) => saidBy(ofAdvice.get(id) ?? []),
    ofTrade,
    pairsOfTrade,
    adviceText(id) {
      const said = saidBy(ofAdvice.get(id) ?? []);
      const own = pairsByAdvice.get(id) ?? [];
      return textOf(
        said,
        own.map(({ execution_id, account, linked }) => [execution_id, account ?? null, linked]),
      );
    },
    tradeText: (trade, alone) =>
      textOf(
        alone ? ofTrade(trade) : NOTHING,
        pairsOfTrade(trade).map(({ recommendation_id, linked }) => [recommendation_id, linked]),
      ),
  };
}

/** As long as nobody has said anything. */
export const NO_FACTS: HumanFacts = humanFacts([]);

/** Whether a fact changes anything of what was said before it: the same again, by whomever and whenever, does not. */
export function saysMore(known: HumanFacts, fact: MatchFact): boolean {
  if (isPairFact(fact)) {
    const linked = fact.fact === 'match_linked';
    return fact.execution_ids.some(
      (execution) =>
        !known.pairs.some(
          (pair) =>
            pair.recommendation_id === fact.recommendation_id &&
            pair.execution_id === execution &&
            pair.account === fact.account &&
            pair.linked === linked,
        ),
    );
  }
  const { recommendation_id, execution_ids, account } = fact;
  const isMore = (before: Said) => JSON.stringify(saidBy([fact], before)) !== JSON.stringify(before);
  if (recommendation_id !== null) return isMore(known.ofAdvice(recommendation_id));
  // Of each by itself: executions that are one trade today may be two tomorrow.
  const accounts = account === undefined ? known.accounts : [account];
  return execution_ids.some((execution) =>
    accounts.some((one) => isMore(known.ofTrade({ account: one, execution_ids: [execution] }))),
  );
}

const NOTHING: Said = { exclusion: null, reason: null, reviewed_at: null };

function saidBy(facts: readonly MatchFact[], before: Said = NOTHING): Said {
  let said = before;
  for (const fact of facts)
    switch (fact.fact) {
      case 'match_excluded':
        said = { ...said, exclusion: { reason: fact.reason, note: fact.note } };
        break;
      case 'match_included':
        said = { ...said, exclusion: null };
        break;
      case 'match_reason': {
        const { code, note, cause, at } = fact;
        if (code === null) said = { ...said, reason: null };
        else if (!isSame(said.reason, { code, note, cause }))
          said = { ...said, reason: { code, note, cause, at } };
        break;
      }
      case 'match_reviewed':
        said = { ...said, reviewed_at: fact.reviewed ? (said.reviewed_at ?? fact.at) : null };
        break;
      case 'match_linked':
      case 'match_unlinked':
    }
  return said;
}

type Reason = NonNullable<Said['reason']>;

function isSame(before: Reason | null, { code, note, cause }: Omit<Reason, 'at'>): boolean {
  return before?.code === code && before.note === note && before.cause === cause;
}

function textOf(said: Said, pairs: readonly (readonly unknown[])[]): string {
  if (pairs.length === 0 && said.exclusion === null && said.reason === null && said.reviewed_at === null)
    return '';
  return JSON.stringify([said, pairs]);
}

function isOf(account: string, said: string | undefined): boolean {
  return said === undefined || said === account;
}

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
