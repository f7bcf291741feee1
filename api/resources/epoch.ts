import { z } from '@hono/zod-openapi';
import { addDays, laterOf, type IsoDate } from '../../domain/time/dates.js';
import { toSecond } from '../../domain/time/to-second.js';
import { epochOf, type Epoch } from '../../store/home/epoch.js';
import { leftOut, type LeftOut } from '../../store/pages/left-out.js';
import { knownThroughAt } from '../known-through-at.js';
import type { Moment } from '../parts.js';
import { LOOP, read, route, type Asked } from '../route.js';
import { date } from '../shapes/fields.js';
import { versionInForce } from '../version-in-force.js';

const count = z.int().min(0);
const epoch = z
  .object({
    algorithm_version: z.string().nullable(),
    min_valid_date: date.nullable(),
    pattern_detection_max_days: z.null(),
    min_modifications_for_pattern: z.null(),
    min_rejections_for_pattern: z.null(),
    set_at: z.string().nullable(),
    set_by: z.string().nullable(),
  })
  .openapi('Epoch');
const path = `${LOOP}/epoch-config`;

export const showEpoch = read({
  path,
  scope: 'read',
  summary: 'From which trading date on rows count where `respect_epoch` is',
  inPath: z.object({}),
  parameters: z.object({}),
  answer: epoch,
  problems: [],
  answerFrom: async (moment) => shown(epochOf(moment.journal), await versionInForce(moment)),
});

export const changeEpoch = route({
  method: 'put',
  path,
  scope: 'admin',
  summary: 'Begins another epoch; without a date all rows count. Nothing is erased',
  inPath: z.object({}),
  parameters: z.object({ min_valid_date: date.optional() }),
  answer: epoch,
  problems: [],
  handle: (asked) =>
    asked.alone('epoch', async () => {
      const now = await begin(asked, asked.given.min_valid_date ?? null);
      return { document: shown(now, await asked.at(versionInForce)) };
    }),
});

export const clearMatches = route({
  method: 'delete',
  path: `${LOOP}/clear-matches`,
  scope: 'admin',
  summary:
    'Begins an epoch after all that is known. Nothing is erased: an earlier `min_valid_date` brings it back',
  inPath: z.object({}),
  parameters: z.object({}),
  answer: z.object({
    status: z.literal('success'),
    message: z.string(),
    deleted: z.object({ matches: count, outcomes: count, summaries: count }),
    epoch,
  }),
  problems: [],
  handle: (asked) =>
    asked.alone('epoch', async () => {
      const known = await asked.at(knownThroughAt);
      const { gone, now } = await beginAfter(asked, known === null ? null : addDays(known, 1));
      const { matches, outcomes, summaries } = gone;
      return {
        document: {
          ...{ status: 'success' as const, message: `${matches} matches are left out from now on` },
          deleted: { matches, outcomes, summaries },
          epoch: shown(now, await asked.at(versionInForce)),
        },
      };
    }),
});

export const clearOldMatches = route({
  method: 'delete',
  path: `${LOOP}/clear-old-matches`,
  scope: 'admin',
  summary: 'Begins an epoch on a day, unless it began later before. Nothing is erased',
  inPath: z.object({}),
  parameters: z.object({ before_date: date }),
  answer: z.object({
    status: z.literal('success'),
    message: z.string(),
    deleted: z.object({ matches: count, outcomes: count }),
    remaining: count,
    epoch,
  }),
  problems: [],
  handle: (asked) =>
    asked.alone('epoch', async () => {
      const { gone, now } = await beginAfter(asked, asked.given.before_date);
      const { matches, outcomes, remaining } = gone;
      return {
        document: {
          ...{ status: 'success' as const, message: `${matches} matches are left out from now on` },
          ...{ deleted: { matches, outcomes }, remaining },
          epoch: shown(now, await asked.at(versionInForce)),
        },
      };
    }),
});

type Speaker = Pick<Asked<unknown, unknown>, 'at' | 'parts' | 'bearer' | 'saidBefore'>;

async function begin({ at, parts, bearer }: Speaker, min_valid_date: IsoDate | null): Promise<Epoch> {
  await parts.facts.setEpoch({ min_valid_date, by: bearer?.name ?? '', at: toSecond(parts.clock()) });
  return at(({ journal }) => Promise.resolve(epochOf(journal)));
}

const NOTHING: LeftOut = { matches: 0, outcomes: 0, summaries: 0, remaining: 0 };

/** An epoch never begins earlier by this; null where nothing is known yet. */
async function beginAfter(asked: Speaker, day: IsoDate | null): Promise<{ gone: LeftOut; now: Epoch }> {
  const { before, gone } = await asked.at(async (moment: Moment) => {
    const { entries } = moment.journal;
    const [first] = asked.saidBefore;
    const before = epochOf({
      entries: first === undefined ? entries : entries.slice(0, entries.indexOf(first)),
    });
    const from = before.min_valid_date;
    return { before, gone: day === null ? NOTHING : await leftOut(moment.warehouse, { from, before: day }) };
  });
  if (day === null) return { gone, now: before };
  const start = before.min_valid_date === null ? day : laterOf(before.min_valid_date, day);
  return { gone, now: await begin(asked, start) };
}

function shown({ min_valid_date, set_at, set_by }: Epoch, algorithm_version: string): z.input<typeof epoch> {
  return {
    algorithm_version,
    min_valid_date,
    ...{
      pattern_detection_max_days: null,
      min_modifications_for_pattern: null,
      min_rejections_for_pattern: null,
    },
    ...{ set_at, set_by },
  };
}
