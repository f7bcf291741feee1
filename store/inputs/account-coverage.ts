import { hadRecordLately, type AccountCoverage } from '../../domain/advice/awaited-accounts.js';
import { positionsBefore } from '../../domain/positions/positions.js';
import { addDays, type IsoDate } from '../../domain/time/dates.js';
import { sessionOnOrBefore } from '../../domain/time/calendar.js';
import type { CoveredLess } from '../../domain/records/covered-less.js';
import { executionsOpenOn } from './executions.js';
import type { Reader } from '../duckdb/warehouse.js';

/**
 * Every account that any import has trades or cash of, by account. What it holds is looked at only where no record is
 * recent.
 */
export async function accountCoverage(warehouse: Reader): Promise<AccountCoverage[]> {
  const accounts = await warehouse.rows<{
    account: string;
    covered_through: IsoDate;
    last_record: IsoDate | null;
  }>(
    `WITH covered AS (
       SELECT account, max(covered_through) AS covered_through
       FROM (SELECT unnest(accounts) AS account, covered_through FROM imports WHERE NOT retracted)
       GROUP BY account HAVING max(covered_through) IS NOT NULL),
     records AS (
       SELECT account, trading_date FROM executions UNION ALL SELECT account, trading_date FROM cash_flows)
     SELECT account, covered_through, max(trading_date) FILTER (trading_date <= covered_through) AS last_record
     FROM covered LEFT JOIN records USING (account) GROUP BY account, covered_through ORDER BY account`,
  );
  const known: AccountCoverage[] = [];
  for (const { account, covered_through, last_record } of accounts)
    known.push({
      account,
      covered_through,
      in_use:
        hadRecordLately(last_record, covered_through) ||
        (await holdsAnything(warehouse, account, covered_through)),
    });
  return known;
}

/** The accounts in use whose coverage ends before a day, or before the last session by then. */
export async function coveredLess(warehouse: Reader, day: IsoDate): Promise<CoveredLess[]> {
  const session = sessionOnOrBefore(day);
  return (await accountCoverage(warehouse))
    .filter(({ in_use, covered_through }) => in_use && covered_through < session)
    .map(({ account, covered_through }) => ({ account, covered_through }));
}

async function holdsAnything(warehouse: Reader, account: string, day: IsoDate): Promise<boolean> {
  const executions = await executionsOpenOn(warehouse, { account, day });
  return positionsBefore(executions)(addDays(day, 1)).length > 0;
}
