import type { IsoDate } from '../../domain/time/dates.js';
import { matchUnderlying, type MatchedUnit, type MatchInputs } from '../../domain/matching/match.js';
import { tellUnits } from './tell-units.js';

interface MatchJobs {
  jobs: readonly Omit<MatchInputs, 'knownThrough'>[];
  /** What is known of the accounts that advice names, and of all of them (null): the last day. */
  known: ReadonlyMap<string | null, IsoDate | null>;
}

function matchUnderlyings({ jobs, known }: MatchJobs): MatchedUnit[][] {
  const knownThrough = (account: string | null) => known.get(account) ?? null;
  return jobs.map((job) => matchUnderlying({ ...job, knownThrough }));
}

/** The loops that take long where there is much, over values that can be cloned: they run in any thread, and open nothing. */
export const LONG_LOOPS = { matchUnderlyings, tellUnits };

export type LongLoops = typeof LONG_LOOPS;
