import { addDays, type IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';

/** Two trading weeks, in calendar days. */
const LATELY_DAYS = 14;

/** The underlyings of advice of the two weeks up to a day, in order. */
export async function advisedLately(reader: Reader, day: IsoDate): Promise<string[]> {
  const rows = await reader.rows<{ underlying: string }>(
    `SELECT DISTINCT underlying FROM scenarios WHERE trading_date BETWEEN $from::DATE AND $day::DATE
     ORDER BY underlying`,
    { from: addDays(day, -LATELY_DAYS), day },
  );
  return rows.map(({ underlying }) => underlying);
}
