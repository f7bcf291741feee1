import { laterOf, type IsoDate } from '../../domain/time/dates.js';
import { coverageOf, datesOf } from './description.js';
import { factsOf, type Facts } from '../home/journal.js';
import type { Reader } from '../duckdb/warehouse.js';

/**
 * The last day that anything is known of: of the last imported session, of what the accounts are covered through, and
 * of what the steps were asked to know. What lies beyond is the future; null on an empty store.
 */
export async function knownThrough({
  warehouse,
  journal,
}: {
  warehouse: Reader;
  journal: Facts;
}): Promise<IsoDate | null> {
  const { last_date } = await datesOf(warehouse);
  const days = [
    ...(last_date === null ? [] : [last_date]),
    ...(await coverageOf(warehouse)).map(({ covered_through }) => covered_through),
    ...factsOf(journal, 'reconciled').map(({ to }) => to),
    ...factsOf(journal, 'outcomes_through').map(({ through }) => through),
  ];
  return days.length === 0 ? null : days.reduce(laterOf);
}
