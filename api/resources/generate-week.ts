import { z } from '@hono/zod-openapi';
import { futureOf } from '../../domain/time/known-days.js';
import { formatWeek, parseWeek, weekRange, type IsoWeek } from '../../domain/time/iso-week.js';
import { datesOf } from '../../store/inputs/description.js';
import { knownThroughAt } from '../known-through-at.js';
import type { Moment } from '../parts.js';
import { waitMs } from '../prefer.js';
import { Problem } from '../problem.js';
import { LOOP, route } from '../route.js';
import { reportOf, underWay } from '../shapes/run.js';

/** What the step reports. */
interface Report {
  week: IsoWeek;
  revision: number | null;
  published: boolean;
  message: string;
}

export const generateWeek = route({
  method: 'post',
  path: `${LOOP}/weekly-summaries/generate`,
  scope: 'decide',
  runs: true,
  summary: 'Publishes a week, or again if it has changed; nobody is sent its message',
  inPath: z.object({}),
  parameters: z.object({ year: z.int().min(1_900).max(2_199), week: z.int().min(1).max(53) }),
  answer: z.object({
    status: z.literal('success'),
    message: z.string(),
    summary_id: z.string(),
    week: z.string(),
    revision: z.int().nullable(),
    published: z.boolean(),
    text: z.string(),
  }),
  problems: ['not-running', 'refused'],
  async handle({ given, at, parts, request }) {
    const week = formatWeek(given);
    if (parseWeek(week) === undefined) throw noSuchWeek(given);
    const nothing = await at((moment) => whyNothing(moment, week));
    if (nothing !== undefined)
      return { document: { ...done(week, nothing), revision: null, published: false, text: '' } };
    const run = await parts.commands.ask({ step: 'week', input: { week, tell: false } }, waitMs(request));
    if (run.status === 'running') return underWay(run);
    const { revision, published, message } = reportOf<Report>(run);
    const sentence = sentenceOf(week, { revision, published });
    return { document: { ...done(week, sentence), revision, published, text: message } };
  },
});

/** Why there is nothing to publish, whatever a step would do; undefined where there may be something. */
async function whyNothing(moment: Moment, week: IsoWeek): Promise<string | undefined> {
  const { from, to } = weekRange(week);
  const { first_date } = await datesOf(moment.warehouse);
  if (first_date !== null && to < first_date) return `nothing is known before ${first_date}`;
  return futureOf(from, await knownThroughAt(moment), week);
}

function done(week: IsoWeek, message: string) {
  return { status: 'success' as const, message, summary_id: week, week };
}

function noSuchWeek({ year, week }: { year: number; week: number }): Problem {
  const message = `the year ${year} has no week ${week}`;
  return new Problem('invalid-parameter', message, {
    errors: [{ in: 'query', name: 'week', message, value: week }],
  });
}

function sentenceOf(week: IsoWeek, { revision, published }: Pick<Report, 'revision' | 'published'>): string {
  if (revision === null) return `${week} has no advice and no trades: nothing to publish`;
  return `${week}: revision ${revision} ${published ? 'published' : 'stands, nothing has changed'}`;
}
