import { newYorkDay } from '../domain/time/calendar.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { readLearned } from '../store/home/learning-log.js';
import { madeThrough } from '../store/inputs/description.js';

/**
 * The last moment that is known to the store, at a time of the clock: an instant of a day that is not over yet, else
 * the day. A day whose end has been learned is over. Null before there are scenarios.
 */
export async function momentOf(
  { warehouse, home }: { warehouse: Reader; home: Home },
  at: string,
): Promise<string | null> {
  if ((await scenariosMadeBy(warehouse)) === null) return null;
  const { outcomes_through: day } = await madeThrough(warehouse);
  if (day === null || day !== newYorkDay(at)) return day;
  const isOver = (await readLearned(home)).some(({ as_of }) => as_of === day);
  return isOver ? day : at;
}
