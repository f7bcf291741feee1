import type { MatchType } from '../../domain/matching/match-type.js';
import type { IsoDate } from '../../domain/time/dates.js';
import { latestRevision } from '../derived/latest-revision.js';
import type { Value } from '../duckdb/value.js';
import type { Reader } from '../duckdb/warehouse.js';
import type { SaidLately } from './said-lately.js';
import { shownMatches } from './shown-matches.js';

/** Which matches; what is undefined does not matter. */
export interface MatchFilters {
  from: IsoDate | undefined;
  to: IsoDate | undefined;
  types: readonly MatchType[] | undefined;
  /** In capitals. */
  underlyings: readonly string[] | undefined;
  account: string | undefined;
  reviewed: boolean | undefined;
  /** A code, or `none`. */
  reason: string | undefined;
  flag: string | undefined;
  /** In small letters; each of them stands in the reason, the note or the rationale. */
  words: readonly string[];
  minConfidence: number | undefined;
  maxConfidence: number | undefined;
  includeExcluded: boolean;
}

export type MatchOrder = 'queue' | 'date' | 'confidence';

/** The values of a row by which an order goes on behind it. */
export type MatchPlace = readonly Place[];
type Place = string | number | boolean | null;

interface OrderColumn {
  sql: string;
  type: string;
  descending?: boolean;
}

/** Each ends in the id, so that every row has its one place. */
const ORDERS: Readonly<Record<MatchOrder, readonly OrderColumn[]>> = {
  queue: [
    { sql: 'reviewed_at IS NOT NULL', type: 'BOOLEAN' },
    { sql: 'trading_date', type: 'DATE', descending: true },
    { sql: 'match_id', type: 'VARCHAR' },
  ],
  date: [
    { sql: 'trading_date', type: 'DATE', descending: true },
    { sql: 'match_id', type: 'VARCHAR' },
  ],
  confidence: [
    { sql: 'coalesce(confidence, 2)', type: 'DOUBLE' },
    { sql: 'trading_date', type: 'DATE', descending: true },
    { sql: 'match_id', type: 'VARCHAR' },
  ],
};

export interface MatchPage {
  total: number;
  unreviewed: number;
  /** In order, each with its place. */
  keys: { match_id: string; place: MatchPlace }[];
}

/** The keys of a page of matches, and how many there are of these filters. */
export async function matchPage(
  warehouse: Reader,
  filters: MatchFilters,
  {
    order,
    after,
    limit,
    offset,
    lately,
  }: {
    order: MatchOrder;
    after: MatchPlace | null;
    limit: number;
    offset: number;
    lately: readonly SaidLately[];
  },
): Promise<MatchPage> {
  const { conditions, values } = conditionsOf(filters);
  const { sql: shown, values: said } = shownMatches(lately);
  const columns = ORDERS[order];
  const places = columns.map((column, at): OrderColumn => ({ ...column, sql: `place_${at}` }));
  const behind = after === null ? { sql: '', values: {} } : placedBehind(places, after);
  // What is found is looked for once, however much that costs.
  const rows = await warehouse.rows<
    { match_id: string | null; total: number; unreviewed: number } & Record<`place_${number}`, Place>
  >(
    `WITH found AS MATERIALIZED (
       SELECT match_id, reviewed_at, ${columns.map(({ sql }, at) => `${sql} AS place_${at}`).join(', ')}
       FROM ${shown} AS shown WHERE ${conditions.join(' AND ')}),
     counts AS (SELECT count(*) AS total, count(*) FILTER (reviewed_at IS NULL) AS unreviewed FROM found),
     page AS (
       SELECT * FROM found WHERE TRUE ${behind.sql} ORDER BY ${orderSql(places)} LIMIT ${limit} OFFSET ${offset})
     SELECT match_id, ${places.map(({ sql }) => sql).join(', ')}, total, unreviewed FROM counts LEFT JOIN page ON TRUE
     ORDER BY ${orderSql(places)}`,
    { ...values, ...said, ...behind.values },
  );
  const [{ total, unreviewed } = { total: 0, unreviewed: 0 }] = rows;
  return {
    ...{ total, unreviewed },
    keys: rows.flatMap(({ match_id, ...row }) =>
      match_id === null ? [] : [{ match_id, place: columns.map((_, at) => row[`place_${at}`] ?? null) }],
    ),
  };
}

/** The matches of these filters that nobody reviewed and that are not pending, through a day where one is given. */
export async function unreviewedIds(
  warehouse: Reader,
  filters: MatchFilters,
  { through, lately }: { through: IsoDate | null; lately: readonly SaidLately[] },
): Promise<string[]> {
  const { conditions, values } = conditionsOf(filters);
  const { sql: shown, values: said } = shownMatches(lately);
  const found = await warehouse.rows<{ match_id: string }>(
    `SELECT match_id FROM ${shown} AS shown WHERE ${conditions.join(' AND ')} AND reviewed_at IS NULL AND match_type <> 'pending'
       AND trading_date <= coalesce($through, '9999-12-31')::DATE ORDER BY match_id`,
    { ...values, ...said, through },
  );
  return found.map(({ match_id }) => match_id);
}

/** The matches before and after one in the queue of these filters; of one that they leave out too. */
export async function matchNeighbours(
  warehouse: Reader,
  filters: MatchFilters,
  { matchId, lately }: { matchId: string; lately: readonly SaidLately[] },
): Promise<{ previous: string | null; next: string | null }> {
  const { sql: shown, values: said } = shownMatches(lately);
  const columns = ORDERS.queue;
  const [own] = await warehouse.rows<Record<string, string | boolean>>(
    `SELECT ${columns.map(({ sql }, at) => `${sql} AS place_${at}`).join(', ')} FROM ${shown} AS shown
     WHERE match_id = $match_id ORDER BY trading_date LIMIT 1`,
    { ...said, match_id: matchId },
  );
  if (own === undefined) return { previous: null, next: null };
  const place = columns.map((_, at) => own[`place_${at}`] ?? null);
  const first = async (order: readonly OrderColumn[]) => {
    const { conditions, values } = conditionsOf(filters);
    const behind = placedBehind(order, place);
    const [found] = await warehouse.rows<{ match_id: string }>(
      `SELECT match_id FROM ${shown} AS shown WHERE ${conditions.join(' AND ')} ${behind.sql} ORDER BY ${orderSql(order)} LIMIT 1`,
      { ...values, ...said, ...behind.values },
    );
    return found?.match_id ?? null;
  };
  const backwards = columns.map((column) => ({ ...column, descending: column.descending !== true }));
  return { previous: await first(backwards), next: await first(columns) };
}

function orderSql(columns: readonly OrderColumn[]): string {
  return columns.map(({ sql, descending }) => `${sql}${descending === true ? ' DESC' : ''}`).join(', ');
}

/** Behind a row: greater in the first column in which it differs, or less where that one descends. */
function placedBehind(
  columns: readonly OrderColumn[],
  after: MatchPlace,
): { sql: string; values: Record<string, Value> } {
  const bound = (at: number) => `$after_${at}::${columns[at]?.type ?? 'VARCHAR'}`;
  const alternatives = columns.map(({ sql, descending }, at) => {
    const equal = columns.slice(0, at).map((before, place) => `${before.sql} = ${bound(place)}`);
    return [...equal, `${sql} ${descending === true ? '<' : '>'} ${bound(at)}`].join(' AND ');
  });
  return {
    sql: `AND (${alternatives.map((one) => `(${one})`).join(' OR ')})`,
    values: Object.fromEntries(
      after.map((value, at) => [`after_${at}`, value === null ? null : String(value)]),
    ),
  };
}

function conditionsOf(filters: MatchFilters): { conditions: string[]; values: Record<string, Value> } {
  const conditions = ['TRUE'];
  const values: Record<string, Value> = {};
  const where = (sql: string, name?: string, value?: Value) => {
    conditions.push(sql);
    if (name !== undefined) values[name] = value ?? null;
  };
  const { from, to, types, underlyings, account, reviewed, reason, flag, words } = filters;
  if (!filters.includeExcluded) where('NOT coalesce(excluded, FALSE)');
  if (from !== undefined) where('trading_date >= $from::DATE', 'from', from);
  if (to !== undefined) where('trading_date <= $to::DATE', 'to', to);
  if (types !== undefined) where('match_type IN (SELECT unnest($types))', 'types', types);
  if (underlyings !== undefined)
    where('upper(underlying) IN (SELECT unnest($underlyings))', 'underlyings', underlyings);
  if (account !== undefined) where('coalesce(decision_account, account) = $account', 'account', account);
  if (reviewed !== undefined) where(`reviewed_at IS ${reviewed ? 'NOT ' : ''}NULL`);
  if (reason === 'none') where('reason_code IS NULL');
  else if (reason !== undefined) where('reason_code = $reason', 'reason', reason);
  if (flag !== undefined) where('list_contains(flags, $flag)', 'flag', flag);
  const { minConfidence, maxConfidence } = filters;
  if (minConfidence !== undefined) where('confidence >= $least::DOUBLE', 'least', String(minConfidence));
  if (maxConfidence !== undefined) where('confidence <= $most::DOUBLE', 'most', String(maxConfidence));
  for (const [at, word] of words.entries()) {
    values[`word_${at}`] = word;
    conditions.push(
      `(contains(lower(coalesce(reason_code, '') || ' ' || coalesce(reason_note, '')), $word_${at})
        OR recommendation_id IN (
          SELECT recommendation_id FROM recommendations AS r
          WHERE recommendation_id IN (
            SELECT recommendation_id FROM recommendations WHERE contains(lower(coalesce(rationale, '')), $word_${at}))
          ${latestRevision('r')} AND contains(lower(coalesce(rationale, '')), $word_${at})))`,
    );
  }
  return { conditions, values };
}
