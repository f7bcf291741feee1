import type { IsoDate } from '../../domain/time/dates.js';
import type { IsoWeek } from '../../domain/time/iso-week.js';
import type { Reader } from '../duckdb/warehouse.js';

/** How far an account is known by what was imported: from the first to the last day that its imports cover. */
export interface Coverage {
  account: string;
  covered_from: IsoDate;
  covered_through: IsoDate;
}

export interface Contents {
  imports: number;
  executions: number;
  recommendations: number;
  bars: number;
  matches: number;
  outcomes: number;
}

/** How many there are of what; imports that were retracted do not count. */
export async function contentsOf(warehouse: Reader): Promise<Contents> {
  const [contents] = await warehouse.rows<Contents>(
    `SELECT (SELECT count(*) FROM imports WHERE NOT retracted) AS imports, (SELECT count(*) FROM executions) AS executions,
       (SELECT count(*) FROM recommendations) AS recommendations, (SELECT count(*) FROM bars) AS bars,
       (SELECT count(*) FROM matches) AS matches, (SELECT count(*) FROM outcomes) AS outcomes`,
  );
  if (!contents) throw new Error('a query without FROM gave no row');
  return contents;
}

export interface Dates {
  first_date: IsoDate | null;
  last_date: IsoDate | null;
  /** Of advice and executions alone. */
  last_activity: IsoDate | null;
}

/** SQL of the day in New York on which something was imported last: in the evening there UTC is a day ahead. */
export const REACHED = `(SELECT timezone('America/New_York', max(imported_at::TIMESTAMPTZ))::DATE FROM imports)`;

/**
 * First and last trading date with any advice, execution or bar; null where there is none. What is dated after the day
 * of the last import waits for its day: the market has not come so far, whatever a record says.
 */
export async function datesOf(warehouse: Reader): Promise<Dates> {
  const [dates] = await warehouse.rows<Dates>(
    `SELECT min(trading_date) AS first_date, max(trading_date) AS last_date,
       max(trading_date) FILTER (NOT is_bar) AS last_activity
     FROM (SELECT trading_date, FALSE AS is_bar FROM executions UNION ALL SELECT trading_date, FALSE FROM recommendations
       UNION ALL SELECT trading_date, TRUE FROM bars)
     WHERE trading_date <= ${REACHED}`,
  );
  return dates ?? { first_date: null, last_date: null, last_activity: null };
}

/** The last day with a trade of these accounts, without any of all, that `datesOf` would count; null for none. */
export async function lastTrade(warehouse: Reader, accounts: readonly string[]): Promise<IsoDate | null> {
  const [found] = await warehouse.rows<{ day: IsoDate | null }>(
    `SELECT max(trading_date) AS day FROM executions
     WHERE trading_date <= ${REACHED}
       AND (len($accounts) = 0 OR list_contains($accounts, account))`,
    { accounts },
  );
  return found?.day ?? null;
}

/** The days through which there are matches and outcomes; null before there are. */
export interface MadeThrough {
  reconciled_through: IsoDate | null;
  outcomes_through: IsoDate | null;
}

export interface StepsProgress extends MadeThrough {
  /** Ascending. */
  weeks_published: IsoWeek[];
}

export async function madeThrough(warehouse: Reader): Promise<MadeThrough> {
  const [made] = await warehouse.rows<MadeThrough>(
    `SELECT (SELECT max(to_date) FROM reconciled) AS reconciled_through,
       (SELECT max(through_date) FROM outcomes_through) AS outcomes_through`,
  );
  if (!made) throw new Error('a query without FROM gave no row');
  return made;
}

/** How far the steps have come. */
export async function progressOf(warehouse: Reader): Promise<StepsProgress> {
  const weeks = await warehouse.rows<{ week: IsoWeek }>(
    `SELECT DISTINCT format('{:04d}-W{:02d}', year, week) AS week FROM weekly_summaries ORDER BY 1`,
  );
  return { ...(await madeThrough(warehouse)), weeks_published: weeks.map(({ week }) => week) };
}

/** What is covered of each account that any import has trades or cash of, by account. */
export function coverageOf(warehouse: Reader): Promise<Coverage[]> {
  return warehouse.rows<Coverage>(
    `SELECT account, min(covered_from) AS covered_from, max(covered_through) AS covered_through
     FROM (SELECT unnest(accounts) AS account, covered_from, covered_through FROM imports WHERE NOT retracted)
     GROUP BY account ORDER BY account`,
  );
}
