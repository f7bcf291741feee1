import {
  closeTime,
  isSession,
  newYorkDay,
  nextSession,
  sessionOnOrAfter,
} from '../../domain/time/calendar.js';
import { addDays, earlierOf, laterOf, type IsoDate } from '../../domain/time/dates.js';
import { DATASETS, type Dataset } from '../../domain/records/records.js';
import { RULES } from './datasets.js';
import { stagedTable } from './staging.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/** First and last New York day among records. */
export interface Days {
  from: IsoDate;
  through: IsoDate;
}

/**
 * SQL of the New York day of a time, which is an instant's or a bare date's text, or a DATE. From 05:00Z on it is the
 * day in UTC, in summer and in winter; zones are asked for the hours before only, since that takes six times as long.
 */
export function dayOf(time: string): string {
  const text = `${time}::VARCHAR`;
  return `CASE WHEN length(${text}) = 10 OR substr(${text}, 12, 2) >= '05' THEN left(${text}, 10)::DATE
    ELSE (${text}::TIMESTAMPTZ AT TIME ZONE 'America/New_York')::DATE END`;
}

/**
 * SQL of the trading date over columns `day`, `session`, `next_session` and `closes_at` of the calendar: advice that
 * was sent at the close or later is for the next session.
 */
export function tradingDate(dataset: Dataset): string {
  if (dataset !== 'recommendations') return 'session';
  return `CASE WHEN length(sent_at) > 10 AND day = session
      AND (sent_at::TIMESTAMPTZ AT TIME ZONE 'America/New_York')::TIME >= closes_at::TIME THEN next_session ELSE session END`;
}

/** The days of what is staged, by dataset. */
export async function stagedDays(warehouse: Warehouse): Promise<Map<Dataset, Days>> {
  const days = new Map<Dataset, Days>();
  for (const dataset of DATASETS) {
    const time = `${RULES[dataset].time}::VARCHAR`;
    const [found] = await warehouse.rows<
      Record<'day' | 'lastDay' | 'instant' | 'lastInstant', string | null>
    >(
      `SELECT min(${time}) FILTER (length(${time}) = 10) AS "day", max(${time}) FILTER (length(${time}) = 10) AS "lastDay",
         min(${time}) FILTER (length(${time}) > 10) AS "instant", max(${time}) FILTER (length(${time}) > 10) AS "lastInstant"
       FROM ${stagedTable(dataset)}`,
    );
    const known = Object.values(found ?? {})
      .filter((value) => value !== null)
      .map(newYorkDay);
    if (known.length > 0)
      days.set(dataset, { from: known.reduce(earlierOf), through: known.reduce(laterOf) });
  }
  return days;
}

/** The days that a file covers: as it says itself, else those of its trades and cash, else of whatever is in it. */
export function coveredDays(days: ReadonlyMap<Dataset, Days>, stated: Days | undefined): Days | undefined {
  if (stated) return stated;
  const ofAccounts = [days.get('executions'), days.get('cash_flows')].filter((range) => range !== undefined);
  return hull(ofAccounts) ?? hull([...days.values()]);
}

/** From the first to the last of these days; undefined for none. */
export function hull(ranges: readonly Days[]): Days | undefined {
  if (ranges.length === 0) return undefined;
  return {
    from: ranges.map(({ from }) => from).reduce(earlierOf),
    through: ranges.map(({ through }) => through).reduce(laterOf),
  };
}

/**
 * Sees to it that these days are in the temporary table `calendar` (day, session on or after, session after, close of
 * the day if it is a session). Days of files before are left in it: decades of them take longer to make than a small
 * file to land.
 */
export async function writeCalendar(warehouse: Warehouse, days: Days): Promise<void> {
  await warehouse.run(
    'CREATE TEMPORARY TABLE IF NOT EXISTS calendar (day DATE, session DATE, next_session DATE, closes_at VARCHAR)',
  );
  const there = await warehouse.rows<Days>(
    'SELECT min(day) AS "from", max(day) AS through FROM calendar HAVING count(*) > 0',
  );
  const { from, through } = hull([days, ...there]) ?? days;
  if (from === there[0]?.from && through === there[0].through) return;
  await warehouse.run('DELETE FROM calendar');
  const rows = [];
  for (let day = from; day <= through; day = addDays(day, 1))
    rows.push({
      day,
      session: sessionOnOrAfter(day),
      next_session: nextSession(day),
      closes_at: isSession(day) ? closeTime(day) : null,
    });
  await warehouse.insert('calendar', rows);
}
