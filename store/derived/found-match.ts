import { ADVICE_FIELDS } from '../../domain/advice/asked-terms.js';
import type { StoredAdvice } from '../../domain/advice/advice-log.js';
import type { HumanFacts } from '../../domain/matching/human-facts.js';
import { MATCHED_FIELDS, type MatchedExecution } from '../../domain/matching/fill-groups.js';
import type { MatchType } from '../../domain/matching/match-type.js';
import type { Scope } from '../../domain/restatement/match-scope.js';
import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import type { IsoDate } from '../../domain/time/dates.js';
import { rowsIn } from '../duckdb/columns.js';
import type { Reader } from '../duckdb/warehouse.js';
import { NAMED } from '../staging/record-ids.js';
import { latestRevision } from './latest-revision.js';
import { onlyRows } from './only-rows.js';
import { positionEffects } from './position-effects.js';

/** A match that is looked at: where it stands, and its unit's first and last day. */
export interface FoundMatch {
  match_id: string;
  /** The id that begins as was asked, and whose it is. */
  named_id: string;
  named: 'match' | 'advice' | 'execution';
  recommendation_id: string | null;
  execution_ids: string[];
  fill_record_ids: string[];
  /** The account of the trade; null without one. */
  decision_account: string | null;
  underlying: string;
  unit_id: string;
  from: IsoDate;
  to: IsoDate;
  /** When the window opens and ends, milliseconds since 1970; null without advice. */
  window_opens: number | null;
  window_ends: number | null;
  input_hash: string;
  match_type: MatchType;
  cause: string | null;
  exclusion_reason: string | null;
}

/**
 * The matches of an id, or of the beginning of one: their own, that of their advice, or one of their executions. At
 * most `limit` of them, those by their own id first, then by that of the advice, each by id; where a whole id is given,
 * not those that only begin so.
 */
export function matchesNamed(
  warehouse: Reader,
  { id, limit }: { id: string; limit: number },
): Promise<FoundMatch[]> {
  return matchesIn(
    warehouse,
    `ids AS (
       SELECT match_id, match_id AS named_id, 'match' AS named, 1 AS place FROM matches
       UNION ALL SELECT match_id, recommendation_id, 'advice', 2 FROM matches
       UNION ALL SELECT match_id, unnest(execution_ids), 'execution', 3 FROM matches),
     named AS (SELECT *, named_id = $id AS is_whole FROM ids WHERE starts_with(named_id, $id)),
     best AS (
       SELECT * FROM named WHERE is_whole = (SELECT bool_or(is_whole) FROM named)
       QUALIFY row_number() OVER (PARTITION BY match_id ORDER BY place, named_id) = 1
       ORDER BY place, named_id, match_id LIMIT ${limit})`,
    id,
  );
}

/** The match of its own whole id. */
export async function matchOfId(warehouse: Reader, id: string): Promise<FoundMatch | undefined> {
  const [found] = await matchesIn(
    warehouse,
    `best AS (SELECT match_id, match_id AS named_id, 'match' AS named, 1 AS place FROM matches WHERE match_id = $id LIMIT 1)`,
    id,
  );
  return found;
}

/** The matches of `best`, a relation of what an id names. */
function matchesIn(warehouse: Reader, best: string, id: string): Promise<FoundMatch[]> {
  return warehouse.rows<FoundMatch>(
    `WITH ${best},
     found AS (
       SELECT * FROM matches JOIN best USING (match_id)
       QUALIFY row_number() OVER (PARTITION BY match_id ORDER BY trading_date) = 1),
     days AS (
       SELECT unit_id, trading_date FROM matches SEMI JOIN found USING (unit_id)
       -- A person may have linked what lies far apart.
       UNION ALL SELECT unit_id, e.trading_date FROM executions AS e JOIN (
         SELECT unit_id, unnest(fill_record_ids) AS record_id FROM matches SEMI JOIN found USING (unit_id)) USING (record_id)),
     units AS (SELECT unit_id, min(trading_date) AS "from", max(trading_date) AS "to" FROM days GROUP BY unit_id)
     SELECT match_id, named_id, named, recommendation_id, execution_ids, fill_record_ids, decision_account, underlying, unit_id,
       "from", "to", window_opens, window_ends, input_hash, match_type, cause, exclusion_reason
     FROM found JOIN units USING (unit_id) ORDER BY place, named_id, match_id`,
    { id },
  );
}

/** What something can be said about. */
export type KnownMatch = Pick<
  FoundMatch,
  | 'match_id'
  | 'recommendation_id'
  | 'execution_ids'
  | 'decision_account'
  | 'match_type'
  | 'cause'
  | 'exclusion_reason'
>;

const KNOWN =
  'match_id, recommendation_id, execution_ids, decision_account, match_type, cause, exclusion_reason';

/** The match of a whole id. */
export async function knownMatch(warehouse: Reader, id: string): Promise<KnownMatch | undefined> {
  const [known] = await warehouse.rows<KnownMatch>(`SELECT ${KNOWN} FROM matches WHERE match_id = $id`, {
    id,
  });
  return known;
}

/** The matches of these whole ids, by id. */
export function matchesOfIds(warehouse: Reader, ids: readonly string[]): Promise<KnownMatch[]> {
  return warehouse.rows<KnownMatch>(
    `SELECT ${KNOWN} FROM matches WHERE match_id IN (SELECT unnest($ids)) ORDER BY match_id`,
    { ids },
  );
}

/**
 * What the matches of a scope were made from, as far as was known when matches were made last: executions with all
 * fills of their orders, and advice in its latest revision, with the side that was held then, also around such fills.
 */
export async function matchInputs(
  warehouse: Reader,
  { underlying, from, to }: Scope,
  { pairs }: HumanFacts,
): Promise<{ recommendations: StoredAdvice[]; executions: MatchedExecution[] }> {
  const links = pairs.filter(({ linked }) => linked);
  const parameters = {
    underlying,
    from,
    to,
    advice: links.map(({ recommendation_id }) => recommendation_id),
    accounts: links.map(({ account }) => account ?? ''),
    linked: links.map(({ execution_id }) => execution_id),
  };
  const fills = await warehouse.columns(
    `WITH ${FILLS}
     SELECT ${MATCHED_FIELDS.map((field) => `"${field}"`).join(', ')}, execution_id, record_id, trading_date FROM (SELECT * ${NAMED} FROM fills)
     ORDER BY record_id`,
    parameters,
  );
  const [known] = await warehouse.rows<{ asOf: IsoDate }>(`SELECT ${AS_OF} AS "asOf"`);
  const effects = await positionEffects(warehouse, fills, known?.asOf ?? '0001-01-01');
  const executions = rowsIn<MatchedExecution>({ ...fills, ...effects });
  const columns = ADVICE_FIELDS.map((field) => `r."${field}"`);
  const recommendations = await warehouse.rows<StoredAdvice>(
    `WITH ${FILLS},
     held AS (SELECT DISTINCT recommendation_id, held_side FROM matches WHERE underlying = $underlying)
     SELECT ${columns.join(', ')}, r.record_id, held_side FROM (
       FROM ${onlyRows(
         'recommendations',
         `trading_date <= ${AS_OF} AND recommendation_id IN (
           SELECT recommendation_id FROM recommendations WHERE underlying = $underlying)`,
       )} AS r ${latestRevision('r')}) AS r
     LEFT JOIN held USING (recommendation_id)
     WHERE r.underlying = $underlying
       AND (r.trading_date BETWEEN $from::DATE AND $to::DATE
         OR r.recommendation_id IN (SELECT recommendation_id FROM linked_near)
         OR EXISTS (SELECT 1 FROM fills
         WHERE r.trading_date BETWEEN fills.trading_date - ${NEXT_SESSION_DAYS} AND fills.trading_date + ${NEXT_SESSION_DAYS}))
     ORDER BY r.recommendation_id`,
    parameters,
  );
  return { recommendations, executions };
}

/** Before anything is reconciled all is looked at. */
const AS_OF = `(SELECT coalesce(max(to_date), DATE '9999-12-31') FROM reconciled)`;

/** SQL of the executions of the scope, of what people linked to anything of it, and of all fills of their orders. */
const FILLS = `
  own AS (SELECT *, rowid AS place FROM executions WHERE underlying = $underlying AND trading_date <= ${AS_OF}),
  links AS (
    SELECT unnest($advice) AS recommendation_id, unnest($accounts) AS account, unnest($linked) AS execution_id),
  linked AS (
    SELECT links.recommendation_id, own.record_id, own.account, own.order_id, own.trading_date FROM own JOIN links
      ON coalesce(own.execution_id, own.record_id) = links.execution_id AND (links.account = '' OR links.account = own.account)),
  linked_near AS (
    SELECT recommendation_id FROM linked WHERE trading_date BETWEEN $from::DATE AND $to::DATE
    UNION SELECT recommendation_id FROM recommendations SEMI JOIN linked USING (recommendation_id)
      WHERE trading_date BETWEEN $from::DATE AND $to::DATE),
  near AS (
    SELECT record_id, account, order_id FROM own WHERE trading_date BETWEEN $from::DATE AND $to::DATE
    UNION SELECT record_id, account, order_id FROM linked SEMI JOIN linked_near USING (recommendation_id)),
  fills AS (
    SELECT * FROM executions WHERE rowid IN (
      SELECT place FROM own WHERE record_id IN (
        SELECT record_id FROM near UNION ALL SELECT record_id FROM own SEMI JOIN near USING (account, order_id))))`;
