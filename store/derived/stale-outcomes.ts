import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import type { IsoDate } from '../../domain/time/dates.js';
import { groupBy } from '../../domain/group-by.js';
import { FIRST_TOUCHED } from '../staging/datasets.js';
import { markStale, staleOf } from '../stale.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/**
 * Which lots and outcomes may differ from the stored ones. The unit in which they are restated is the least that stands
 * by itself: one contract of an account; or an account's shares of an underlying with the contracts that were delivered
 * into them; or all in the underlyings that symbol changes link. A night then costs what changed in it, however long
 * the history is.
 *
 * What is found stands in the temporary table
 * `stale_instruments (unit_id, account, underlying, "right", strike, expiration)` for the statements that follow. Gives
 * the units with the numbers of their executions.
 */
export async function findStaleUnits(
  warehouse: Warehouse,
  { told, through }: { told: IsoDate | null; through: IsoDate },
): Promise<{ unit_id: string; executions: number }[]> {
  await markStale(warehouse, ['outcomes'], NEWLY_KNOWN, { told: told ?? '0001-01-01', through });
  await markStale(warehouse, ['outcomes'], LAPSES, { through });
  await findLinks(warehouse, through);
  await warehouse.run(`CREATE OR REPLACE TEMPORARY TABLE stale_instruments AS ${STALE}`, { through });
  return warehouse.rows(
    `SELECT unit_id, count(e.account) AS executions FROM stale_instruments AS stale
     LEFT JOIN (SELECT account, underlying, "right", strike, expiration FROM executions WHERE trading_date <= ?::DATE) AS e
       ON ${sameInstrument('e', 'stale')}
     GROUP BY unit_id ORDER BY unit_id`,
    [through],
  );
}

/** SQL of (account, underlying, since): the first date from which an account's dealings in an underlying are stale. */
export const TOUCHED = `(
  SELECT account, underlying, min(from_date) AS since FROM ${staleOf('outcomes')} WHERE account IS NOT NULL GROUP BY account, underlying)`;

/** SQL that is true where two tables name the same instrument, as far as units distinguish instruments. */
export function sameInstrument(a: string, b: string): string {
  return `${a}.account = ${b}.account AND ${a}.underlying = ${b}.underlying AND ${a}."right" IS NOT DISTINCT FROM ${b}."right"
    AND ${a}.strike IS NOT DISTINCT FROM ${b}.strike AND ${a}.expiration IS NOT DISTINCT FROM ${b}.expiration`;
}

/** How far each account is known by its imports. */
export const COVERAGE = `
  SELECT account, max(covered_through) AS covered FROM (
    SELECT unnest(accounts) AS account, covered_through FROM imports WHERE NOT retracted) GROUP BY account`;

/** Executions of the days that come in. */
const NEWLY_KNOWN = `
  SELECT account, underlying, since AS from_date, since AS to_date FROM (
    SELECT account, unnest([underlying, to_underlying]) AS underlying, ${FIRST_TOUCHED} AS since FROM executions
    WHERE trading_date > $told::DATE AND trading_date <= $through::DATE) WHERE underlying IS NOT NULL`;

/** Options that are to be flagged as lapsed by `$through`, or no more. */
export const LAPSES = `
  SELECT account, underlying, expiration AS from_date, expiration AS to_date FROM lots LEFT JOIN (${COVERAGE}) USING (account)
  WHERE expiration <= $through::DATE
    AND (expiration <= coalesce(covered, $through::DATE)) <> list_contains(flags, 'lapsed')`;

/**
 * Instruments that were traded, or that something stored was open or closed, from a week before the touched date on
 * (what happened on a weekend counts for the session after it); those whose delivery was stored with one of these;
 * shares whose bars came in.
 */
const MOVED = `
  WITH told AS (
    SELECT o.account, o.underlying, "right", strike, expiration, unit_id FROM outcomes AS o JOIN ${TOUCHED} USING (account, underlying)
    WHERE o.closed_at IS NULL OR left(o.closed_at, 10) >= (since - ${NEXT_SESSION_DAYS})::VARCHAR)
  SELECT e.account, e.underlying, "right", strike, expiration FROM executions AS e JOIN ${TOUCHED} USING (account, underlying)
    WHERE trading_date >= since AND trading_date <= $through::DATE
  UNION SELECT account, underlying, "right", strike, expiration FROM told
  UNION SELECT account, underlying, NULL, NULL, NULL FROM told WHERE unit_id LIKE 'shares:%'
  UNION SELECT e.account, e.underlying, NULL, NULL, NULL
    FROM ${staleOf('outcomes')} AS prices JOIN executions AS e ON e.underlying = prices.underlying AND trading_date >= from_date
    WHERE prices.account IS NULL AND trading_date <= $through::DATE
      AND ("right" IS NULL OR action IN ('assign', 'exercise'))`;

const STALE = `
  WITH moved AS (${MOVED}),
  delivered AS (
    SELECT DISTINCT account, underlying, "right", strike, expiration FROM executions
    WHERE action IN ('assign', 'exercise') AND trading_date <= $through::DATE),
  units AS (
    SELECT m.*, CASE
      WHEN l.unit_id IS NOT NULL THEN l.unit_id
      WHEN m."right" IS NULL OR d.account IS NOT NULL THEN 'shares:' || json_array(m.account, m.underlying)::VARCHAR
      ELSE 'contract:' || json_array(m.account, m.underlying, m."right", m.strike::VARCHAR, m.expiration::VARCHAR)::VARCHAR
    END AS unit_id
    FROM moved AS m LEFT JOIN linked AS l USING (account, underlying) LEFT JOIN delivered AS d ON ${sameInstrument('m', 'd')})
  SELECT unit_id, account, underlying, "right", strike, expiration FROM units
  UNION SELECT unit_id, account, underlying, NULL, NULL, NULL FROM units WHERE unit_id LIKE 'shares:%'
  UNION SELECT u.unit_id, d.account, d.underlying, d."right", d.strike, d.expiration
    FROM delivered AS d JOIN units AS u USING (account, underlying) WHERE u.unit_id LIKE 'shares:%'
  UNION SELECT l.unit_id, i.account, i.underlying, i."right", i.strike, i.expiration
    FROM (SELECT account, underlying, "right", strike, expiration FROM executions WHERE trading_date <= $through::DATE
      UNION SELECT account, underlying, "right", strike, expiration FROM outcomes) AS i
    JOIN linked AS l USING (account, underlying) WHERE l.unit_id IN (SELECT unit_id FROM units)`;

/**
 * The table `linked (unit_id, account, underlying)`: underlyings in which something moved to another symbol or other
 * terms, in the groups that these moves make. A group that is new or no more touches all that its underlyings had.
 */
async function findLinks(warehouse: Warehouse, through: IsoDate): Promise<void> {
  const moves = await warehouse.rows<{ account: string; from: string; to: string }>(
    `SELECT DISTINCT account, underlying AS "from", coalesce(to_underlying, underlying) AS "to" FROM executions
     WHERE trading_date <= ?::DATE
       AND (to_underlying IS NOT NULL OR to_strike IS NOT NULL OR to_multiplier IS NOT NULL) ORDER BY ALL`,
    [through],
  );
  const told = await warehouse.rows<{ unit_id: string }>(
    `SELECT DISTINCT unit_id FROM outcomes WHERE unit_id LIKE 'linked:%' ORDER BY unit_id`,
  );
  const links = [...groupBy(moves, ({ account }) => account)].flatMap(([account, own]) =>
    linkedNames(own).map((names) => ({ id: linkedId(account, names), account, names })),
  );
  await warehouse.run(
    'CREATE OR REPLACE TEMPORARY TABLE linked (unit_id VARCHAR, account VARCHAR, underlying VARCHAR)',
  );
  await warehouse.insert(
    'linked',
    links.flatMap(({ id, account, names }) =>
      names.map((underlying) => ({ unit_id: id, account, underlying })),
    ),
  );
  const known = new Set(told.map(({ unit_id }) => unit_id));
  const now = new Set(links.map(({ id }) => id));
  const changed = [
    ...links.filter(({ id }) => !known.has(id)),
    ...[...known].filter((id) => !now.has(id)).map(linkOf),
  ];
  const names = changed.flatMap(({ account, names }) => names.map((underlying) => ({ account, underlying })));
  await markStale(
    warehouse,
    ['outcomes'],
    `SELECT unnest($accounts) AS account, unnest($underlyings) AS underlying, DATE '1900-01-01' AS from_date, DATE '9999-12-31' AS to_date`,
    {
      accounts: names.map(({ account }) => account),
      underlyings: names.map(({ underlying }) => underlying),
    },
  );
}

/** The connected components of symbols under moves, in order. */
function linkedNames(moves: readonly { from: string; to: string }[]): string[][] {
  const groups = new Map<string, Set<string>>();
  for (const { from, to } of moves) {
    const joined = new Set([from, to, ...(groups.get(from) ?? []), ...(groups.get(to) ?? [])]);
    for (const name of joined) groups.set(name, joined);
  }
  return [...new Set(groups.values())].map((names) => [...names].sort());
}

function linkedId(account: string, names: readonly string[]): string {
  return `linked:${JSON.stringify([account, ...names])}`;
}

function linkOf(id: string): { account: string; names: string[] } {
  const [account = '', ...names] = JSON.parse(id.slice('linked:'.length)) as string[];
  return { account, names };
}
