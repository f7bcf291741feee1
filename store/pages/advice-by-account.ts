import type { DateRange } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';

/** How much advice of some days a week's summary counts, by account; '' is advice for any. */
export function adviceByAccount(
  warehouse: Reader,
  days: DateRange,
): Promise<{ account: string; count: number }[]> {
  return warehouse.rows(
    `SELECT coalesce(account, '') AS account, count(*) AS count FROM matches
     WHERE recommendation_id IS NOT NULL AND trading_date BETWEEN $from::DATE AND $to::DATE
     GROUP BY ALL ORDER BY ALL`,
    { ...days },
  );
}
