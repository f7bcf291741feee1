import type { IsoDate } from '../../domain/time/dates.js';
import type { StoredExecution } from '../../domain/records/execution-order.js';
import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import type { LotRow, OutcomeRow } from '../../domain/outcomes/outcomes.js';
import { INSTRUMENT_COLUMNS, type ExportedTable } from '../exported-table.js';
import { groupBy } from '../../domain/group-by.js';
import { canonicalColumns } from '../staging/datasets.js';
import { dayOf } from '../staging/session-calendar.js';
import { COVERAGE, sameInstrument, TOUCHED } from './stale-outcomes.js';
import { clearStale, markStale, READERS_OF, staleOf } from '../stale.js';
import { rowsIn } from '../duckdb/columns.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/** What is open. */
export const lotsTable: ExportedTable = {
  name: 'lots',
  columns: {
    lot_id: 'text',
    account: 'text',
    ...INSTRUMENT_COLUMNS,
    side: 'text',
    quantity: 'decimal',
    opened_at: 'text',
    cost: 'decimal',
    currency: 'text',
    flags: 'list',
  },
  order: ['lot_id'],
  day: dayOf('exported.opened_at'),
};

/** What each lot, and each part of one that was closed by itself, came to. */
export const outcomesTable: ExportedTable = {
  name: 'outcomes',
  columns: {
    outcome_id: 'text',
    lot_id: 'text',
    account: 'text',
    ...INSTRUMENT_COLUMNS,
    side: 'text',
    quantity: 'decimal',
    opened_at: 'text',
    closed_at: 'text',
    close_kind: 'text',
    pnl: 'decimal',
    pnl_tax: 'decimal',
    pnl_economic: 'decimal',
    fees: 'decimal',
    max_adverse_excursion: 'decimal',
    max_favourable_excursion: 'decimal',
    excursion_source: 'text',
    r_multiple: 'double',
    match_id: 'text',
    closing_match_id: 'text',
    campaign_id: 'text',
    currency: 'text',
    flags: 'list',
  },
  order: ['outcome_id'],
  day: dayOf('coalesce(exported.closed_at, exported.opened_at)'),
};

/** An execution with the hash of its content. */
export type UnitExecution = StoredExecution & { unit_id: string; content_hash: string };

/** The day through which outcomes are computed; null before the first time. */
export async function toldThrough(warehouse: Warehouse): Promise<IsoDate | null> {
  const [told] = await warehouse.rows<{ date: IsoDate | null }>(
    'SELECT max(through_date) AS date FROM outcomes_through',
  );
  return told?.date ?? null;
}

/**
 * The executions of the units begun ({@link beginUnits}) up to a day, unit by unit in the order of their ids, some
 * thousand at a time.
 */
export async function* executionsOf(
  warehouse: Warehouse,
  through: IsoDate,
): AsyncGenerator<[string, UnitExecution[]][]> {
  const columns = canonicalColumns('executions').map((name) => `e.${name}`);
  const chunks = warehouse.chunks(
    `SELECT unit_id, record_id, content_hash, extra, ${columns.join(', ')}
     FROM executions AS e JOIN stale_instruments AS stale ON ${sameInstrument('e', 'stale')}
     WHERE unit_id IN (SELECT unit_id FROM units_begun) AND trading_date <= $through::DATE ORDER BY unit_id, record_id`,
    { through },
  );
  let rows: UnitExecution[] = [];
  for await (const chunk of chunks) {
    rows.push(...rowsIn<UnitExecution>(chunk));
    if (rows.length < EXECUTIONS_AT_A_TIME || rows[0]?.unit_id === rows.at(-1)?.unit_id) continue;
    const units = [...groupBy(rows, ({ unit_id }) => unit_id)];
    // The last unit may go on in the next rows.
    rows = units.pop()?.[1] ?? [];
    yield units;
  }
  yield [...groupBy(rows, ({ unit_id }) => unit_id)];
}

/** So many are worked out in some hundredths of a second. */
const EXECUTIONS_AT_A_TIME = 6_000;

/** How far each account is known by its imports. */
export async function coverageOfAccounts(warehouse: Warehouse): Promise<Map<string, IsoDate>> {
  const rows = await warehouse.rows<{ account: string; covered: IsoDate | null }>(
    `${COVERAGE} ORDER BY account`,
  );
  return new Map(rows.flatMap(({ account, covered }) => (covered === null ? [] : [[account, covered]])));
}

/** What the stored rows of the stale units were made from, by unit. */
export async function hashesTold(warehouse: Warehouse): Promise<Map<string, string>> {
  const rows = await warehouse.rows<{ unit_id: string; input_hash: string }>(
    `SELECT DISTINCT unit_id, input_hash FROM outcomes SEMI JOIN stale_instruments USING (unit_id) ORDER BY ALL`,
  );
  return new Map(rows.map(({ unit_id, input_hash }) => [unit_id, input_hash]));
}

/** One unit's rows, made from what `inputHash` is of. */
export interface ToldUnit {
  unitId: string;
  inputHash: string;
  lots: readonly LotRow[];
  outcomes: readonly OutcomeRow[];
}

const TOLD = { lots: 'told_lots', outcomes: 'told_outcomes' } as const;

/** Makes ready to read the executions of some units and to keep aside what is made of them. */
export async function beginUnits(warehouse: Warehouse, unitIds: readonly string[]): Promise<void> {
  await nameUnits(warehouse, 'units_begun', unitIds);
  for (const [table, told] of Object.entries(TOLD))
    await warehouse.run(`CREATE OR REPLACE TEMPORARY TABLE ${told} AS SELECT * FROM ${table} LIMIT 0`);
}

/** Keeps the rows of units aside until {@link replaceUnits}. */
export async function addUnits(warehouse: Warehouse, told: readonly ToldUnit[]): Promise<void> {
  for (const table of ['lots', 'outcomes'] as const)
    await warehouse.insert(
      TOLD[table],
      told.flatMap(({ unitId, inputHash, [table]: rows }) =>
        rows.map((row) => ({ ...row, unit_id: unitId, input_hash: inputHash })),
      ),
    );
}

/**
 * Puts the rows of units that were kept aside in the place of all rows of their instruments and marks what reads them;
 * campaigns and matches are not stored yet.
 */
export async function replaceUnits(warehouse: Warehouse, unitIds: readonly string[]): Promise<void> {
  if (unitIds.length === 0) return;
  await nameUnits(warehouse, 'changed_units', unitIds);
  for (const [table, told] of Object.entries(TOLD)) {
    await warehouse.run(
      `DELETE FROM ${table} USING stale_instruments AS stale
       WHERE ${sameInstrument(table, 'stale')} AND stale.unit_id IN (SELECT unit_id FROM changed_units)`,
    );
    await warehouse.run(`INSERT INTO ${table} SELECT * FROM ${told}`);
  }
  // What was held under one name may be closed under another: all names of a unit, from the first touched date of any.
  // A closing counts by its day in weeks, which may be before the session that it counts for.
  const changed = (since: string) => `
    WITH since AS (
      SELECT unit_id, min(since) AS since FROM ${TOUCHED} JOIN stale_instruments USING (account, underlying) GROUP BY unit_id)
    SELECT account, underlying, ${since} AS from_date, DATE '9999-12-31' AS to_date
    FROM stale_instruments JOIN since USING (unit_id) WHERE unit_id IN (SELECT unit_id FROM changed_units) GROUP BY account, underlying`;
  await markStale(warehouse, READERS_OF.outcomes, changed('min(since)'));
  await markStale(warehouse, ['week'], changed(`min(since) - ${NEXT_SESSION_DAYS}`));
}

/** So many names would take longer as a parameter of each statement. */
async function nameUnits(warehouse: Warehouse, table: string, unitIds: readonly string[]): Promise<void> {
  await warehouse.run(`CREATE OR REPLACE TEMPORARY TABLE ${table} (unit_id VARCHAR)`);
  await warehouse.insertColumns(table, { unit_id: unitIds });
}

/** Keeps the matches that the rows which are about to be replaced name: those that have not changed are named again. */
export async function keepLinks(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE kept_links AS
     WITH told AS (SELECT o.opening_record_id, o.match_id, o.closing_record_id, o.closing_match_id
       FROM outcomes AS o JOIN stale_instruments AS stale ON ${sameInstrument('o', 'stale')}),
     changed AS (${CHANGED_FILLS})
     SELECT DISTINCT record_id, match_id FROM (
       SELECT opening_record_id AS record_id, match_id FROM told UNION ALL SELECT closing_record_id, closing_match_id FROM told)
     WHERE record_id IS NOT NULL AND record_id NOT IN (SELECT record_id FROM changed)`,
  );
}

/**
 * Names in each outcome the matches that its opening and its closing belong to, of several those with the most of the
 * fill. Only rows that were made anew, or whose fills are in matches that came or went, are looked at.
 */
export async function linkMatches(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE unlinked AS
     WITH changed AS (${CHANGED_FILLS})
     SELECT outcome_id, opening_record_id, closing_record_id, match_id, closing_match_id,
       left(opened_at, 10)::DATE AS opened_on, left(closed_at, 10)::DATE AS closed_on
     FROM outcomes WHERE unit_id IN (SELECT unit_id FROM stale_instruments)
       OR opening_record_id IN (SELECT record_id FROM changed) OR closing_record_id IN (SELECT record_id FROM changed)`,
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE unknown_links AS
     SELECT DISTINCT record_id, day FROM (
       SELECT opening_record_id AS record_id, opened_on AS day FROM unlinked UNION ALL SELECT closing_record_id, closed_on FROM unlinked)
     ANTI JOIN kept_links USING (record_id) WHERE record_id IS NOT NULL`,
  );
  // What happened on a weekend counts for the session after it, and a UTC day may be the one after New York's.
  const [since] = await warehouse.rows<{ day: IsoDate | null }>(
    `SELECT (min(day) - ${NEXT_SESSION_DAYS})::DATE AS day FROM unknown_links`,
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE match_of_execution AS
     SELECT record_id, match_id FROM kept_links
     UNION ALL
     SELECT record_id, min_by(match_id, (-quantity, match_id)) AS match_id FROM (
       SELECT match_id, unnest(fill_record_ids) AS record_id, unnest(fill_quantities) AS quantity FROM matches
       WHERE fills_through >= ?::DATE)
     SEMI JOIN unknown_links USING (record_id) GROUP BY record_id`,
    [since?.day ?? '9999-12-31'],
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE relinked AS
     SELECT o.outcome_id, opened.match_id AS opening, closed.match_id AS closing
     FROM unlinked AS o
     LEFT JOIN match_of_execution AS opened ON opened.record_id = o.opening_record_id
     LEFT JOIN match_of_execution AS closed ON closed.record_id = o.closing_record_id
     WHERE o.match_id IS DISTINCT FROM opened.match_id OR o.closing_match_id IS DISTINCT FROM closed.match_id`,
  );
  await warehouse.run(
    `UPDATE outcomes SET match_id = relinked.opening, closing_match_id = relinked.closing
     FROM relinked WHERE relinked.outcome_id = outcomes.outcome_id`,
  );
}

/** SQL of (record_id) of the fills that matches which came or went may have. */
const CHANGED_FILLS = `
  SELECT DISTINCT record_id FROM executions AS e JOIN ${staleOf('links')} AS changed USING (account, underlying)
  WHERE e.trading_date BETWEEN changed.from_date - ${NEXT_SESSION_DAYS} AND changed.to_date`;

/** Notes that outcomes are computed up to a day and nothing is stale. */
export async function noteTold(warehouse: Warehouse, through: IsoDate): Promise<void> {
  await warehouse.run('DELETE FROM outcomes_through');
  await warehouse.run('INSERT INTO outcomes_through VALUES (?::DATE)', [through]);
  for (const step of ['outcomes', 'links', 'counterfactuals'] as const) await clearStale(warehouse, step);
}

/** How many rows there are. */
export async function countTold(
  warehouse: Warehouse,
): Promise<{ lots: number; outcomes: number; counterfactuals: number }> {
  const [counts] = await warehouse.rows<{ lots: number; outcomes: number; counterfactuals: number }>(
    `SELECT (SELECT count(*) FROM lots) AS lots, (SELECT count(*) FROM outcomes) AS outcomes,
       (SELECT count(*) FROM counterfactuals) AS counterfactuals`,
  );
  return counts ?? { lots: 0, outcomes: 0, counterfactuals: 0 };
}
