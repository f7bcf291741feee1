import { z } from '@hono/zod-openapi';
import { lastPublished } from '../../store/derived/weeks.js';
import { adviceByAccount } from '../../store/pages/advice-by-account.js';
import { newsAbout, type SingleQuestion } from '../../domain/news/news.js';
import { weekRange } from '../../domain/time/iso-week.js';
import type { Moment } from '../parts.js';
import { readThen } from '../read-then.js';
import { LOOP, route } from '../route.js';
import { withoutPaths } from '../without-paths.js';
import { text } from '../shapes/fields.js';
import { publishedWeek, textOfWeek } from '../shapes/published-week.js';
import type { QuestionShape } from '../shapes/question.js';
import { weekFiles } from '../shapes/week-files.js';
import { shownQuestions } from './review.js';

const mode = z.enum(['verbose', 'smart', 'both']);
type Mode = z.infer<typeof mode>;
const count = z.int().min(0);

/** What would be sent; of a mode that is not asked for nothing. */
interface Notifications {
  /** What the messages are about; null while no week is published. */
  subject: string | null;
  verbose_count: number;
  smart_count: number;
  verbose_message: string;
  smart_message: string;
  by_account: Record<string, { verbose_count: number; smart_count: number }>;
  /** Those of the second message, in the order of their numbers in it. */
  questions: SingleQuestion[];
}

export const previewNotifications = readThen({
  path: `${LOOP}/v2/notifications/preview`,
  scope: 'read',
  summary:
    'The message of the latest published week (`verbose`, its recommendations counted) and its questions that are not answered (`smart`)',
  inPath: z.object({}),
  parameters: z.object({ mode: mode.default('both') }),
  answer: z.object({
    verbose_count: count,
    smart_count: count,
    verbose_message: z.string(),
    smart_message: z.string(),
    by_account: z.record(z.string(), z.object({ verbose_count: count, smart_count: count })),
  }),
  problems: [],
  beside: weekFiles,
  async prepare(moment, { given }) {
    const { subject: _, questions: __, ...found } = await notificationsOf(moment, given.mode);
    return () => Promise.resolve(found);
  },
});

export const sendNotifications = route({
  method: 'post',
  path: `${LOOP}/v2/notifications/send`,
  scope: 'admin',
  summary: 'Sends the same by all ways, again where it was sent before; `scan_type` is kept in the log',
  inPath: z.object({}),
  parameters: z.object({
    mode: mode.default('both'),
    scan_type: text(64).optional(),
    dry_run: z.boolean().default(false),
  }),
  answer: z.object({
    status: z.enum(['sent', 'dry_run', 'no_notifications']),
    message: z.string(),
    messages_sent: z.array(z.object({ way: z.string(), ok: z.boolean(), problem: z.string().nullable() })),
    verbose_count: count,
    smart_count: count,
  }),
  problems: [],
  async handle({ given, at, parts }) {
    const found = await at((moment) => notificationsOf(moment, given.mode));
    const { subject, verbose_count, smart_count, verbose_message, smart_message, questions } = found;
    const counts = { messages_sent: [], verbose_count, smart_count };
    const { week } = newsAbout(String(subject));
    const heading = `QUESTIONS of week ${week}, not answered yet\n`;
    const messages = [
      { subject: String(subject), text: verbose_message },
      {
        subject: `${subject}-questions`,
        text: smart_message === '' ? '' : `${heading}${smart_message}`,
        questions,
      },
    ].filter((message) => message.text !== '');
    const { mode: asked, scan_type = null, dry_run } = given;
    if (subject === null || messages.length === 0)
      return {
        document: { status: 'no_notifications' as const, message: 'there is nothing to send', ...counts },
      };
    if (dry_run) return { document: { status: 'dry_run' as const, message: 'nothing was sent', ...counts } };
    parts.log.info({ mode: asked, scan_type, subject }, 'notifications');
    const sent: Awaited<ReturnType<typeof parts.messages.sendAgain>>[number][] = [];
    for (const message of messages) sent.push(...(await parts.messages.sendAgain(message)));
    return {
      document: {
        ...{
          status: 'sent' as const,
          message: `sent what there is of ${subject}`,
          verbose_count,
          smart_count,
        },
        messages_sent: parts.messages.ways.map((way) => {
          const own = sent.filter((one) => one.way === way);
          const problem = own.find(({ ok }) => !ok)?.problem ?? null;
          return { way, ok: own.every(({ ok }) => ok), problem: problem && withoutPaths(problem) };
        }),
      },
    };
  },
});

async function notificationsOf(moment: Moment, asked: Mode): Promise<Notifications> {
  const label = await lastPublished(moment.warehouse);
  if (label === null) return NOTHING;
  const [isVerbose, isSmart] = [asked !== 'smart', asked !== 'verbose'];
  const week = await publishedWeek(moment, label);
  const { questions: all } = await moment.reads.review({ week: label });
  const open = (isSmart ? await shownQuestions(moment, all) : []).filter(({ state }) => state === 'open');
  const advised = isVerbose ? await adviceByAccount(moment.warehouse, weekRange(label)) : [];
  return {
    subject: `${label}-r${week.revision}`,
    verbose_count: isVerbose ? Number(week.row['recommendations']) : 0,
    smart_count: open.length,
    verbose_message: isVerbose ? await textOfWeek(moment, week) : '',
    smart_message: open.map((one, at) => `${at + 1}. ${one.text}\n`).join(''),
    by_account: byAccount(advised, open),
    questions: open.flatMap(({ question_id }) => all.filter((one) => one.question_id === question_id)),
  };
}

/** An account may be called as something that every object has. */
function byAccount(
  advised: Awaited<ReturnType<typeof adviceByAccount>>,
  open: readonly QuestionShape[],
): Notifications['by_account'] {
  const counts = new Map(
    advised.map(({ account, count: verbose_count }) => [account, { verbose_count, smart_count: 0 }]),
  );
  for (const { match } of open) {
    const account = match.execution?.account ?? match.recommendation?.account ?? '';
    const { verbose_count = 0, smart_count = 0 } = counts.get(account) ?? {};
    counts.set(account, { verbose_count, smart_count: smart_count + 1 });
  }
  return Object.fromEntries(counts);
}

const NOTHING: Notifications = {
  ...{ subject: null, verbose_count: 0, smart_count: 0, verbose_message: '', smart_message: '' },
  ...{ by_account: {}, questions: [] },
};
