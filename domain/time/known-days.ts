import type { IsoDate } from './dates.js';

/**
 * Why nothing can be computed for a day yet; undefined where it can. `known` is the last day with any data, null for
 * none; `what` is how the day was named.
 */
export function futureOf(day: IsoDate, known: IsoDate | null, what: string = day): string | undefined {
  if (known === null) return `nothing is imported yet: nothing can be told of ${what}`;
  return day > known ? `${what} is after ${known}, the last day that anything is known of` : undefined;
}
