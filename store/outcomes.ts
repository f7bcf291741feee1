import type { IsoDate } from '../domain/dates.js';
import type { StoredExecution } from '../domain/execution-order.js';
import type { LotRow, OutcomeRow } from '../domain/outcomes.js';
import { canonicalColumns } from './datasets.js';
import type { Warehouse } from './warehouse.js';

/**
 * The unit in which lots and outcomes are restated: everything an account did in the underlyings that symbol changes link. `id` names
 * account and underlyings.
 */
export interface OutcomeUnit {
  id: string;
  account: string;
  underlyings: readonly string[];
}

/** An execution with the hash of its content. */
export type UnitExecution = StoredExecution & {
  unit_id: string;
  trading_date: IsoDate;
  content_hash: string;
};

/** The last session with any imported advice, execution or bar; null on an empty store. */
export async function lastImportedDate(warehouse: Warehouse): Promise<IsoDate | null> {
  const [last] = await warehouse.rows<{ date: IsoDate | null }>(
    `SELECT greatest(
       (SELECT max(trading_date) FROM executions), (SELECT max(trading_date) FROM recommendations),
       (SELECT max(trading_date) FROM bars)) AS date`,
  );
  return last?.date ?? null;
}

/** The day that the derived rows of this warehouse are told through; null before the first time. */
export async function toldThrough(warehouse: Warehouse): Promise<IsoDate | null> {
  const [told] = await warehouse.rows<{ date: IsoDate | null }>(
    'SELECT max(through_date) AS date FROM outcomes_through',
  );
  return told?.date ?? null;
}

/**
 * The units that may differ from what is told: touched by imports, with executions between the day told and `through`, or with an
 * option that expired by then and is still open. They stand in the temporary table `stale_units (unit_id, account, underlying)`
 * for the statements below.
 */
export async function findStaleUnits(
  warehouse: Warehouse,
  { told, through }: { told: IsoDate | null; through: IsoDate },
): Promise<OutcomeUnit[]> {
  const days = { told: told ?? '0001-01-01', through };
  const touched = await warehouse.rows<{ account: string; underlying: string }>(
    `SELECT account, underlying FROM dirty WHERE step = 'lots' AND account IS NOT NULL
     UNION SELECT e.account, e.underlying
       FROM dirty JOIN executions AS e ON e.underlying = dirty.underlying AND e.trading_date >= dirty.from_date
       WHERE step = 'lots' AND dirty.account IS NULL
     UNION SELECT account, underlying FROM executions
       WHERE trading_date > $told::DATE AND trading_date <= $through::DATE
     UNION SELECT account, to_underlying FROM executions
       WHERE trading_date > $told::DATE AND trading_date <= $through::DATE AND to_underlying IS NOT NULL
     UNION SELECT account, underlying FROM lots WHERE expiration <= $through::DATE
     ORDER BY ALL`,
    days,
  );
  if (touched.length === 0) {
    await keepStale(warehouse, []);
    return [];
  }
  const links = await warehouse.rows<{ account: string; underlying: string; to_underlying: string }>(
    `SELECT DISTINCT account, underlying, to_underlying FROM executions
     WHERE to_underlying IS NOT NULL AND trading_date <= ?::DATE ORDER BY ALL`,
    [through],
  );
  const units = linkedUnits([...touched, ...(await unitsTold(warehouse, touched))], links);
  await keepStale(warehouse, units);
  return units;
}

/** What the units told so far had together: a link that is gone leaves rows on both of its sides. */
async function unitsTold(
  warehouse: Warehouse,
  touched: readonly { account: string; underlying: string }[],
): Promise<{ account: string; underlying: string }[]> {
  const ids = await warehouse.rows<{ unit_id: string }>(
    'SELECT DISTINCT unit_id FROM outcomes ORDER BY unit_id',
  );
  const wanted = new Set(touched.map(({ account, underlying }) => JSON.stringify([account, underlying])));
  return ids.flatMap(({ unit_id }) => {
    const [account = '', ...underlyings] = JSON.parse(unit_id) as string[];
    const members = underlyings.map((underlying) => ({ account, underlying }));
    return members.some((member) => wanted.has(JSON.stringify([account, member.underlying]))) ? members : [];
  });
}

/** The connected components of names under links, each account by itself, that the given names lie in; in order. */
function linkedUnits(
  names: readonly { account: string; underlying: string }[],
  links: readonly { account: string; underlying: string; to_underlying: string }[],
): OutcomeUnit[] {
  const neighbours = new Map<string, Set<string>>();
  const join = (a: string, b: string) => neighbours.set(a, (neighbours.get(a) ?? new Set()).add(b));
  for (const { account, underlying, to_underlying } of links) {
    const [from, to] = [JSON.stringify([account, underlying]), JSON.stringify([account, to_underlying])];
    join(from, to);
    join(to, from);
  }
  const seen = new Set<string>();
  const units: OutcomeUnit[] = [];
  for (const { account, underlying } of names) {
    const members: string[] = [];
    const queue = [JSON.stringify([account, underlying])];
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      members.push((JSON.parse(name) as [string, string])[1]);
      queue.push(...(neighbours.get(name) ?? []));
    }
    if (members.length === 0) continue;
    const underlyings = members.sort();
    units.push({ id: JSON.stringify([account, ...underlyings]), account, underlyings });
  }
  return units;
}

async function keepStale(warehouse: Warehouse, units: readonly OutcomeUnit[]): Promise<void> {
  await warehouse.run(
    'CREATE OR REPLACE TEMPORARY TABLE stale_units (unit_id VARCHAR, account VARCHAR, underlying VARCHAR)',
  );
  await warehouse.insert(
    'stale_units',
    units.flatMap(({ id, account, underlyings }) =>
      underlyings.map((underlying) => ({ unit_id: id, account, underlying })),
    ),
  );
}

/** The executions of some stale units up to a day, by unit. */
export function executionsOf(
  warehouse: Warehouse,
  unitIds: readonly string[],
  through: IsoDate,
): Promise<UnitExecution[]> {
  return warehouse.rows<UnitExecution>(
    `SELECT unit_id, record_id, trading_date, content_hash, extra, ${canonicalColumns('executions').join(', ')}
     FROM executions JOIN stale_units USING (account, underlying)
     WHERE unit_id IN (SELECT unnest($unitIds)) AND trading_date <= $through::DATE ORDER BY unit_id, record_id`,
    { unitIds, through },
  );
}

/** How far each account is known by its imports. */
export async function coverageOfAccounts(warehouse: Warehouse): Promise<Map<string, IsoDate>> {
  const rows = await warehouse.rows<{ account: string; through: IsoDate }>(
    `SELECT account, max(covered_through) AS through
     FROM (SELECT unnest(accounts) AS account, covered_through FROM imports WHERE NOT retracted)
     WHERE covered_through IS NOT NULL GROUP BY account ORDER BY account`,
  );
  return new Map(rows.map(({ account, through }) => [account, through]));
}

/** What the stale units' rows that are told were made from, by unit. */
export async function hashesTold(warehouse: Warehouse): Promise<Map<string, string>> {
  const rows = await warehouse.rows<{ unit_id: string; input_hash: string }>(
    `SELECT DISTINCT unit_id, input_hash FROM outcomes SEMI JOIN stale_units USING (unit_id) ORDER BY ALL`,
  );
  return new Map(rows.map(({ unit_id, input_hash }) => [unit_id, input_hash]));
}

/** One unit's rows, made from what `inputHash` is of. */
export interface ToldUnit {
  unit: OutcomeUnit;
  inputHash: string;
  lots: readonly LotRow[];
  outcomes: readonly OutcomeRow[];
}

/** Puts units' rows in the place of all that was told of their account and underlyings. */
export async function replaceUnits(warehouse: Warehouse, told: readonly ToldUnit[]): Promise<void> {
  const ids = told.map(({ unit }) => unit.id);
  for (const table of ['lots', 'outcomes'] as const) {
    await warehouse.run(
      `DELETE FROM ${table} USING stale_units AS stale
       WHERE ${table}.account = stale.account AND ${table}.underlying = stale.underlying
         AND stale.unit_id IN (SELECT unnest($ids))`,
      { ids },
    );
    await warehouse.insert(
      table,
      told.flatMap((one) =>
        one[table].map((row) => ({ ...row, unit_id: one.unit.id, input_hash: one.inputHash })),
      ),
    );
  }
}

/** Names in each outcome the matches that its opening and its closing belong to; only rows that change are written. */
export async function linkMatches(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE match_of_execution AS
     SELECT e.record_id, min(m.match_id) AS match_id
     FROM (SELECT match_id, account, unnest(execution_ids) AS execution_id FROM matches) AS m
     JOIN executions AS e ON e.execution_id = m.execution_id AND (m.account IS NULL OR m.account = e.account)
     GROUP BY e.record_id`,
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE relinked AS
     SELECT o.outcome_id, opened.match_id AS opening, closed.match_id AS closing
     FROM outcomes AS o
     LEFT JOIN match_of_execution AS opened ON opened.record_id = o.opening_record_id
     LEFT JOIN match_of_execution AS closed ON closed.record_id = o.closing_record_id
     WHERE o.match_id IS DISTINCT FROM opened.match_id OR o.closing_match_id IS DISTINCT FROM closed.match_id`,
  );
  await warehouse.run(
    `UPDATE outcomes SET match_id = relinked.opening, closing_match_id = relinked.closing
     FROM relinked WHERE relinked.outcome_id = outcomes.outcome_id`,
  );
}

/** Notes that everything up to a day is told and nothing is stale. */
export async function noteTold(warehouse: Warehouse, through: IsoDate): Promise<void> {
  await warehouse.run('DELETE FROM outcomes_through');
  await warehouse.run('INSERT INTO outcomes_through VALUES (?::DATE)', [through]);
  await warehouse.run(`DELETE FROM dirty WHERE step = 'lots'`);
}

/** How many rows are told. */
export async function countTold(
  warehouse: Warehouse,
): Promise<{ lots: number; outcomes: number; counterfactuals: number }> {
  const [counts] = await warehouse.rows<{ lots: number; outcomes: number; counterfactuals: number }>(
    `SELECT (SELECT count(*) FROM lots) AS lots, (SELECT count(*) FROM outcomes) AS outcomes,
       (SELECT count(*) FROM counterfactuals) AS counterfactuals`,
  );
  return counts ?? { lots: 0, outcomes: 0, counterfactuals: 0 };
}
