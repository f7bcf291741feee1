import { z } from '@hono/zod-openapi';
import { usedWays } from '../../store/home/used-ways.js';
import { LOOP, route } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { time } from '../shapes/fields.js';
import { run, shownRun } from '../shapes/run.js';
import { withoutPaths } from '../without-paths.js';

/** Whether it works is not known. */
const NEVER_TRIED = 'never tried: "tradeloop messages test" sends a line';

export const systemStatus = route({
  method: 'get',
  path: `${LOOP}/status`,
  scope: 'read',
  summary:
    'What runs, what failed in the last seven days and was not run again, what is due, and by which ways messages go; where `server_answers` is false nothing is known of runs and schedules',
  inPath: z.object({}),
  parameters: z.object({}),
  answer: z.object({
    version: z.string(),
    store_id: z.string(),
    started_at: time,
    server_answers: z.boolean(),
    workers: z.array(z.object({ name: z.string(), polling: z.boolean() })),
    schedules: z.array(z.object({ id: z.string(), next: time.nullable(), paused: z.boolean() })),
    running: z.array(run),
    failed: z.array(run),
    inbox_refused: z.int().min(0),
    messages: z.array(
      z.object({
        way: z.string(),
        ok: z.boolean(),
        last_at: time.nullable(),
        problem: z.string().nullable(),
      }),
    ),
    as_of: asOf,
  }),
  problems: ['not-running'],
  async handle({ parts, at }) {
    const { server_answers, workers, schedules, running, failed, inbox_refused } =
      await parts.commands.system();
    const used = await usedWays(parts.home);
    const messages = parts.messages.ways.map((way) => {
      const last = used.find((one) => one.way === way);
      const { ok, last_at, problem } = last ?? { ok: false, last_at: null, problem: NEVER_TRIED };
      return { way, ok, last_at, problem: problem && withoutPaths(problem) };
    });
    return {
      document: {
        ...{ version: parts.version, store_id: parts.storeId, started_at: parts.startedAt, server_answers },
        ...{ workers: [...workers], schedules: [...schedules], inbox_refused, messages },
        running: running.map(shownRun),
        failed: failed.map(shownRun),
        as_of: await at(asOfMoment),
      },
    };
  },
});
