import { z } from '@hono/zod-openapi';
import * as errors from '../../domain/errors.js';
import { problemOf } from '../error-problem.js';
import type { Run } from '../commands.js';
import { PROBLEMS, Problem } from '../problem.js';
import { LOOP } from '../route.js';
import { nameOf, reportOfImport } from './imported.js';

/** A workflow as it is seen from outside. */
export const run = z
  .object({
    run_id: z.string(),
    step: z.string(),
    subject: z.string().nullable(),
    status: z.enum(['running', 'completed', 'failed', 'cancelled']),
    progress: z.union([
      z.object({ done: z.number(), total: z.number(), unit: z.string(), note: z.string().nullable() }),
      z.null(),
    ]),
    started_at: z.string(),
    closed_at: z.string().nullable(),
    result: z.unknown().nullable(),
    problem: z.union([
      z.object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() }),
      z.null(),
    ]),
    attempts: z.int(),
    ui_url: z.string().nullable(),
  })
  .openapi('Run');

export type RunShape = z.input<typeof run>;

/** A run as answers have it. */
export function shownRun({ failure, ...found }: Run): RunShape {
  const problem = failure === null ? null : failureProblem(failure);
  return {
    ...found,
    result: shownResult(found),
    problem: problem && {
      type: `/problems/${problem.slug}`,
      ...PROBLEMS[problem.slug],
      detail: problem.detail,
    },
  };
}

/** What the step reports, without paths of this machine: files by their names. */
function shownResult({ step, result }: Omit<Run, 'failure'>): unknown {
  if (typeof result !== 'object' || result === null) return result ?? null;
  if (step === 'import') return reportOfImport(result);
  const { path } = result as { path?: unknown };
  return typeof path === 'string' ? { ...result, path: nameOf(path) } : result;
}

/** The problem that a step failed of; of a fault no more is said than that it is one. */
export function failureProblem({ name, message }: { name: string; message: string }): Problem {
  const { TradeloopError: _, ...classes } = errors;
  const Named = (classes as Readonly<Record<string, new (text: string) => Error>>)[name];
  const problem = Named === undefined ? undefined : problemOf(new Named(message));
  return problem ?? new Problem('fault', 'a fault of the program: the log of its process has it');
}

/** What is answered while a run goes on. */
export function underWay(found: Run): { document: RunShape; status: 202; headers: Record<string, string> } {
  const location = `${LOOP}/runs/${encodeURIComponent(found.run_id)}`;
  return { document: shownRun(found), status: 202, headers: { location, 'retry-after': '2' } };
}

/** What a step reports that is done. Throws the problem of one that failed, and of one that was cancelled. */
export function reportOf<R>({ status, result, failure }: Run): R {
  if (failure !== null) throw failureProblem(failure);
  if (status === 'cancelled') throw new Problem('not-pending', 'the run was cancelled');
  return result as R;
}
