import { medianOf, sizesFrom } from '../evidence/effect-intervals.js';
import { hashId } from '../hash.js';
import { parseWeek, type IsoWeek } from '../time/iso-week.js';
import { isActive } from './comparisons.js';
import { SHARE_WEEKS } from './habit.js';
import type { PatternRow } from './pattern-row.js';
import { rounded } from '../number/rounded.js';
import type { WeekDecision } from './week-decision.js';

/** When advice is answered: shown, and never tested. */
const TIMING_ID = hashId('pattern', 'timing', 'any', 'overall', '', '1');

const FIRST_HOUR = 1;

/** The answers of the weeks so far that have a time. */
interface Timed {
  decisions: number;
  answered: number;
  afterFirstHour: number;
  versions: ReadonlySet<string>;
}

/**
 * Gives what makes the row of each week, in order; the last may be given again. Null before any answer had a time: a
 * bare date says nothing of hours.
 */
export function timingRows(): (week: IsoWeek, decisions: readonly WeekDecision[]) => () => PatternRow | null {
  let settled: Timed = { decisions: 0, answered: 0, afterFirstHour: 0, versions: new Set() };
  let [now, last] = [settled, ''];
  /** Hours by week. */
  let lately: number[][] = [];
  return (week, decisions) => {
    if (week === last) lately.pop();
    else settled = now;
    const active = decisions.filter(isActive);
    const timed = active.filter(({ hours }) => hours !== null);
    const hours = timed.map((one) => one.hours as number);
    now = {
      decisions: settled.decisions + active.length,
      answered: settled.answered + hours.length,
      afterFirstHour: settled.afterFirstHour + hours.filter(isLater).length,
      versions: new Set([...settled.versions, ...timed.flatMap(({ versions }) => versions)]),
    };
    last = week;
    lately = [...lately, hours].slice(-SHARE_WEEKS);
    const [counted, hoursLately] = [now, lately];
    return () => (counted.answered === 0 ? null : timingRow(week, counted, hoursLately.flat()));
  };
}

function isLater(hours: number): boolean {
  return hours > FIRST_HOUR;
}

function timingRow(week: IsoWeek, timed: Timed, lately: readonly number[]): PatternRow {
  const parsed = parseWeek(week);
  if (!parsed) throw new RangeError(`not an ISO week: ${JSON.stringify(week)}`);
  const median = medianOf(sizesFrom(lately));
  const share = lately.length === 0 ? null : lately.filter(isLater).length / lately.length;
  return {
    ...parsed,
    pattern_id: TIMING_ID,
    ...{ kind: 'timing', action: 'any', scope_kind: 'overall', scope: '', round: 1 },
    algorithm_versions: [...timed.versions].sort(),
    decisions: timed.decisions,
    changed: timed.afterFirstHour,
    answered: timed.answered,
    ...{ log_e: 0, budget: 0, found: false, first_found_week: null, cell: null },
    ...{ effect: median && rounded(median), effect_low: null, effect_high: null, unit: 'none' },
    ...{ share: share && rounded(share), share_low: null, share_high: null, underlyings: '[]' },
    ...{ cost: null, cost_low: null, cost_high: null, cost_status: 'insufficient', judged_weeks: 0 },
    needed: null,
    text:
      median === null || share === null
        ? 'You answered nothing in the last eight weeks.'
        : `You answer ${median.toFixed(1)} hours after the advice (median), ${Math.round(100 * share)} % after its first hour.`,
  };
}
