import { groupBy } from '../../domain/group-by.js';
import { combinedInterval, type Estimate } from '../../domain/number/combined-interval.js';
import { sum, type Decimal } from '../../domain/number/decimal.js';
import type { DateRange } from '../../domain/time/dates.js';
import type { IsoWeek } from '../../domain/time/iso-week.js';
import { COUNTERFACTUALS } from '../derived/weeks.js';
import type { Reader } from '../duckdb/warehouse.js';

/** What both sides of decisions came to, in one currency: the human's, and the advice's by model. */
export interface CurrencySides {
  currency: string | null;
  human: Decimal;
  low: Decimal;
  mid: Decimal;
  high: Decimal;
}

/** By week, both sides of the decisions that ended in it as they are now, by currency in its order. */
export async function sidesByWeek(
  warehouse: Reader,
  days: DateRange,
): Promise<Map<IsoWeek, CurrencySides[]>> {
  const rows = await warehouse.rows<Estimate & { week: IsoWeek; currency: string | null; human: Decimal }>(
    `SELECT format('{:04d}-W{:02d}', isoyear(day), week(day)) AS week, currency, underlying AS cluster,
       sum(human_pnl)::DECIMAL(38,10) AS human, sum(pnl_low)::DECIMAL(38,10) AS low,
       sum(pnl_mid)::DECIMAL(38,10) AS mid, sum(pnl_high)::DECIMAL(38,10) AS high
     FROM (${COUNTERFACTUALS})
     WHERE day BETWEEN $from::DATE AND $to::DATE
       AND human_pnl IS NOT NULL AND pnl_low IS NOT NULL AND pnl_mid IS NOT NULL AND pnl_high IS NOT NULL
     GROUP BY ALL ORDER BY week, currency NULLS LAST, cluster`,
    { ...days },
  );
  const weeks = [...groupBy(rows, ({ week }) => week)];
  return new Map(
    weeks.map(([week, own]) => [
      week,
      [...groupBy(own, ({ currency }) => currency)].map(([currency, parts]) => ({
        ...{ currency, human: sum(parts.map(({ human }) => human)) },
        ...combinedInterval(parts),
      })),
    ]),
  );
}
