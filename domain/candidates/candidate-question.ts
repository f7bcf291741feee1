import { shortId } from '../short-id.js';
import { REMINDER_WEEKS } from '../registry/asked-again.js';
import { addDays, type IsoDate } from '../time/dates.js';
import { shiftWeek, type IsoWeek } from '../time/iso-week.js';
import { openSince, type CandidateRow } from './candidate-row.js';

/** What a person is asked about a candidate: to be implemented, deferred or rejected by one key. */
export interface CandidateQuestion {
  about: 'candidate';
  candidate: Pick<CandidateRow, 'candidate_id' | 'revision' | 'text'> & {
    isCostly: boolean;
    /** For so many weeks it is open; of 0 it was shown for the first time. */
    weeks: number;
  };
  /** To which day one key defers it. */
  until: IsoDate;
}

const DEFERRED_DAYS = 28;
const PRIORITIES = ['high', 'medium', 'low'];

/**
 * The question on candidates at the end of a week: one at most, of what is open. Of several it is first one that the
 * week reminds of, then the most urgent. `rows` are all revisions with what was decided, in the order of the table;
 * `known` is the last day with data.
 */
export function candidateQuestion(
  rows: readonly CandidateRow[],
  { week, known }: { week: IsoWeek; known: IsoDate },
): CandidateQuestion | undefined {
  const open = rows.filter(
    ({ candidate_id, status }, at) => status === 'open' && candidate_id !== rows[at + 1]?.candidate_id,
  );
  const [first] = open
    .map((row) => {
      const since = openSince(rows.filter(({ candidate_id }) => candidate_id === row.candidate_id));
      const weeks = weeksFrom(since, week);
      return { row, weeks, isReminder: REMINDER_WEEKS.includes(weeks) };
    })
    .sort(
      (a, b) =>
        Number(b.isReminder) - Number(a.isReminder) ||
        PRIORITIES.indexOf(a.row.priority) - PRIORITIES.indexOf(b.row.priority) ||
        (a.row.candidate_id < b.row.candidate_id ? -1 : 1),
    );
  if (first === undefined) return undefined;
  const { candidate_id, revision, text, flags } = first.row;
  const candidate = { candidate_id, revision, text, isCostly: flags.includes('costly'), weeks: first.weeks };
  return { about: 'candidate', candidate, until: addDays(known, DEFERRED_DAYS) };
}

function weeksFrom(since: IsoWeek, week: IsoWeek): number {
  let weeks = 0;
  for (let at = since; at < week; at = shiftWeek(at, 1)) weeks += 1;
  return weeks;
}

/** The question in a line; in the weeks that remind of it, how long it waits. */
export function candidateQuestionText({ candidate: { candidate_id, weeks } }: CandidateQuestion): string {
  const waits = REMINDER_WEEKS.includes(weeks) ? `, open for ${weeks} weeks` : '';
  return `Implement, defer or reject candidate ${shortId(candidate_id)}${waits}?`;
}

/** What a person reads in a week that reminds of a candidate; null in any other. */
export function candidateReminder({
  candidate: { candidate_id, weeks, text },
}: CandidateQuestion): string | null {
  if (!REMINDER_WEEKS.includes(weeks)) return null;
  return (
    `A CANDIDATE WAITS FOR YOU, open for ${weeks} weeks\n${text}\n` +
    `Implement, defer or reject it in the dashboard, or see "npx tradeloop candidates show ${shortId(candidate_id)}".\n`
  );
}
