import { groupBy } from '../group-by.js';
import { newYorkDay } from '../time/calendar.js';
import { weekOf, type IsoWeek } from '../time/iso-week.js';

/** Two facts this far apart at most are of one sitting. */
const SITTING_MINUTES = 5;
/** What a fact alone counts. */
const LEAST_MINUTES = 0.5;
const MINUTE = 60_000;

/**
 * How long a person worked in each week, in minutes, from the times at which they said something: the time between
 * facts at most five minutes apart, and half a minute for each that stands alone.
 */
export function reviewMinutes(times: readonly string[]): Map<IsoWeek, number> {
  const byWeek = groupBy([...times], (at) => weekOf(newYorkDay(at)));
  return new Map([...byWeek].map(([week, own]) => [week, minutesOf(own.map(Date.parse))]));
}

function minutesOf(instants: readonly number[]): number {
  const inOrder = [...instants].sort((a, b) => a - b);
  const gaps = inOrder.slice(1).map((at, i) => (at - (inOrder[i] as number)) / MINUTE);
  const isNear = (gap: number | undefined) => gap !== undefined && gap <= SITTING_MINUTES;
  const together = gaps.filter(isNear).reduce((sum, gap) => sum + gap, 0);
  const alone = inOrder.filter((_, i) => !isNear(gaps[i - 1]) && !isNear(gaps[i])).length;
  return together + LEAST_MINUTES * alone;
}
