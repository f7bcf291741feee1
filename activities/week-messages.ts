import { candidateReminder } from '../domain/candidates/candidate-question.js';
import { isPair } from '../domain/matching/review-questions.js';
import type { SingleQuestion } from '../domain/news/news.js';
import { printableLines } from '../domain/printable.js';
import type { DateRange } from '../domain/time/dates.js';
import { formatWeek, weekOf, weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { weekMessage } from '../domain/week/week-message.js';
import { weekQuestionText } from '../domain/week/week-question.js';
import { lastPublished, publishedWeeks, type PublishedSummary } from '../store/derived/weeks.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import type { Journal } from '../store/home/journal.js';
import type { Messages } from './notify.js';
import { untiedLines, type CashStore } from './untied.js';
import { detailsOf } from './week-details.js';
import { askQuestions, candidateAsked, openQuestions } from './week-questions.js';

type WeekStore = CashStore & { warehouse: Warehouse; journal: Journal };

/**
 * Sends the messages that the latest revisions lack: a person gets the message of one week, the others are kept in
 * the home. That of a week which is asked for before it is time waits as a draft.
 */
export async function sendMessages(
  store: WeekStore & { messages: Messages },
  { told, drafted }: { told?: IsoWeek | undefined; drafted?: IsoWeek },
): Promise<void> {
  const { warehouse, messages } = store;
  const last = await lastPublished(warehouse);
  if (last !== null) await askQuestions(store, last);
  const revisions = (await publishedWeeks(warehouse)).map((summary) => ({
    week: formatWeek(summary),
    subject: subjectOf(summary),
    summary,
  }));
  for (const { week, subject, summary } of await messages.missing(revisions)) {
    const isAsked = week === told || week === drafted;
    if (!isAsked && (await messages.isDrafted({ subject }))) continue;
    const send = isAsked ? messages.draft : messages.keep;
    const text = await messageOf(store, summary);
    if (week === told) await remindOfCandidate(store, week);
    if (week === told) await messages.tell({ subject, text, questions: await singleQuestions(store, week) });
    else await send({ subject, text });
  }
}

/** Beside the week's message, and before it: that one says that all was sent. */
async function remindOfCandidate(store: WeekStore & { messages: Messages }, week: IsoWeek): Promise<void> {
  const asked = await candidateAsked(store, week);
  const text = asked === undefined ? null : candidateReminder(asked);
  if (asked === undefined || text === null) return;
  const [missing] = await store.messages.missing([
    { subject: `candidate-${asked.candidate.candidate_id}-${week}` },
  ]);
  if (missing !== undefined) await store.messages.tell({ ...missing, text });
}

/** What is left to answer of a week, each as it is asked by itself, in the order of its message. */
export async function singleQuestions(
  store: Parameters<typeof openQuestions>[0],
  week: IsoWeek,
): Promise<SingleQuestion[]> {
  const { from } = weekRange(week);
  return (await openQuestions(store, week)).map((question) => ({
    about: question.about,
    text: weekQuestionText(question, from),
    ...(question.about === 'candidate'
      ? { question_id: question.candidate.candidate_id, is_pair: false, why: '' }
      : { question_id: question.question_id, is_pair: isPair(question.match), why: question.why }),
  }));
}

/**
 * The lines of the message as it was sent that it has no more: what was known of the weeks before and of open positions
 * has changed, which makes no further revision.
 */
export async function sentOtherwise(
  messages: Messages,
  summary: PublishedSummary,
  message: string,
): Promise<string[]> {
  const now = new Set(printableLines(message).split('\n'));
  const sent = await messages.kept({ subject: subjectOf(summary) });
  return sent === null ? [] : sent.split('\n').filter((line) => !now.has(line));
}

/** What a person reads of a week. */
export async function messageOf(store: CashStore, summary: PublishedSummary): Promise<string> {
  const { warehouse } = store;
  const days = weekRange(formatWeek(summary));
  const isLast = formatWeek(summary) >= ((await lastPublished(warehouse)) ?? '');
  // Of weeks before it is not known how the cash stood then, and what is still open is asked of the last.
  const today = isLast
    ? { untied: await untiedLines(store), questions: await questionsOf(store, days) }
    : { untied: [], questions: [] };
  return weekMessage(summary, await detailsOf(store, days, today));
}

async function questionsOf(store: Parameters<typeof openQuestions>[0], days: DateRange): Promise<string[]> {
  const questions = await openQuestions(store, weekOf(days.from));
  return questions.map((question) => weekQuestionText(question, days.from));
}

/** What the message of a week's revision is about. */
export function subjectOf(summary: PublishedSummary): string {
  return `${formatWeek(summary)}-r${summary.revision}`;
}
