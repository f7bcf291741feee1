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
  const asking = starter.client.connection.withAbortSignal(stop, () => askProgress(handle, asked, stop));
  try {
    return await resultOf(starter, handle);
  } finally {
    finished.abort();
    await asking;
  }
}

/** Asks until `stop`, and ends with the question that is on its way then: it would break on the connection that is closed next. */
async function askProgress<P>(
  handle: WorkflowHandle<Workflow>,
  { query, tell }: Asked<P>,
  stop: AbortSignal,
): Promise<void> {
  for (;;) {
    await sleep(PROGRESS_MS, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return;
    // A worker that is being started again does not answer; the next question will do.
    await handle.query<P>(query).then(tell, () => undefined);
  }
}
