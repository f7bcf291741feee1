import { z } from '@hono/zod-openapi';
import { cursorOf, placeIn } from '../cursor.js';
import type { Run } from '../commands.js';
import { Problem } from '../problem.js';
import { LOOP, route } from '../route.js';
import { date, text } from '../shapes/fields.js';
import { run, shownRun, underWay } from '../shapes/run.js';

const runPath = z.object({ id: text(300).min(1) });

/** What a cursor holds: where the server's own list goes on. */
const PLACE = z.tuple([z.string().regex(/^[A-Za-z0-9_-]+$/)]);

export const listRuns = route({
  method: 'get',
  path: `${LOOP}/runs`,
  scope: 'read',
  summary: 'Runs, the newest first',
  inPath: z.object({}),
  parameters: z.object({
    status: z.enum(['running', 'completed', 'failed', 'cancelled']).optional(),
    step: z
      .string()
      .regex(/^[a-zA-Z]{1,40}$/, 'not the name of a step such as reconcile')
      .optional(),
    limit: z.int().min(1).max(100).default(20),
    cursor: text(4_000).optional(),
  }),
  answer: z.object({ runs: z.array(run), next_cursor: z.string().nullable() }),
  problems: ['not-running', 'cursor-mismatch'],
  async handle({ given: { status, step, limit, cursor }, parts }) {
    const list = { list: 'runs', status, step };
    const [after = null] = cursor === undefined ? [] : placeIn(cursor, list, PLACE);
    const { runs, next } = await parts.commands.runs({ status, step, limit, after });
    return {
      document: { runs: runs.map(shownRun), next_cursor: next === null ? null : cursorOf([next], list) },
    };
  },
});

export const oneRun = route({
  method: 'get',
  path: `${LOOP}/runs/{id}`,
  scope: 'read',
  summary: 'A run, also when it failed',
  inPath: runPath,
  parameters: z.object({}),
  answer: run,
  problems: ['not-found', 'not-running'],
  async handle({ path, parts }) {
    const found = await parts.commands.run(path.id);
    if (found === undefined) throw new Problem('not-found', 'no run of this id');
    return { document: shownRun(found) };
  },
});

export const cancelRun = route({
  method: 'post',
  path: `${LOOP}/runs/{id}/cancel`,
  scope: 'decide',
  summary: 'Ends a run that is under way',
  inPath: runPath,
  parameters: z.object({}),
  answer: run,
  problems: ['not-found', 'not-pending', 'not-running'],
  async handle({ path, parts }) {
    const before = await parts.commands.run(path.id);
    if (before === undefined) throw new Problem('not-found', 'no run of this id');
    if (before.status !== 'running') throw over(before);
    await parts.commands.cancel(path.id).catch(async (error: unknown) => {
      const now = await parts.commands.run(path.id);
      // It was over a moment later.
      throw now === undefined || now.status === 'running' ? error : over(now);
    });
    return { document: shownRun((await parts.commands.run(path.id)) ?? before) };
  },
});

function over(ended: Run): Problem {
  return new Problem('not-pending', `the run is over: ${ended.status}`, { current: shownRun(ended) });
}

export const backfill = route({
  method: 'post',
  path: `${LOOP}/backfill`,
  scope: 'decide',
  runs: true,
  status: 202,
  summary: 'Catches up over a range: matches, outcomes and weeks',
  inPath: z.object({}),
  parameters: z.object({ from: date, to: date }),
  answer: run,
  problems: ['not-running'],
  async handle({ given: { from, to }, parts }) {
    if (from > to)
      throw new Problem('invalid-parameter', 'the range ends before it begins', {
        errors: [{ in: 'query', name: 'to', message: `before ${from}`, value: to }],
      });
    return underWay(await parts.commands.ask({ step: 'backfill', input: { from, to } }, 0));
  },
});
