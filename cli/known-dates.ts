import type { Reads } from '../activities/named-reads.js';
import { InvalidInput } from '../domain/errors.js';
import type { IsoDate } from '../domain/time/dates.js';
import { weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { futureOf } from '../domain/time/known-days.js';

/**
 * Refuses days that nothing can be known of yet, before anything is started: a run that could only fail would stand
 * among the failures. Throws InvalidInput. Days that were not named pass.
 */
export async function refuseFuture(
  reads: Pick<Reads, 'describe'>,
  ...days: readonly (IsoDate | undefined)[]
): Promise<void> {
  const named = days.filter((day) => day !== undefined);
  if (named.length === 0) return;
  const { known_through } = await reads.describe();
  for (const day of named) refuse(futureOf(day, known_through));
}

/** The same of a week, which may be under way. */
export async function refuseFutureWeek(
  reads: Pick<Reads, 'describe'>,
  week: IsoWeek | undefined,
): Promise<void> {
  if (week === undefined) return;
  const { from } = weekRange(week);
  const { known_through } = await reads.describe();
  refuse(futureOf(from, known_through, `${week} (from ${from})`));
}

function refuse(refusal: string | undefined): void {
  if (refusal !== undefined) throw new InvalidInput(refusal);
}
