import { carriedBy, type Carried } from '../../domain/keyed-request.js';
import type { IsoWeek } from '../../domain/time/iso-week.js';
import { NOT_REVIEWED, type WeekReview, type WeekReviewStatus } from '../../domain/week/week-review.js';
import { factsOf, type Facts, type Journal } from './journal.js';

/** What was said last of a revision of a week, and whether an earlier revision was looked at and this one was not. */
export function weekReviewOf(
  journal: Facts,
  { week, revision }: { week: IsoWeek; revision: number },
): WeekReview & { revised: boolean } {
  const said = factsOf(journal, 'week_reviewed').filter((fact) => fact.week === week);
  const last = said.findLast((fact) => fact.revision === revision);
  const earlier = said.some((fact) => fact.revision < revision && fact.status !== 'pending');
  if (last === undefined) return { ...NOT_REVIEWED, revised: earlier };
  const { status, notes, at } = last;
  return {
    status,
    notes,
    reviewed_at: status === 'pending' ? null : at,
    revised: earlier && status === 'pending',
  };
}

/** Writes down what is said of a revision of a week, unless it was said before and came without a key. */
export async function reviewWeek(
  journal: Journal,
  said: {
    week: IsoWeek;
    revision: number;
    status: WeekReviewStatus;
    notes: string | null;
    at: string;
    by: string;
  } & Carried,
): Promise<void> {
  const before = weekReviewOf(journal, said);
  const carried = carriedBy(said);
  const isSame = before.status === said.status && before.notes === said.notes;
  if (isSame && carried.request === undefined) return;
  const { at, by, week, revision, status, notes } = said;
  await journal.append({ fact: 'week_reviewed', at, by, week, revision, status, notes, ...carried });
}
