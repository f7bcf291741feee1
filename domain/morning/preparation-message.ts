import type { IsoDate } from '../time/dates.js';
import { longDay, weekdayName } from '../time/day-text.js';

/**
 * What a person reads before a session opens, as plain text: what is wrong, a line each. Null where there is nothing
 * that an earlier message did not say; then no message is sent. `said` are the texts of those.
 */
export function preparationMessage(
  day: IsoDate,
  problems: readonly string[],
  said: readonly string[],
): string | null {
  const before = new Set(said.flatMap((text) => text.split('\n').map((line) => line.trim())));
  const unsaid = problems.filter((problem) => !before.has(problem));
  if (unsaid.length === 0) return null;
  return `Before ${weekdayName(day)}, ${longDay(day)}\n\nTo look at\n${unsaid.map((line) => `  ${line}\n`).join('')}`;
}
