import { parseWeek } from '../../domain/time/iso-week.js';
import type { SentMessage } from '../parts.js';

/** What is wrong before a session opens is said under this name. */
const OF_TROUBLE = /^prepared-/;
const OF_WEEK = /^(\d{4}-W\d{2})-r\d+/;

/** A message that a person was sent, as who listens hears it. */
export function shownMessage({ subject, text }: SentMessage): {
  kind: 'week' | 'morning' | 'trouble';
  week: string | null;
  text: string;
} {
  const week = OF_WEEK.exec(subject)?.[1] ?? null;
  if (week !== null && parseWeek(week)) return { kind: 'week', week, text };
  return { kind: OF_TROUBLE.test(subject) ? 'trouble' : 'morning', week: null, text };
}
