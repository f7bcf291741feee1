import { createHash } from 'node:crypto';
import { candidateQuestion, type CandidateQuestion } from '../domain/candidates/candidate-question.js';
import { withDecisions } from '../domain/candidates/candidate-row.js';
import { humanFacts } from '../domain/matching/human-facts.js';
import { isPairFact } from '../domain/matching/match-fact.js';
import { MOST_QUESTIONS, type Question } from '../domain/matching/review-questions.js';
import { previousSession } from '../domain/time/calendar.js';
import type { IsoDate } from '../domain/time/dates.js';
import { formatWeek, weekOf, weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import type { WeekQuestion } from '../domain/week/week-question.js';
import { decidedCandidates, publishedCandidates } from '../store/derived/candidates.js';
import { sessionAhead } from '../store/derived/current-algorithm.js';
import { matchesAbout, type MatchParts } from '../store/derived/matches-about.js';
import { lastPublished, lastReconciled } from '../store/derived/weeks.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import type { Fact, Facts, Journal } from '../store/home/journal.js';
import { matchFactsIn } from '../store/home/match-facts.js';
import { reviewQuestions, toldMatches } from './review-questions.js';

interface Parts {
  warehouse: Reader;
  journal: Facts;
  home: Home;
}

type AskedFact = Extract<Fact, { fact: 'questions_asked' }>;

/** A question on a match, under an id that it keeps while the match becomes another. */
export interface AskedQuestion extends Question {
  question_id: string;
  isDone: boolean;
}

/** What a person is asked now: what the message of the last published week asks, and they have not answered. */
export async function questionsNow(store: Parts): Promise<WeekQuestion[]> {
  const day = await lastReconciled(store.warehouse);
  const week = (await lastPublished(store.warehouse)) ?? (day === null ? null : weekOf(day));
  return week === null ? [] : openQuestions(store, week);
}

/** What is left to answer of a week's questions: a candidate, then matches; five at most. */
export async function openQuestions(
  store: Parts,
  week: IsoWeek,
): Promise<(AskedQuestion | CandidateQuestion)[]> {
  const candidate = await candidateAsked(store, week);
  const open = (await questionsOfWeek(store, week)).filter(({ isDone }) => !isDone);
  return [...(candidate === undefined ? [] : [candidate]), ...open].slice(0, MOST_QUESTIONS);
}

/**
 * What is asked at the end of a week about matches, answered or not: of the week, then of earlier ones; with the
 * candidate five at most. Once the week is published they stay the same.
 */
export async function questionsOfWeek(store: Parts, week: IsoWeek): Promise<AskedQuestion[]> {
  const place = placeOf(store.journal, week);
  const asked = store.journal.entries[place] as AskedFact | undefined;
  const questions = asked === undefined ? await questionsFound(store, week) : await stillThere(store, asked);
  return questions.map((question) => ({
    ...question,
    question_id: idOf(week, question),
    isDone: isAnswered(store.journal, question, Math.max(place, 0)),
  }));
}

/** Notes what a week asks, unless that was done: answers bring no further questions. */
export async function askQuestions(store: Parts & { journal: Journal }, week: IsoWeek): Promise<void> {
  if (placeOf(store.journal, week) >= 0) return;
  const questions = await questionsFound(store, week);
  if (questions.length === 0) return;
  await store.journal.append({
    fact: 'questions_asked',
    week,
    questions: questions.map(({ kind, why, match }) => ({ kind, why, ...partsOf(match) })),
  });
}

/** The candidate that is asked about, of those that are open. */
export async function candidateAsked(
  { journal, warehouse }: Parts,
  week: IsoWeek,
): Promise<CandidateQuestion | undefined> {
  const ahead = await sessionAhead(warehouse);
  return ahead === null ? undefined : candidateIn(journal, { week, known: previousSession(ahead) });
}

/**
 * The candidate that a week asks about, decided or not: the one that was asked about when it was published, else the
 * first that was found before the next week was, else one that is open now.
 */
export async function candidateOfWeek({ journal, warehouse }: Parts, week: IsoWeek): Promise<string | null> {
  const ahead = await sessionAhead(warehouse);
  if (ahead === null) return null;
  const { entries } = journal;
  const at = { week, known: previousSession(ahead) };
  for (const end of [...endsOfWeek(journal, week), entries.length]) {
    const asked = candidateIn({ entries: entries.slice(0, end) }, at);
    if (asked !== undefined) return asked.candidate.candidate_id;
  }
  return null;
}

function candidateIn(journal: Facts, at: { week: IsoWeek; known: IsoDate }): CandidateQuestion | undefined {
  const rows = withDecisions(publishedCandidates(journal), decidedCandidates(journal)).sort((a, b) =>
    a.candidate_id < b.candidate_id ? -1 : a.candidate_id > b.candidate_id ? 1 : a.revision - b.revision,
  );
  return candidateQuestion(rows, at);
}

/** Where the journal ended when a week was published, and then when candidates were found, until the next week was. */
function endsOfWeek({ entries }: Facts, week: IsoWeek): number[] {
  const published = entries.findIndex(
    (entry) => entry.fact === 'week_published' && formatWeek(entry.row) === week,
  );
  if (published < 0) return [];
  const next = entries.findIndex(
    (entry, at) => at > published && entry.fact === 'week_published' && formatWeek(entry.row) > week,
  );
  const until = next < 0 ? entries.length : next;
  const isFound = (at: number) => at < until && entries[at]?.fact === 'candidate_published';
  const found = entries.flatMap((_, at) =>
    at > published && isFound(at) && !isFound(at + 1) ? [at + 1] : [],
  );
  return [published, ...found];
}

async function questionsFound(store: Parts, week: IsoWeek): Promise<Question[]> {
  const days = weekRange(week);
  const own = await reviewQuestions(store, days);
  const earlier = own.length < MOST_QUESTIONS ? await reviewQuestions(store, { to: days.to }) : [];
  const asked = new Set(own.map(({ match }) => match['match_id']));
  const others = earlier.filter(({ match }) => !asked.has(match['match_id']));
  const room = (await candidateAsked(store, week)) === undefined ? MOST_QUESTIONS : MOST_QUESTIONS - 1;
  return [...own, ...others].slice(0, room);
}

/** The questions of a fact, each about the match as it is now; one whose match is gone is left out. */
async function stillThere(store: Parts, { questions }: AskedFact): Promise<Question[]> {
  const found = await matchesAbout(store.warehouse, questions);
  const ids = found.flatMap((id) => id ?? []);
  const rows = new Map((await toldMatches(store, { ids })).map((match) => [match['match_id'], match]));
  return questions.flatMap(({ kind, why }, at) => {
    const match = rows.get(found[at]);
    return match === undefined ? [] : [{ about: kind === 'reason' ? 'reason' : 'doubt', kind, why, match }];
  });
}

/** The fact's place in the journal; −1 where the week asked nothing yet. */
function placeOf({ entries }: Facts, week: IsoWeek): number {
  return entries.findIndex((entry) => entry.fact === 'questions_asked' && entry.week === week);
}

/**
 * By a reason, by having looked at it, by saying what its trades answer, or by excluding it. A question for a reason is
 * skipped by looking at the match once it was asked.
 */
function isAnswered(journal: Facts, { about, match }: Question, since: number): boolean {
  const { recommendation_id, execution_ids, account = '' } = partsOf(match);
  const facts = matchFactsIn(journal);
  const own =
    recommendation_id === null
      ? facts.about({ advice: [], executions: execution_ids })
      : facts.about({ advice: [recommendation_id], executions: [] });
  const known = humanFacts(own);
  const said =
    recommendation_id === null
      ? known.ofTrade({ account, execution_ids })
      : known.ofAdvice(recommendation_id);
  const before = matchFactsIn({ entries: journal.entries.slice(0, since) });
  const later = new Set(facts.after(before.count));
  const isPaired = own.some((fact) => isPairFact(fact) && later.has(fact));
  const isLookedAt = own.some((fact) => fact.fact === 'match_reviewed' && fact.reviewed && later.has(fact));
  if (said.exclusion !== null || isPaired) return true;
  if (about === 'reason') return said.reason !== null || (isLookedAt && said.reviewed_at !== null);
  return said.reviewed_at !== null;
}

function partsOf(match: Question['match']): MatchParts {
  const { account } = match;
  return {
    recommendation_id: (match['recommendation_id'] ?? null) as string | null,
    execution_ids: [...match.execution_ids],
    ...(typeof account === 'string' && { account }),
  };
}

/** The same while the match becomes another. */
function idOf(week: IsoWeek, { about, match }: Question): string {
  const { recommendation_id, execution_ids, account } = partsOf(match);
  const what = recommendation_id ?? [account, ...execution_ids];
  return createHash('sha256')
    .update(JSON.stringify([week, about, what]))
    .digest('hex')
    .slice(0, 16);
}
