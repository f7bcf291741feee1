import { carriedBy, type Carried } from '../domain/keyed-request.js';
import { Conflict, InvalidInput } from '../domain/errors.js';
import { humanFacts } from '../domain/matching/human-facts.js';
import { tradeOfLinks } from '../domain/matching/trade-of-links.js';
import type { MatchFact } from '../domain/matching/match-fact.js';
import { PRINTABLE_LINES } from '../domain/printable.js';
import { isTrade } from '../domain/records/records.js';
import { nameProblem } from '../domain/records/record-fields.js';
import { growing, toRead } from '../domain/restatement/match-scope.js';
import { earlierOf, laterOf } from '../domain/time/dates.js';
import { knownMatch, matchesOfIds, matchInputs, type KnownMatch } from '../store/derived/found-match.js';
import { unreviewedMatches } from '../store/derived/review-queue.js';
import type { Touched } from '../store/derived/touched-matches.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { matchFactsOf, type Facts } from '../store/home/journal.js';
import { adviceNamed, executionNamed } from './named-records.js';
import { matchNamed } from './match-detail.js';
import type { MatchSaying } from './loop-reports.js';

/**
 * What a person says, also where no command does: that a match is not reviewed any more, and that these are, of which
 * each is named by its own whole id.
 */
export type Saying = Carried &
  (
    | MatchSaying
    | { by: string; at: string; say: 'unreview'; id: string }
    | { by: string; at: string; say: 'reviewThese'; ids: readonly string[] }
  );

/** What is to be said, and which matches may be others by it: the first is the one that was named. */
export interface Meant {
  facts: readonly MatchFact[];
  touched: Touched;
}

/**
 * What a person's words come to: facts, each about another match, which are not written yet. Throws InvalidInput,
 * NotFound, Ambiguous or Conflict where nothing can be meant by them.
 */
export async function meantBy(
  { warehouse, journal }: { warehouse: Reader; journal: Facts },
  saying: Saying,
): Promise<Meant> {
  refuseUnprintable(saying);
  switch (saying.say) {
    case 'reason': {
      const match = await named(saying.id);
      if (saying.cause !== null) refuseCause(match);
      return about(
        match,
        { fact: 'match_reason', code: saying.code, note: saying.note, cause: saying.cause },
        saying,
      );
    }
    case 'exclude': {
      const match = await named(saying.id);
      return about(match, { fact: 'match_excluded', reason: saying.reason, note: saying.note }, saying);
    }
    case 'include': {
      const match = await named(saying.id);
      if (match.exclusion_reason === 'superseded' || match.exclusion_reason === 'withdrawn')
        throw new Conflict(
          `match ${match.match_id} is excluded because its advice was ${match.exclusion_reason}: that cannot be undone`,
        );
      return about(match, { fact: 'match_included', reason: null, note: null }, saying);
    }
    case 'review': {
      const matches =
        saying.ids === 'all'
          ? await unreviewedMatches(warehouse, saying.through)
          : await inOrder(saying.ids, named);
      return reviewed(matches, saying);
    }
    case 'unreview': {
      const match = await named(saying.id);
      return {
        facts: [{ fact: 'match_reviewed', ...saidBy(saying), ...partsOf(match), reviewed: false }],
        touched: { matches: [match.match_id], recommendations: [], executions: [] },
      };
    }
    case 'reviewThese':
      return reviewed(await matchesOfIds(warehouse, saying.ids), saying);
    case 'unlink':
      return unlinked(await named(saying.id), saying, matchFactsOf(journal));
    case 'link':
      return linked(saying);
  }

  async function named(id: string): Promise<KnownMatch> {
    return (await knownMatch(warehouse, id)) ?? matchNamed(warehouse, id);
  }

  async function linked(saying: Extract<Saying, { say: 'link' }>): Promise<Meant> {
    const advice = await adviceNamed(warehouse, saying.recommendation_id);
    const { recommendation_id } = advice;
    if (advice.action === 'hold' || advice.action === 'wait')
      throw new InvalidInput(`advice ${recommendation_id} is to ${advice.action}: no trade answers it`);
    const executions = await inOrder([...new Set(saying.execution_ids)], (id) =>
      executionNamed(warehouse, id, advice),
    );
    for (const { execution_id, action } of executions)
      if (!isTrade(action)) throw new InvalidInput(`execution ${execution_id} is no trade: ${action}`);
    const [first, other] = [...new Set(executions.map(({ account }) => account))];
    if (first === undefined) throw new InvalidInput('no execution to link');
    if (other !== undefined)
      throw new InvalidInput(`the executions are in several accounts: ${first} and ${other}`);
    const execution_ids = executions.map(({ execution_id }) => execution_id).sort();
    const fact = {
      fact: 'match_linked',
      ...saidBy(saying),
      recommendation_id,
      execution_ids,
      account: first,
    } as const;
    const days = [advice, ...executions].map(({ trading_date }) => trading_date);
    const scope = toRead(
      growing({
        underlying: advice.underlying,
        from: days.reduce(earlierOf),
        to: days.reduce(laterOf),
      }),
    );
    const before = matchFactsOf(journal);
    const known = humanFacts(before);
    const trial = humanFacts([...before, fact]);
    const trade = tradeOfLinks(await matchInputs(warehouse, scope, trial), trial, recommendation_id);
    const ids = [...new Set([...execution_ids, ...(trade?.execution_ids ?? [])])];
    for (const id of ids) {
      const holder = known
        .pairsOfTrade({ account: first, execution_ids: [id] })
        .find((pair) => pair.linked && pair.recommendation_id !== recommendation_id);
      if (holder)
        throw new Conflict(
          `execution ${id} is linked to advice ${holder.recommendation_id}: unlink that one first`,
        );
    }
    const missing = execution_ids.filter((id) => !trade?.execution_ids.includes(id));
    if (missing.length > 0) {
      const held = known.pairs.filter((pair) => pair.linked && pair.recommendation_id === recommendation_id);
      if (held.length > 0)
        throw new Conflict(
          `advice ${recommendation_id} is linked to execution ${held.map((pair) => pair.execution_id).join(', ')}, ` +
            `and no one trade with ${missing.join(', ')}: unlink that one first`,
        );
      throw new InvalidInput(
        execution_ids.length === 1
          ? `execution ${execution_ids.join()} is no trade that a person decided on`
          : `executions ${execution_ids.join(', ')} are no one trade: they have to be of one contract, or the two legs of a roll`,
      );
    }
    return {
      facts: [fact],
      touched: {
        matches: [],
        recommendations: [recommendation_id],
        executions: ids.map((execution_id) => ({ account: first, execution_id })),
      },
    };
  }
}

/** Of what was unlinked before, and is no pair since, the same again. */
function unlinked(match: KnownMatch, saying: Saying, known: readonly MatchFact[]): Meant {
  const { recommendation_id, execution_ids, decision_account, match_id } = match;
  if (recommendation_id === null || decision_account === null) {
    const before = known.findLast(
      (fact) =>
        fact.fact === 'match_unlinked' &&
        (fact.recommendation_id === recommendation_id ||
          (recommendation_id === null && fact.execution_ids.some((id) => execution_ids.includes(id)))),
    );
    if (before === undefined)
      throw new InvalidInput(
        `match ${match_id} is no pair: ${recommendation_id === null ? 'its trade answers no advice' : 'no trade answers its advice'}`,
      );
    const { idempotency_key: _, request: __, ...same } = before;
    return {
      facts: [{ ...same, ...saidBy(saying) }],
      touched: { matches: [match_id], recommendations: [], executions: [] },
    };
  }
  return {
    facts: [
      {
        fact: 'match_unlinked',
        ...saidBy(saying),
        recommendation_id,
        execution_ids,
        account: decision_account,
      },
    ],
    touched: {
      matches: [match_id],
      recommendations: [recommendation_id],
      executions: execution_ids.map((execution_id) => ({ account: decision_account, execution_id })),
    },
  };
}

type Told =
  | Pick<Extract<MatchFact, { fact: 'match_reason' }>, 'fact' | 'code' | 'note' | 'cause'>
  | Pick<Extract<MatchFact, { fact: 'match_excluded' }>, 'fact' | 'reason' | 'note'>
  | Pick<Extract<MatchFact, { fact: 'match_included' }>, 'fact' | 'reason' | 'note'>;

function about(match: KnownMatch, told: Told, saying: Saying): Meant {
  return {
    facts: [{ ...told, ...saidBy(saying), ...partsOf(match) }],
    touched: { matches: [match.match_id], recommendations: [], executions: [] },
  };
}

function reviewed(matches: readonly Pick<KnownMatch, 'match_id' | keyof FactParts>[], saying: Saying): Meant {
  return {
    facts: matches.map((match) => ({
      fact: 'match_reviewed',
      ...saidBy(saying),
      ...partsOf(match),
      reviewed: true,
    })),
    touched: { matches: matches.map(({ match_id }) => match_id), recommendations: [], executions: [] },
  };
}

function saidBy({ at, by, ...said }: Saying): { at: string; by: string } & Carried {
  return { at, by, ...carriedBy(said) };
}

type FactParts = Pick<KnownMatch, 'recommendation_id' | 'execution_ids' | 'decision_account'>;

function partsOf({ recommendation_id, execution_ids, decision_account }: FactParts) {
  return {
    recommendation_id,
    execution_ids,
    ...(decision_account === null ? {} : { account: decision_account }),
  };
}

/** Only advice that was not followed, or may not be, has a cause; one that a trade contradicts has that. */
function refuseCause({ match_id, match_type, cause }: KnownMatch): void {
  if (match_type === 'pending' || (match_type === 'reject' && cause !== 'contradicted')) return;
  const is = match_type === 'reject' ? 'a trade contradicted its advice' : `it is ${match_type}`;
  throw new InvalidInput(`match ${match_id} takes no cause: ${is}`);
}

const LONGEST_NOTE = 2_000;

function refuseUnprintable(saying: Saying): void {
  const problem = nameProblem(saying.by);
  if (problem !== undefined) throw new InvalidInput(`by: ${JSON.stringify(saying.by)} ${problem}`);
  const note = 'note' in saying ? saying.note : null;
  if (note === null) return;
  if (note.length > LONGEST_NOTE) throw new InvalidInput(`note: longer than ${LONGEST_NOTE} characters`);
  if (!PRINTABLE_LINES.test(note)) throw new InvalidInput('note: has a control character');
}

async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
