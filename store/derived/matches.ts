import type { DateRange } from '../../domain/time/dates.js';
import type { Scope } from '../../domain/restatement/match-scope.js';
import type { Columns } from '../duckdb/columns.js';
import type { ExportedTable } from '../exported-table.js';
import { clearStale, markStale, READERS_OF } from '../stale.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';
import { noteEpisodes } from './episodes.js';
import { keepScopes } from './scopes.js';

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
    reason_recorded_at: 'text',
    linked_by: 'text',
  },
  order: ['match_id'],
  day: 'exported.trading_date',
};

/** The reconciled ranges, in order. */
export function reconciledRanges(warehouse: Reader): Promise<DateRange[]> {
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

/** Matches as they are made now, and in which scopes they take the place of all that is stored. */
export interface MadeMatches {
  /** Rows without their places in episodes; in `place` stands the place of the scope a row was made for. */
  matches: readonly Columns[];
  /** The scopes that are written: they have no day in common. */
  written: readonly { place: number; scope: Scope }[];
  /** Outside of these ranges no row is written. */
  ranges: readonly DateRange[];
}

/**
 * Writes the rows that differ from those stored and marks what reads them; gives the number of units, those that went
 * included, and of those that differ. A row of the same id elsewhere, which a revision left behind, stays.
 */
export async function writeMatches(
  warehouse: Warehouse,
  { matches, written, ranges }: MadeMatches,
): Promise<{ units: number; unitsChanged: number }> {
  const scopes = written.map(({ scope }) => scope);
  const inScope = await keepScopes(warehouse, scopes);
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE made AS SELECT ${OF_MATCHING}, 0 AS place FROM matches LIMIT 0`,
  );
  for (const columns of matches) await warehouse.insertColumns('made', columns);
  const inRange = ranges.map(({ from, to }) => `trading_date BETWEEN '${from}'::DATE AND '${to}'::DATE`);
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE matches_now AS
     WITH written AS (
       SELECT unnest($places)::INTEGER AS place, unnest($from)::DATE AS from_date, unnest($to)::DATE AS to_date)
     SELECT made.* EXCLUDE (place) FROM made JOIN written USING (place)
     WHERE trading_date BETWEEN from_date AND to_date AND (${inRange.join(' OR ')})`,
    {
      places: written.map(({ place }) => String(place)),
      from: scopes.map(({ from }) => from),
      to: scopes.map(({ to }) => to),
    },
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE matches_before AS
     SELECT ${OF_MATCHING} FROM matches SEMI JOIN scopes AS s ON ${inScope('matches')}`,
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE changed_matches AS
     SELECT *, true AS stays FROM (FROM matches_now EXCEPT FROM matches_before)
     UNION ALL SELECT *, false AS stays FROM (FROM matches_before EXCEPT FROM matches_now)`,
  );
  await writeRemade(warehouse);
  await writeSaid(warehouse);
  const [counted] = await warehouse.rows<{ units: number; unitsChanged: number }>(
    // A unit that has another name now, as when its only trade went, is one that changed.
    `WITH changed AS (
       SELECT unit_id FROM changed_matches WHERE stays
       UNION SELECT unit_id FROM changed_matches ANTI JOIN matches_now USING (match_id) WHERE NOT stays)
     SELECT (SELECT count(*) FROM (SELECT unit_id FROM matches_now UNION FROM changed)) AS units,
       (SELECT count(*) FROM changed) AS "unitsChanged"`,
  );
  return counted as { units: number; unitsChanged: number };
}

/** Columns that people's words alone may change: no outcome, no counterfactual and no episode is made of them. */
const SAID = ['reason_code', 'reason_note', 'reason_recorded_at', 'reviewed_at', 'input_hash'];

/** Writes the matches of `changed_matches` that are others but for what people said of them, and notes them. */
async function writeRemade(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE remade_matches AS
     WITH remade AS (SELECT * EXCLUDE (${SAID.join(', ')}) FROM changed_matches),
     now AS (SELECT * EXCLUDE (stays) FROM remade WHERE stays),
     before AS (SELECT * EXCLUDE (stays) FROM remade WHERE NOT stays)
     SELECT * FROM changed_matches SEMI JOIN (
       FROM (FROM now EXCEPT FROM before) UNION ALL FROM (FROM before EXCEPT FROM now)) USING (${KEY.join(', ')})`,
  );
  await warehouse.run(
    `DELETE FROM matches USING remade_matches AS gone WHERE NOT stays AND ${isSame('gone')}`,
  );
  await warehouse.run(
    `INSERT INTO matches BY NAME SELECT * EXCLUDE (stays) FROM remade_matches WHERE stays ORDER BY trading_date, match_id`,
  );
  await noteEpisodes(warehouse, 'remade_matches');
  await markStale(warehouse, READERS_OF.match, daysOf('remade_matches'));
}

/** Writes what people said of the others, which keep their place in their episode. */
async function writeSaid(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE said_matches AS
     SELECT * FROM changed_matches ANTI JOIN remade_matches USING (${KEY.join(', ')}) WHERE stays`,
  );
  await warehouse.run(
    `UPDATE matches SET ${SAID.map((column) => `${column} = said.${column}`).join(', ')} FROM said_matches AS said
     WHERE ${isSame('said')}`,
  );
  await markStale(warehouse, READERS_OF.said, daysOf('said_matches'));
}

/** Of a row: a revision may leave one of the same id behind, elsewhere. */
const KEY = ['match_id', 'underlying', 'trading_date'];

function isSame(other: string): string {
  return KEY.map((column) => `matches.${column} = ${other}.${column}`).join(' AND ');
}

function daysOf(table: string): string {
  return `SELECT coalesce(decision_account, account) AS account, underlying, trading_date AS from_date,
    greatest(trading_date, fills_through) AS to_date FROM ${table}`;
}

/** All columns but those that say a match's place in its episode. */
const OF_MATCHING = 'matches.* EXCLUDE (episode_id, judged)';

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
