import type { IsoDate } from '../time/dates.js';
import type { IsoWeek } from '../time/iso-week.js';
import type { WeekDecision } from './week-decision.js';

/**
 * Says of each week, in order, which of its decisions ask for what an answer by less than advised left, until that
 * expires or the rest is done. That they are refused is what the lesser quantity means, and no habit of its own;
 * whatever becomes of them, they are not compared with others. The last week may be given again.
 */
export function remainders(): (
  week: IsoWeek,
  decisions: readonly WeekDecision[],
) => ReadonlySet<WeekDecision> {
  let settled: Leaving = new Map();
  let now: Leaving = new Map();
  let last: IsoWeek | null = null;
  return (week, decisions) => {
    if (week !== last) settled = now;
    last = week;
    now = new Map(settled);
    const rests = decisions.filter((decision) => {
      const left = now.get(decision.matter);
      const asked = decision.asks[0]?.session ?? '';
      if (decision.leaves !== null) now.set(decision.matter, decision.leaves);
      else if (!decision.refused) now.delete(decision.matter);
      return left !== undefined && asked > left.after && asked <= left.until;
    });
    return new Set(rests);
  };
}

/** By matter, the last answer by less than advised. */
type Leaving = Map<string, { after: IsoDate; until: IsoDate }>;
