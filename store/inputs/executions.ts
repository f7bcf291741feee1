import type { IsoDate } from '../../domain/time/dates.js';
import type { StoredExecution } from '../../domain/records/execution-order.js';
import { canonicalColumns } from '../staging/datasets.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';

const COLUMNS = ['record_id', 'extra', ...canonicalColumns('executions')].join(', ');

/** All dealings in the shares of some underlyings, of the accounts that have a split of them without its ratio. */
export function executionsAroundSplits(
  warehouse: Reader,
  underlyings: readonly string[],
): Promise<StoredExecution[]> {
  return warehouse.rows<StoredExecution>(
    `SELECT ${COLUMNS} FROM executions SEMI JOIN (
       SELECT account, underlying FROM executions
       WHERE action = 'split' AND ratio IS NULL AND "right" IS NULL AND underlying IN (SELECT unnest($underlyings)))
     USING (account, underlying) WHERE "right" IS NULL ORDER BY underlying, account, trading_date, record_id`,
    { underlyings },
  );
}

/**
 * The executions of shares and calls that were held at some time between the sessions `from` and `to`: of trading dates
 * before `to`, without the puts and without the calls that had ended before `from`. Ordered by trading date; `account`
 * null means all accounts.
 */
export function executionsOfCalls(
  warehouse: Warehouse,
  { from, to, account }: { from: IsoDate; to: IsoDate; account: string | null },
): Promise<StoredExecution[]> {
  return warehouse.rows<StoredExecution>(
    `SELECT ${COLUMNS} FROM executions
     WHERE trading_date < $to::DATE AND ("right" IS NULL OR ("right" = 'call' AND expiration >= $from::DATE))
       AND ($account IS NULL OR account = $account)
     ORDER BY trading_date, record_id`,
    { from, to, account },
  );
}

/**
 * An account's executions, through a day, of shares and of contracts that had not expired before it; ordered by trading
 * date.
 */
export function executionsOpenOn(
  warehouse: Reader,
  { account, day }: { account: string; day: IsoDate },
): Promise<StoredExecution[]> {
  return warehouse.rows<StoredExecution>(
    `SELECT ${COLUMNS} FROM executions
     WHERE account = $account AND trading_date <= $day::DATE AND (expiration IS NULL OR expiration >= $day::DATE)
     ORDER BY trading_date, record_id`,
    { account, day },
  );
}
