import { answersKnownThrough, type AccountCoverage } from '../../domain/advice/awaited-accounts.js';
import { heldSide } from '../../domain/positions/held-when-advised.js';
import type { Side } from '../../domain/records/instrument.js';
import type { Scope } from '../../domain/restatement/match-scope.js';
import { earlierOf, type DateRange, type IsoDate } from '../../domain/time/dates.js';
import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { markStale, staleOf } from '../stale.js';
import { HELD_SINCE, heldLots } from './held-lots.js';
import { ROLL } from './match-inputs.js';
import { DECIDED_BY_POSITION } from './position-effects.js';
import { keepScopes } from './scopes.js';
import { latestRevision } from './latest-revision.js';

/** SQL of the inputs of matching as (underlying, trading_date, …), those of events included. */
const INPUTS = `(SELECT underlying, trading_date FROM executions UNION ALL SELECT underlying, trading_date FROM recommendations)`;

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
 * Marks where matches may differ from what is stored though no record did: trading dates that are reconciled for the
 * first time (`added`) or known for the first time (after `before`, through `asOf`); advice that is pending though its
 * window has become known, or the other way round; trades that are what the position makes of them; and advice to roll
 * what turns out to be held on the other side.
 */
export async function markTouchedMatches(
  warehouse: Warehouse,
  { added, before, asOf, accounts }: Touch,
): Promise<void> {
  const fresh = added
    .map(({ from, to }) => `OR trading_date BETWEEN '${from}'::DATE AND '${to}'::DATE`)
    .join(' ');
  await markDecidedByPosition(warehouse, asOf);
  await markHeldOtherwise(warehouse, asOf);
  await markStale(
    warehouse,
    ['match'],
    `WITH touched AS (
       SELECT underlying, trading_date FROM ${INPUTS}
         WHERE trading_date <= $asOf::DATE AND (trading_date > $before::DATE ${fresh})
       UNION ${KNOWN_OTHERWISE})
     SELECT NULL AS account, underlying, trading_date AS from_date, trading_date AS to_date FROM touched`,
    { before, asOf, ...knownDays(accounts) },
  );
}

/**
 * SQL of the advice that is pending though its window has become known by `$asOf`, or the other way round; takes
 * {@link knownDays} too.
 */
export const KNOWN_OTHERWISE = `
  SELECT m.underlying, m.trading_date
  FROM matches AS m LEFT JOIN (
    SELECT unnest($names) AS account, unnest($covered)::DATE AS covered_through
    UNION ALL SELECT NULL, $anyCovered::DATE) AS known ON known.account IS NOT DISTINCT FROM m.account
  WHERE m.recommendation_id IS NOT NULL
    AND (m.match_type = 'pending') <> (m.window_closes > least(coalesce(covered_through, '0001-01-01'::DATE), $asOf::DATE))`;

/** How far each account is known, as parameters of {@link KNOWN_OTHERWISE}. */
export function knownDays(accounts: readonly AccountCoverage[]) {
  return {
    names: accounts.map(({ account }) => account),
    covered: accounts.map(({ covered_through }) => covered_through),
    anyCovered: answersKnownThrough(accounts, null),
  };
}

/**
 * Marks the trades whose part in matches the position decides, in names, and from dates on, that are stale: how much of
 * one closes depends on all that was done in the contract before.
 */
function markDecidedByPosition(warehouse: Warehouse, asOf: IsoDate): Promise<void> {
  return markStale(
    warehouse,
    ['match'],
    `WITH RECURSIVE ${HELD_SINCE}
     SELECT NULL AS account, underlying, trading_date AS from_date, trading_date AS to_date
     FROM executions JOIN held_since USING (underlying)
     WHERE ${DECIDED_BY_POSITION} AND trading_date >= since AND trading_date <= $asOf::DATE`,
    { asOf },
  );
}

/**
 * Marks advice to roll what turns out to be held on another side than its match says: in names, and from dates on, that
 * are stale.
 */
async function markHeldOtherwise(warehouse: Warehouse, asOf: IsoDate): Promise<void> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE rolls AS
     WITH RECURSIVE ${HELD_SINCE}
     SELECT ${ROLL}, m.held_side FROM recommendations AS r JOIN matches AS m USING (recommendation_id)
     JOIN held_since AS d ON r.underlying = d.underlying AND r.trading_date >= d.since
     WHERE r.action = 'roll' AND r.trading_date <= $asOf::DATE
     ${latestRevision('r')}`,
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
 * Where else rows depend on what happens in these scopes: fills of the same orders, other revisions of the same advice,
 * and whatever the stored rows were made of, there or gone; and what people linked ({@link keepLinks}).
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
       UNION SELECT recommendation_id FROM ${within('matches')} WHERE recommendation_id IS NOT NULL
       UNION SELECT recommendation_id FROM linked_executions AS e JOIN scopes AS s ON ${inScope('e')}),
     orphans AS (
       SELECT matches.underlying, matches.trading_date, unnest(fill_record_ids) AS record_id
       FROM matches SEMI JOIN scopes AS s ON matches.underlying = s.underlying WHERE fills_through >= $first::DATE)
     SELECT DISTINCT underlying, trading_date AS "from", trading_date AS "to" FROM (
       SELECT underlying, trading_date FROM orphans ANTI JOIN executions USING (underlying, record_id)
       UNION ALL
       SELECT underlying, trading_date FROM executions SEMI JOIN orders USING (account, underlying, order_id)
       UNION ALL SELECT underlying, trading_date FROM executions SEMI JOIN told USING (underlying, record_id)
         WHERE trading_date >= $first::DATE - ${NEXT_SESSION_DAYS}
       UNION ALL SELECT underlying, trading_date FROM linked_executions SEMI JOIN advised USING (recommendation_id)
       UNION ALL SELECT underlying, trading_date FROM recommendations SEMI JOIN advised USING (recommendation_id)
       UNION ALL SELECT underlying, trading_date FROM matches SEMI JOIN advised USING (recommendation_id))
     WHERE trading_date <= $asOf::DATE ORDER BY ALL`,
    { asOf, first },
  );
}
