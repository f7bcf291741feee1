import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryDefinition, Workflow, WorkflowResultType } from '@temporalio/common';
import type { WorkflowHandle } from '@temporalio/client';
import { resultOf, type Starter } from './run-workflow.js';

const PROGRESS_MS = 500;

interface Asked<P> {
  query: QueryDefinition<P> | string;
  tell(this: void, progress: P): void;
}

/** Waits for a workflow's result as {@link resultOf} does; `tell` hears now and then what a query answers. */
export async function resultWithProgress<W extends Workflow, P>(
  starter: Starter,
  handle: WorkflowHandle<W>,
  asked: Asked<P>,
): Promise<WorkflowResultType<W>> {
  const finished = new AbortController();
  const stop = AbortSignal.any([finished.signal, starter.closed]);
  const asking = askProgress(starter, { handle, stop, ...asked });
  try {
    return await resultOf(starter, handle);
  } finally {
    finished.abort();
    await asking;
  }
}

/** Asks until `stop`, when a question on its way is given up, so that it keeps no program waiting. */
async function askProgress<P>(
  { client }: Starter,
  { handle, stop, query, tell }: Asked<P> & { handle: WorkflowHandle<Workflow>; stop: AbortSignal },
): Promise<void> {
  for (;;) {
    await sleep(PROGRESS_MS, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return;
    // A signal of its own: the client never stops listening to one, and there may be many thousand questions.
    const question = new AbortController();
    const giveUp = () => question.abort();
    stop.addEventListener('abort', giveUp);
    // A worker that is being started again does not answer; the next question will do.
    await client.connection
      .withAbortSignal(question.signal, () => handle.query<P>(query))
      .then(tell, () => undefined);
    stop.removeEventListener('abort', giveUp);
  }
}
