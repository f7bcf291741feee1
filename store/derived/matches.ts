import type { HeldAdvice } from '../../domain/advice/asked-terms.js';
import { answersKnownThrough, type AccountCoverage } from '../../domain/advice/awaited-accounts.js';
import { earlierOf, laterOf, type DateRange, type IsoDate } from '../../domain/time/dates.js';
import type { StoredExecution } from '../../domain/records/execution-order.js';
import type { Match } from '../../domain/matching/match-row.js';
import type { Scope } from '../../domain/restatement/match-scope.js';
import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import type { ExportedTable } from '../exported-table.js';
import { heldSide } from '../../domain/positions/held-when-advised.js';
import type { Side } from '../../domain/records/instrument.js';
import { canonicalColumns } from '../staging/datasets.js';
import { heldLots, HELD_SINCE, TO_CLOSE } from './held-lots.js';
import { NAMED } from '../staging/record-ids.js';
import { clearStale, markStale, READERS_OF, staleOf } from '../stale.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { noteEpisodes } from './episodes.js';

/** What became of each advice, and of each trade without one. */
export const matchesTable: ExportedTable = {
  name: 'matches',
  columns: {
    match_id: 'text',
    match_type: 'text',
    recommendation_id: 'text',
    execution_ids: 'list',
    trading_date: 'date',
    account: 'text',
    underlying: 'text',
    action: 'text',
    score: 'double',
    confidence: 'double',
    modified_fields: 'list',
    strike_diff: 'decimal',
    expiration_diff_days: 'integer',
    premium_diff: 'decimal',
    quantity_diff: 'decimal',
    hours_to_execution: 'double',
    excluded: 'boolean',
    exclusion_reason: 'text',
    cause: 'text',
    passive: 'boolean',
    flags: 'list',
    reason_code: 'text',
    reason_note: 'text',
    reviewed_at: 'text',
    episode_id: 'text',
    advised_right: 'text',
    advised_strike: 'decimal',
    advised_expiration: 'date',
    advised_premium: 'decimal',
    advised_quantity: 'decimal',
    traded_right: 'text',
    traded_strike: 'decimal',
    traded_expiration: 'date',
    traded_price: 'decimal',
    traded_quantity: 'decimal',
  },
  order: ['match_id'],
};

/** A stored row: the domain's, or one that an earlier version of it wrote. */
export type MatchRow = Match & { unit_id: string };

export type ScopedExecution = StoredExecution & {
  execution_id: string;
  trading_date: IsoDate;
  scope: number;
};
export type ScopedRecommendation = HeldAdvice & { scope: number };

/** The reconciled ranges, in order. */
export function reconciledRanges(warehouse: Warehouse): Promise<DateRange[]> {
  return warehouse.rows<DateRange>(
    'SELECT from_date AS "from", to_date AS "to" FROM reconciled ORDER BY from_date',
  );
}

/** Puts these ranges in place of the ones noted so far: nothing in them is stale. */
export async function noteReconciled(warehouse: Warehouse, ranges: readonly DateRange[]): Promise<void> {
  await warehouse.run('DELETE FROM reconciled');
  await warehouse.insert(
    'reconciled',
    ranges.map(({ from, to }) => ({ from_date: from, to_date: to })),
  );
  await clearStale(warehouse, 'match');
}

/** SQL of the inputs of matching as (underlying, trading_date, …), those of events included. */
const INPUTS = `(SELECT underlying, trading_date FROM executions UNION ALL SELECT underlying, trading_date FROM recommendations)`;

/** SQL of advice `r` to roll, for {@link heldLots}. */
const ROLL = `r.record_id AS id, r.recommendation_id, r.account, r.underlying, ${TO_CLOSE}, r.trading_date, r.sent_at`;

/** What touches matches beside the records that came, went or changed. */
export interface Touch {
  /** Ranges that are reconciled for the first time. */
  added: readonly DateRange[];
  /** The last day that was known before, and the one that is known now. */
  before: IsoDate;
  asOf: IsoDate;
  accounts: readonly AccountCoverage[];
}

/**
 * Marks where matches may differ from what is stored though no record did: trading dates that are reconciled for the first time (`added`) or
 * known for the first time (after `before`, through `asOf`); advice that is pending though its window has become known, or the other way
 * round; and advice to roll what turns out to be held on the other side.
 */
export async function markTouchedMatches(
  warehouse: Warehouse,
  { added, before, asOf, accounts }: Touch,
): Promise<void> {
  const fresh = added
    .map(({ from, to }) => `OR trading_date BETWEEN '${from}'::DATE AND '${to}'::DATE`)
    .join(' ');
  await markHeldOtherwise(warehouse, asOf);
  await markStale(
    warehouse,
    ['match'],
    `WITH known AS (
       SELECT unnest($names) AS account, unnest($covered)::DATE AS covered_through
       UNION ALL SELECT NULL, $anyCovered::DATE),
     touched AS (
       SELECT underlying, trading_date FROM ${INPUTS}
         WHERE trading_date <= $asOf::DATE AND (trading_date > $before::DATE ${fresh})
       UNION
       SELECT m.underlying, m.trading_date
         FROM matches AS m LEFT JOIN known ON known.account IS NOT DISTINCT FROM m.account
         WHERE m.recommendation_id IS NOT NULL
           AND (m.match_type = 'pending') <> (m.window_closes > least(coalesce(covered_through, '0001-01-01'::DATE), $asOf::DATE)))
     SELECT NULL AS account, underlying, trading_date AS from_date, trading_date AS to_date FROM touched`,
    {
      before,
      asOf,
      names: accounts.map(({ account }) => account),
      covered: accounts.map(({ covered_through }) => covered_through),
      anyCovered: answersKnownThrough(accounts, null),
    },
  );
}

/** Marks advice to roll what turns out to be held on another side than its match says: in names, and from dates on, that are stale. */
async function markHeldOtherwise(warehouse: Warehouse, asOf: IsoDate): Promise<void> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE rolls AS
     WITH RECURSIVE ${HELD_SINCE}
     SELECT ${ROLL}, m.held_side FROM recommendations AS r JOIN matches AS m USING (recommendation_id)
     JOIN held_since AS d ON r.underlying = d.underlying AND r.trading_date >= d.since
     WHERE r.action = 'roll' AND r.trading_date <= $asOf::DATE
     QUALIFY row_number() OVER (PARTITION BY r.recommendation_id ORDER BY rtrim(r.sent_at, 'Z') DESC, r.record_id DESC) = 1`,
    { asOf },
  );
  const held = await heldLots(warehouse, 'rolls');
  const rolls = await warehouse.rows<{
    id: string;
    underlying: string;
    day: IsoDate;
    held_side: Side | null;
  }>('SELECT id, underlying, trading_date AS day, held_side FROM rolls ORDER BY id');
  const changed = rolls.filter(({ id, held_side }) => heldSide(held.get(id) ?? []) !== held_side);
  await markStale(
    warehouse,
    ['match'],
    `SELECT NULL AS account, unnest($underlyings) AS underlying, unnest($days)::DATE AS from_date, unnest($days)::DATE AS to_date`,
    { underlyings: changed.map(({ underlying }) => underlying), days: changed.map(({ day }) => day) },
  );
}

/** Where matches are stale by a day, by underlying and date. */
export function staleScopes(warehouse: Warehouse, asOf: IsoDate): Promise<Scope[]> {
  return warehouse.rows<Scope>(
    `SELECT DISTINCT underlying, from_date AS "from", to_date AS "to" FROM ${staleOf('match')}
     WHERE from_date <= ?::DATE ORDER BY ALL`,
    [asOf],
  );
}

/**
 * Where else what happens in these scopes is told: fills of the same orders, other revisions of the same advice, and whatever the stored
 * rows were made of, there or gone.
 */
export async function linkedScopes(
  warehouse: Warehouse,
  scopes: readonly Scope[],
  asOf: IsoDate,
): Promise<Scope[]> {
  const inScope = await keepScopes(warehouse, scopes);
  const first = scopes.map(({ from }) => from).reduce(earlierOf, '9999-12-31');
  const within = (table: string) => `${table} JOIN scopes AS s ON ${inScope(table)}`;
  return warehouse.rows<Scope>(
    `WITH orders AS (
       SELECT DISTINCT executions.account, executions.underlying, order_id FROM ${within('executions')} WHERE order_id IS NOT NULL),
     told AS (
       SELECT DISTINCT matches.underlying, unnest(fill_record_ids) AS record_id FROM ${within('matches')}),
     advised AS (
       SELECT DISTINCT recommendation_id FROM ${within('recommendations')}
       UNION SELECT recommendation_id FROM ${within('matches')} WHERE recommendation_id IS NOT NULL),
     orphans AS (
       SELECT matches.underlying, matches.trading_date, unnest(fill_record_ids) AS record_id
       FROM matches SEMI JOIN scopes AS s ON matches.underlying = s.underlying WHERE fills_through >= $first::DATE)
     SELECT DISTINCT underlying, trading_date AS "from", trading_date AS "to" FROM (
       SELECT underlying, trading_date FROM orphans ANTI JOIN executions USING (underlying, record_id)
       UNION ALL
       SELECT underlying, trading_date FROM executions SEMI JOIN orders USING (account, underlying, order_id)
       UNION ALL SELECT underlying, trading_date FROM executions SEMI JOIN told USING (underlying, record_id)
         WHERE trading_date >= $first::DATE - ${NEXT_SESSION_DAYS}
       UNION ALL SELECT underlying, trading_date FROM recommendations SEMI JOIN advised USING (recommendation_id)
       UNION ALL SELECT underlying, trading_date FROM matches SEMI JOIN advised USING (recommendation_id))
     WHERE trading_date <= $asOf::DATE ORDER BY ALL`,
    { asOf, first },
  );
}

/**
 * What is known by `asOf` of these scopes: the executions with all fills of their orders, however far away, and the advice, each in its
 * latest revision, with that around such fills: whether legs of an order are a roll depends on it.
 * `scope` is the place in the list of the scope a record belongs to.
 */
export async function readInputs(
  warehouse: Warehouse,
  scopes: readonly Scope[],
  asOf: IsoDate,
): Promise<{ recommendations: ScopedRecommendation[]; executions: ScopedExecution[] }> {
  const inScope = await keepScopes(warehouse, scopes);
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE orders_in_scope AS
     SELECT DISTINCT e.account, e.underlying, e.order_id, s.scope
     FROM executions AS e JOIN scopes AS s ON ${inScope('e')}
     WHERE e.order_id IS NOT NULL AND e.trading_date <= $asOf::DATE`,
    { asOf },
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE advice_in_scope AS
     SELECT r.record_id, s.scope FROM recommendations AS r JOIN scopes AS s ON ${inScope('r')}
     UNION
     SELECT r.record_id, o.scope
     FROM executions AS e JOIN orders_in_scope AS o USING (account, underlying, order_id)
     JOIN scopes AS s ON s.scope = o.scope AND e.trading_date NOT BETWEEN s.from_date AND s.to_date
     JOIN recommendations AS r ON r.underlying = e.underlying AND r.trading_date
       BETWEEN e.trading_date - ${NEXT_SESSION_DAYS} AND e.trading_date + ${NEXT_SESSION_DAYS}`,
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE rolls AS
     SELECT DISTINCT ${ROLL} FROM recommendations AS r SEMI JOIN advice_in_scope USING (record_id) WHERE r.action = 'roll'`,
  );
  const held = await heldLots(warehouse, 'rolls');
  const advice = await warehouse.rows<Omit<ScopedRecommendation, 'held_side'> & { record_id: string }>(
    `SELECT ${columnsOf('recommendations', 'r')}, r.extra, s.scope, r.record_id
     FROM recommendations AS r JOIN advice_in_scope AS s ON s.record_id = r.record_id
     ANTI JOIN recommendations AS later ON later.recommendation_id = r.recommendation_id AND later.trading_date <= $asOf::DATE
       AND (rtrim(later.sent_at, 'Z'), later.record_id) > (rtrim(r.sent_at, 'Z'), r.record_id)
     WHERE r.trading_date <= $asOf::DATE ORDER BY s.scope, r.recommendation_id`,
    { asOf },
  );
  const executions = await warehouse.rows<ScopedExecution>(
    `SELECT * ${NAMED} FROM (
       SELECT ${columnsOf('executions', 'e')}, e.extra, e.record_id, e.trading_date, s.scope
       FROM executions AS e JOIN scopes AS s ON ${inScope('e')}
       WHERE e.order_id IS NULL
       UNION ALL
       SELECT ${columnsOf('executions', 'e')}, e.extra, e.record_id, e.trading_date, o.scope
       FROM executions AS e JOIN orders_in_scope AS o USING (account, underlying, order_id))
     WHERE trading_date <= $asOf::DATE ORDER BY scope, record_id`,
    { asOf },
  );
  const recommendations = advice.map(({ record_id, ...one }) => ({
    ...one,
    held_side: heldSide(held.get(record_id) ?? []),
  }));
  return { recommendations, executions };
}

/** The trading dates that stored units with a row in these scopes span, by the scope's place in the list. */
export async function storedSpans(
  warehouse: Warehouse,
  scopes: readonly Scope[],
): Promise<(DateRange & { scope: number })[]> {
  const inScope = await keepScopes(warehouse, scopes);
  return warehouse.rows<DateRange & { scope: number }>(
    `WITH touched AS (
       SELECT DISTINCT m.unit_id, s.scope FROM matches AS m
       JOIN scopes AS s ON ${inScope('m')})
     SELECT touched.scope, min(m.trading_date) AS "from", max(m.trading_date) AS "to"
     FROM matches AS m JOIN touched USING (unit_id) GROUP BY touched.scope ORDER BY touched.scope`,
  );
}

/** The stored matches of these scopes without their places in episodes, by id. */
export async function matchesIn(warehouse: Warehouse, scopes: readonly Scope[]): Promise<MatchRow[]> {
  const inScope = await keepScopes(warehouse, scopes);
  return warehouse.rows<MatchRow>(
    `SELECT matches.* EXCLUDE (episode_id, judged) FROM matches SEMI JOIN scopes AS s
       ON ${inScope('matches')}
     ORDER BY match_id`,
  );
}

/** Puts rows in the place of others and marks what reads them; a row of the same id elsewhere, which a revision left behind, stays. */
export async function replaceMatches(
  warehouse: Warehouse,
  { gone, made }: { gone: readonly Match[]; made: readonly Match[] },
): Promise<void> {
  if (gone.length > 0)
    await warehouse.run(
      `DELETE FROM matches USING (
         SELECT unnest($ids) AS match_id, unnest($underlyings) AS underlying, unnest($days)::DATE AS trading_date) AS gone
       WHERE matches.match_id = gone.match_id AND matches.underlying = gone.underlying
         AND matches.trading_date = gone.trading_date`,
      {
        ids: gone.map(({ match_id }) => match_id),
        underlyings: gone.map(({ underlying }) => underlying),
        days: gone.map(({ trading_date }) => trading_date),
      },
    );
  await warehouse.insert('matches', made);
  const changed = [...gone, ...made];
  await noteEpisodes(warehouse, changed);
  await markStale(
    warehouse,
    READERS_OF.match,
    `SELECT nullif(unnest($accounts), '') AS account, unnest($underlyings) AS underlying, unnest($days)::DATE AS from_date,
       unnest($lastDays)::DATE AS to_date`,
    {
      accounts: changed.map(({ account, decision_account }) => decision_account ?? account ?? ''),
      underlyings: changed.map(({ underlying }) => underlying),
      days: changed.map(({ trading_date }) => trading_date),
      lastDays: changed.map(({ trading_date, fills_through }) =>
        laterOf(trading_date, fills_through ?? trading_date),
      ),
    },
  );
}

/** Matches by type among those of these trading dates. */
export async function countMatches(
  warehouse: Warehouse,
  { from, to }: DateRange,
): Promise<Record<string, number>> {
  const counts = await warehouse.rows<{ match_type: string; n: number }>(
    `SELECT match_type, count(*) AS n FROM matches WHERE trading_date BETWEEN $from::DATE AND $to::DATE
     GROUP BY match_type ORDER BY match_type`,
    { from, to },
  );
  return Object.fromEntries(counts.map(({ match_type, n }) => [match_type, n]));
}

/**
 * Puts the scopes into the temporary table `scopes` and gives the SQL that is true where a row of a table lies in the scope `s`. It names
 * the first and the last of their days as well, so that a scan leaves out what lies before and after all of them.
 */
async function keepScopes(
  warehouse: Warehouse,
  scopes: readonly Scope[],
): Promise<(table: string) => string> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE scopes AS
     SELECT generate_subscripts($underlyings, 1)::INTEGER - 1 AS scope, unnest($underlyings) AS underlying,
       unnest($from)::DATE AS from_date, unnest($to)::DATE AS to_date`,
    {
      underlyings: scopes.map(({ underlying }) => underlying),
      from: scopes.map(({ from }) => from),
      to: scopes.map(({ to }) => to),
    },
  );
  const first = scopes.map(({ from }) => from).reduce(earlierOf, '9999-12-31');
  const last = scopes.map(({ to }) => to).reduce(laterOf, '0001-01-01');
  return (table) =>
    `${table}.underlying = s.underlying AND ${table}.trading_date BETWEEN s.from_date AND s.to_date
       AND ${table}.trading_date BETWEEN '${first}'::DATE AND '${last}'::DATE`;
}

function columnsOf(dataset: 'executions' | 'recommendations', alias: string): string {
  return canonicalColumns(dataset)
    .map((column) => `${alias}.${column}`)
    .join(', ');
}
