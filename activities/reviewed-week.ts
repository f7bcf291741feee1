import type { QuestionKind } from '../domain/matching/why-asked.js';
import { isPair, questionText, type Question } from '../domain/matching/review-questions.js';
import { weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { aheadItems, type AheadItem } from '../domain/week/week-ahead.js';
import { resultLines } from '../domain/week/result-lines.js';
import { weekDetails } from '../store/derived/week-details.js';
import { sidesOfWeek } from '../store/derived/weeks.js';
import type { ReadStore } from './reads.js';
import { aheadOf } from './week-details.js';
import { candidateOfWeek, questionsOfWeek } from './week-questions.js';
import type { WeekTrust } from '../domain/week/week-trust.js';
import { weekTrust } from './week-trust.js';

/** So many things of the week that follows are listed. */
const MOST_AHEAD = 20;

/** What a person reviews of a week, beside what its summary says. */
export interface ReviewedWeek {
  trust: WeekTrust;
  next_week: AheadItem[];
  /** Five at most, those that are answered too; ids are kept while the match becomes another. */
  questions: {
    question_id: string;
    kind: QuestionKind;
    about: Question['about'];
    /** Whether there is a pair of which a person can say that it is none. */
    is_pair: boolean;
    text: string;
    why: string;
    match_id: string;
    is_done: boolean;
  }[];
  /** The candidate that is asked about, decided or not; null where there is none. */
  candidate_id: string | null;
  /** What the week realised, and how both sides compare, in words. */
  sentence: string;
}

/** A published week as a person reviews it. */
export async function reviewedWeek(store: ReadStore, week: IsoWeek): Promise<ReviewedWeek> {
  const { warehouse } = store;
  const days = weekRange(week);
  const { ahead } = await aheadOf(warehouse, days);
  const sides = await sidesOfWeek(warehouse, { week });
  const details = await weekDetails(warehouse, days);
  const questions = await questionsOfWeek(store, week);
  return {
    trust: await weekTrust(store, days, details.offScale),
    next_week: aheadItems(ahead, days.to).slice(0, MOST_AHEAD),
    questions: questions.map((question) => ({
      ...{ question_id: question.question_id, kind: question.kind, about: question.about, why: question.why },
      is_pair: isPair(question.match),
      text: questionText(question, days.from),
      match_id: String(question.match['match_id']),
      is_done: question.isDone,
    })),
    candidate_id: await candidateOfWeek(store, week),
    sentence:
      sides === undefined
        ? ''
        : resultLines(sides, details)
            .map((line) => line.trim().replace(/[^.]$/, '$&.'))
            .join(' '),
  };
}
