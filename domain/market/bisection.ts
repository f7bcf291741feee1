import type { IsoDate } from '../time/dates.js';

/**
 * Index of the first item, of some in the order of their days, that is not before `date` (or a text that sorts like
 * one).
 */
export function firstIndexFrom<T>(items: readonly T[], dayOf: (item: T) => IsoDate, date: string): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (dayOf(items[middle] as T) < date) low = middle + 1;
    else high = middle;
  }
  return low;
}
