import type { IsoDate } from '../../domain/time/dates.js';
import type { Movement } from '../../domain/positions/holdings.js';
import type { Warehouse } from '../duckdb/warehouse.js';

const MOVEMENT = `account, executed_at, trading_date, action, underlying, root, "right", strike, expiration, multiplier, quantity, price,
  amount, sequence, direction, ratio, to_underlying, to_strike, to_multiplier, extra`;

/** What moved the shares of some underlyings in the accounts that were told of a split of them without its ratio. */
export function movementsAroundSplits(
  warehouse: Warehouse,
  underlyings: readonly string[],
): Promise<Movement[]> {
  return warehouse.rows<Movement>(
    `SELECT ${MOVEMENT} FROM executions SEMI JOIN (
       SELECT account, underlying FROM executions
       WHERE action = 'split' AND ratio IS NULL AND "right" IS NULL AND underlying IN (SELECT unnest($underlyings)))
     USING (account, underlying) WHERE "right" IS NULL ORDER BY underlying, account, trading_date, record_id`,
    { underlyings },
  );
}

/**
 * What moved the shares and calls that were held at some time between the sessions `from` and `to`: executions of trading dates before `to`,
 * without the puts and without the calls that had ended before `from`. Ordered by trading date; `account` null means all accounts.
 */
export function movementsOfCalls(
  warehouse: Warehouse,
  { from, to, account }: { from: IsoDate; to: IsoDate; account: string | null },
): Promise<Movement[]> {
  return warehouse.rows<Movement>(
    `SELECT ${MOVEMENT} FROM executions
     WHERE trading_date < $to::DATE AND ("right" IS NULL OR ("right" = 'call' AND expiration >= $from::DATE))
       AND ($account IS NULL OR account = $account)
     ORDER BY trading_date, record_id`,
    { from, to, account },
  );
}

/** What moved the shares and contracts of an account that had not expired before a day, through that day; ordered by trading date. */
export function movementsOpenOn(
  warehouse: Warehouse,
  { account, day }: { account: string; day: IsoDate },
): Promise<Movement[]> {
  return warehouse.rows<Movement>(
    `SELECT ${MOVEMENT} FROM executions
     WHERE account = $account AND trading_date <= $day::DATE AND (expiration IS NULL OR expiration >= $day::DATE)
     ORDER BY trading_date, record_id`,
    { account, day },
  );
}
