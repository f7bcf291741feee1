import { Ambiguous, NotFound } from '../domain/errors.js';
import { withIntents } from '../domain/matching/advice-intent.js';
import type { ExplainedMatch } from '../domain/matching/match-lines.js';
import type { ToldMatch } from '../domain/matching/match-words.js';
import { matchesNamed, matchOfId, type FoundMatch } from '../store/derived/found-match.js';
import { notJudged } from '../store/derived/not-judged.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { tableRows, type Row, type RowQuery } from '../store/exports/table-rows.js';
import { intentsOf } from '../store/home/advice-intents.js';
import type { Home } from '../store/home/home.js';
import type { Facts } from '../store/home/journal.js';
import { candidatesOf } from './match-candidates.js';
import { requireWhole } from './require-whole.js';

/** A match, explained, the unit whose rows are made together, and the hash of what it was made from. */
export interface MatchDetail extends ExplainedMatch {
  unit_id: string;
  input_hash: string;
}

/**
 * The match of an id, or of the beginning of one: its own, that of its advice, or of one of its executions. Throws as
 * {@link matchNamed}.
 */
export async function matchDetail(
  store: { warehouse: Reader; home: Home; journal: Facts },
  id: string,
): Promise<MatchDetail> {
  const { warehouse } = store;
  const found = await matchNamed(warehouse, id);
  const { match_id, recommendation_id } = found;
  const rowsOf = async (table: string, ...where: NonNullable<RowQuery['where']>) =>
    (await tableRows(store, { table, where })).rows;
  const [match] = await rowsOf('matches', ['match_id', match_id]);
  if (match === undefined) throw new Error(`the table of matches lacks ${match_id}`);
  const ofAdvice = (table: string) =>
    recommendation_id === null ? [] : rowsOf(table, ['recommendation_id', recommendation_id]);
  const revisions = await ofAdvice('recommendations');
  const fills = async () =>
    found.fill_record_ids.length === 0
      ? []
      : rowsOf('executions', ...found.fill_record_ids.map((record) => ['record_id', record] as const));
  const { facts, ...competed } = await candidatesOf(store, found);
  const intents = intentsOf(store.journal, recommendation_id);
  return {
    match: match as unknown as ToldMatch,
    recommendation: revisions.reduce<Row | null>((a, b) => (a === null || isLater(b, a) ? b : a), null),
    executions: await fills(),
    window: windowOf(found),
    ...competed,
    facts: withIntents(facts, intents),
    counterfactual: (await ofAdvice('counterfactuals'))[0] ?? null,
    not_judged: await notJudged(warehouse, match_id),
  };
}

const NAMED_AT_MOST = 5;

/**
 * The one match that an id, or at least six characters of its beginning, names. Throws InvalidInput, NotFound where
 * there is none, Ambiguous where there are several.
 */
export async function matchNamed(warehouse: Reader, id: string): Promise<FoundMatch> {
  const whole = await matchOfId(warehouse, id);
  if (whole !== undefined) return whole;
  const found = await matchesNamed(warehouse, { id, limit: NAMED_AT_MOST });
  requireWhole(
    id,
    found.map(({ named_id }) => named_id),
  );
  const [first, ...others] = found;
  if (first === undefined)
    throw new NotFound(
      `no match ${JSON.stringify(id)}: give the id of a match, of advice or of an execution, or its beginning`,
    );
  if (others.length > 0)
    throw new Ambiguous(
      `several matches have an id that begins with ${JSON.stringify(id)}: ${found.map(namedText).join(', ')}`,
    );
  return first;
}

function namedText({ match_id, named_id, named }: FoundMatch): string {
  return named === 'match' ? `match ${named_id}` : `${named} ${named_id} of match ${match_id}`;
}

function windowOf({ window_opens, window_ends }: FoundMatch): MatchDetail['window'] {
  if (window_opens === null || window_ends === null) return null;
  return { from: instant(window_opens), to: instant(window_ends) };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** By when it was sent, then by record, as matching takes the latest revision. */
function isLater(a: Row, b: Row): boolean {
  return placeOf(a) > placeOf(b);
}

function placeOf({ sent_at, record_id }: Row): string {
  return `${(sent_at as string).replace(/Z$/, '')} ${record_id as string}`;
}
