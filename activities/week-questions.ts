import { candidateQuestion } from '../domain/candidates/candidate-question.js';
import { withDecisions } from '../domain/candidates/candidate-row.js';
import { MOST_QUESTIONS } from '../domain/matching/review-questions.js';
import { previousSession } from '../domain/time/calendar.js';
import type { DateRange } from '../domain/time/dates.js';
import { weekOf, weekRange } from '../domain/time/iso-week.js';
import type { WeekQuestion } from '../domain/week/week-question.js';
import { decidedCandidates, publishedCandidates } from '../store/derived/candidates.js';
import { sessionAhead } from '../store/derived/current-algorithm.js';
import { lastPublished, lastReconciled } from '../store/derived/weeks.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import type { Facts } from '../store/home/journal.js';
import { reviewQuestions } from './review-questions.js';

interface Parts {
  warehouse: Reader;
  journal: Facts;
  home: Home;
}

/** What a person is asked now: what the message of the last published week asks. */
export async function questionsNow(store: Parts): Promise<WeekQuestion[]> {
  const day = await lastReconciled(store.warehouse);
  const week = (await lastPublished(store.warehouse)) ?? (day === null ? null : weekOf(day));
  return week === null ? [] : weekQuestions(store, weekRange(week));
}

/** What is asked at the end of a week: a candidate, the matches of the week, then earlier ones; five at most. */
export async function weekQuestions(store: Parts, days: DateRange): Promise<WeekQuestion[]> {
  const candidate = await candidateAsked(store, days);
  const own = await reviewQuestions(store, days);
  const earlier = own.length < MOST_QUESTIONS ? await reviewQuestions(store, { to: days.to }) : [];
  const asked = new Set(own.map(({ match }) => match['match_id']));
  const others = earlier.filter(({ match }) => !asked.has(match['match_id']));
  return [...(candidate === undefined ? [] : [candidate]), ...own, ...others].slice(0, MOST_QUESTIONS);
}

async function candidateAsked(
  { journal, warehouse }: Parts,
  days: DateRange,
): Promise<WeekQuestion | undefined> {
  const rows = withDecisions(publishedCandidates(journal), decidedCandidates(journal)).sort((a, b) =>
    a.candidate_id < b.candidate_id ? -1 : a.candidate_id > b.candidate_id ? 1 : a.revision - b.revision,
  );
  const ahead = await sessionAhead(warehouse);
  if (ahead === null) return undefined;
  return candidateQuestion(rows, { week: weekOf(days.from), known: previousSession(ahead) });
}
