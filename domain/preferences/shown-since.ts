import { sinceChange } from '../evidence/changed-mind.js';
import { UNDERLYING_WEEKS, type Habit } from './habit.js';
import { isDirection } from './hypothesis.js';
import type { Occasion } from './occasions.js';

/**
 * The occasions of a found shift since it is plainly shown more often, where a mind changed in the last 13 weeks; of
 * any other habit all of these weeks. `from` is the position of the first week, null where none is told apart.
 */
export function shownSince(
  habit: Habit,
  at: number,
): { from: number | null; occasions: readonly Occasion[] } {
  const { evidence, lately } = habit;
  if (!evidence.found || !isDirection(evidence.hypothesis.kind)) return { from: null, occasions: lately };
  const first = Math.max(0, at - UNDERLYING_WEEKS + 1);
  const weeks = Array.from({ length: at - first + 1 }, () => ({ changed: 0, answered: 0 }));
  for (const { shown, at: of } of lately) {
    const week = weeks[of - first];
    if (week === undefined) continue;
    week.answered++;
    if (shown) week.changed++;
  }
  const since = sinceChange(weeks);
  if (since === 0) return { from: null, occasions: lately };
  const from = first + since;
  return { from, occasions: lately.filter((one) => one.at >= from) };
}
