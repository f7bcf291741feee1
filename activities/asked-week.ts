import { formatWeek } from '../domain/time/iso-week.js';
import { lastPublished, publishedWeeks } from '../store/derived/weeks.js';
import { messageText } from '../store/home/messages.js';
import { writeSheet } from '../store/home/outbox.js';
import { readSheet } from '../store/home/sent-pieces.js';
import type { Store } from '../store/open-store.js';
import { messageOf, singleQuestions, subjectOf } from './week-messages.js';

/**
 * The message of the last published week, so that it can be sent, and the questions of it that are open; null where no
 * week is published. What it asks anew comes behind what it asked before: numbers stay what they were.
 */
export async function askedWeek(
  store: Store,
  at: string,
): Promise<{ subject: string; open: string[] } | null> {
  const { home } = store;
  const found = await store.warehouse.snapshot(async (warehouse) => {
    const now = { ...store, warehouse };
    const week = await lastPublished(warehouse);
    const summary = (await publishedWeeks(warehouse)).find((one) => formatWeek(one) === week);
    if (week === null || summary === undefined) return null;
    const subject = subjectOf(summary);
    const text = (await messageText(home.messages, { subject })) ?? (await messageOf(now, summary));
    return { subject, text, questions: await singleQuestions(now, week) };
  });
  if (found === null) return null;
  const { subject, text, questions } = found;
  const before = await readSheet(home, subject);
  const asked = new Set(before?.questions.map(({ question_id }) => question_id));
  const more = questions.filter(({ question_id }) => !asked.has(question_id));
  if (before === null || more.length > 0)
    await writeSheet(home, {
      ...{ subject, text, at },
      ...before,
      questions: [...(before?.questions ?? []), ...more],
    });
  return { subject, open: questions.map(({ question_id }) => question_id) };
}
