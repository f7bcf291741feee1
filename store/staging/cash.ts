import { formatDecimal, type Decimal } from '../../domain/number/decimal.js';
import type { CashTotals } from '../../domain/records/import-report.js';
import { stagedTable } from './staging.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/** SQL of a record's cash where the broker said it; null where it follows from the price. */
const STATED = 'coalesce(stated_amount, amount)';
/** SQL of which way the money of an execution goes. */
export const SIGN = `CASE WHEN action IN ('sell_to_open', 'sell_to_close', 'sell') THEN 1
  WHEN action IN ('buy_to_open', 'buy_to_close', 'buy') THEN -1 ELSE 0 END`;
/** SQL of whether a product is none of those large ones. */
export const USUAL = 'quantity <= 10000 AND price <= 10000 AND multiplier <= 100';

/**
 * SQL of what trades come to, quantity × price × multiplier, per `sign` and `multiplier`, where a condition holds: two
 * parts, which {@link TRADED} adds. Usual products are summed and rounded once, since rounding each takes thirty times
 * as long; large ones, of which a million might leave DECIMAL(38,20), are rounded each.
 */
export const tradedSql = (where: string) =>
  `sum(CASE WHEN usual AND ${where} THEN quantity * price END)::DECIMAL(38,10) * sign * multiplier AS usually,
   sum(CASE WHEN NOT usual AND ${where} THEN ((quantity * price)::DECIMAL(38,10) * multiplier)::DECIMAL(38,10) END) * sign AS largely`;
export const TRADED = 'coalesce(usually, 0)::DECIMAL(38,10) + coalesce(largely, 0)';

/**
 * The cash of what is staged, per account and currency: the broker's amounts over all lines, and where it states none,
 * quantity × price × multiplier less fees.
 */
export async function stagedCash(warehouse: Warehouse): Promise<CashTotals[]> {
  const rows = await warehouse.rows<{ account: string; currency: string } & Record<CashPart, Decimal>>(`
    WITH trades AS (
      SELECT account, currency, sum(-coalesce(fees, 0)) AS fees,
        CASE WHEN count(*) FILTER (stated) = 0 THEN 0 ELSE sum(coalesce(${STATED}, 0) + CASE WHEN stated THEN coalesce(fees, 0) ELSE 0 END) END AS said,
        ${tradedSql('NOT stated')}
      FROM (SELECT *, ${STATED} IS NOT NULL AS stated, ${SIGN} AS sign, ${USUAL} AS usual FROM ${stagedTable('executions')})
      GROUP BY account, currency, sign, multiplier),
    flows AS (
      SELECT account, currency, kind, sum(${STATED}) AS amount FROM ${stagedTable('cash_flows')} GROUP BY account, currency, kind),
    parts AS (
      SELECT account, currency, said + ${TRADED} AS trades, fees, 0 AS income, 0 AS transfers FROM trades
      UNION ALL
      SELECT account, currency, 0, CASE WHEN kind = 'fee' THEN amount ELSE 0 END,
        CASE WHEN kind IN ('dividend', 'interest', 'adjustment') THEN amount ELSE 0 END,
        CASE WHEN kind IN ('deposit', 'withdrawal', 'transfer') THEN amount ELSE 0 END
      FROM flows)
    SELECT account, currency, ${PARTS.map((part) => `sum(${part})::DECIMAL(38,10) AS ${part}`).join(', ')}
    FROM parts GROUP BY account, currency ORDER BY account, currency`);
  return rows.map(({ account, currency, trades, fees, income, transfers }) => ({
    account,
    currency,
    trades: formatDecimal(trades),
    fees: formatDecimal(fees),
    income: formatDecimal(income),
    transfers: formatDecimal(transfers),
    total: formatDecimal(trades + fees + income + transfers),
  }));
}

const PARTS = ['trades', 'fees', 'income', 'transfers'] as const;
type CashPart = (typeof PARTS)[number];
