import type { IsoDate } from '../domain/time/dates.js';
import { InvalidInput } from '../domain/errors.js';
import { futureOf } from '../domain/time/known-days.js';
import type { Facts } from '../store/home/journal.js';
import { knownThrough } from '../store/inputs/known-through.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Steps } from './steps.js';

interface Known {
  warehouse: Reader;
  journal: Facts;
}

/**
 * The same steps for the days that something is known of. A day of the future is refused: noted in the journal as
 * computed, it would hide what is imported later.
 */
export function withoutFuture(
  store: Known,
  { reconcileRange, trackOutcomes }: Pick<Steps, 'reconcileRange' | 'trackOutcomes'>,
): Pick<Steps, 'reconcileRange' | 'trackOutcomes'> {
  return {
    async reconcileRange(range) {
      if (range.to !== undefined) await refuseFuture(store, range.to);
      return reconcileRange(range);
    },
    async trackOutcomes(named) {
      if (named.through !== undefined) await refuseFuture(store, named.through);
      return trackOutcomes(named);
    },
  };
}

/** Throws InvalidInput for a day of the future; `what` is how it was named. */
export async function refuseFuture(store: Known, day: IsoDate, what: string = day): Promise<void> {
  const refusal = futureOf(day, await knownThrough(store), what);
  if (refusal !== undefined) throw new InvalidInput(refusal);
}
