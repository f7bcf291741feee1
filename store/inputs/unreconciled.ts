import type { DateRange, IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';
import { REACHED } from './description.js';

/**
 * The first and last trading date, among those of some ranges, with advice or a trade that was never reconciled; null
 * where there is none. What is dated after the day of the last import waits for its day.
 */
export async function unreconciledDays(
  warehouse: Reader,
  ranges: readonly DateRange[],
): Promise<DateRange | null> {
  if (ranges.length === 0) return null;
  const [found] = await warehouse.rows<{ from: IsoDate | null; to: IsoDate | null }>(
    `WITH days AS (
       SELECT trading_date AS day FROM executions UNION SELECT trading_date FROM recommendations),
     asked AS (SELECT unnest($from)::DATE AS from_date, unnest($to)::DATE AS to_date)
     SELECT min(day) AS "from", max(day) AS "to" FROM days
     WHERE day <= ${REACHED}
       AND EXISTS (SELECT 1 FROM asked WHERE day BETWEEN asked.from_date AND asked.to_date)
       AND NOT EXISTS (SELECT 1 FROM reconciled AS r WHERE day BETWEEN r.from_date AND r.to_date)`,
    { from: ranges.map(({ from }) => from), to: ranges.map(({ to }) => to) },
  );
  return found?.from && found.to ? { from: found.from, to: found.to } : null;
}
