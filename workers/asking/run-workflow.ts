import { setTimeout as sleep } from 'node:timers/promises';
import {
  WorkflowFailedError,
  WorkflowIdConflictPolicy,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import { defaultPayloadConverter, type Workflow, type WorkflowResultType } from '@temporalio/common';
import type { TrainingProgress } from '../../activities/learning-reports.js';
import { printable } from '../../domain/printable.js';
import type { Home } from '../../store/home/home.js';
import { controlQueue, type Named } from '../../workflows/ids.js';
import { rootOf } from './failure.js';
import { errorOf } from './named-error.js';
import { patiently } from './patience.js';

export interface RunOptions<W extends Workflow> {
  id: string;
  args: Parameters<W>;
  /** What it is asked to do, for the workflow UI. */
  summary?: string;
  /** What can be seen of the run without asking it. */
  memo?: Record<string, unknown>;
}

/** Starts workflows of one store. */
export interface Starter extends Named {
  client: Client;
  storeId: string;
  home: Home;
  /** Once nobody waits for an answer any more. */
  closed: AbortSignal;
}

const ANSWER_MS = 2_000;
/** How often a workflow that takes long is asked whether a step of it keeps failing. */
const LOOK_MS = 5_000;

/** Starts a workflow, or joins the run of that id that is under way, through restarts of the server. */
export function startWorkflow<W extends Workflow>(
  starter: Starter,
  type: string,
  options: RunOptions<W>,
): Promise<WorkflowHandle<W>> {
  return asked(starter, (client) => startOnce(client, starter, { type, ...options }));
}

/** The same of a server that is there. */
export function startOnce<W extends Workflow>(
  { workflow }: Client,
  { storeId }: Pick<Starter, 'storeId'>,
  { type, id, args, summary, memo = {} }: RunOptions<W> & { type: string },
): Promise<WorkflowHandle<W>> {
  return workflow.start<Workflow>(type, {
    workflowId: id,
    taskQueue: controlQueue(storeId),
    args,
    memo,
    ...(summary !== undefined && { staticSummary: summary }),
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
  }) as Promise<WorkflowHandle<W>>;
}

/**
 * Waits for a workflow's result, through restarts of the server. Throws what made it fail, bad data as the
 * TradeloopError it was; DiskFault while the disk of the home is full; NotRunning once nobody runs the server any more.
 * A step that fails and is tried again is reported on stderr.
 */
export async function resultOf<W extends Workflow>(
  starter: Starter,
  handle: WorkflowHandle<W>,
): Promise<WorkflowResultType<W>> {
  const finished = new AbortController();
  const watching = tellRetries(starter, handle.workflowId, finished.signal);
  try {
    return await asked(starter, () => handle.result());
  } catch (error) {
    throw error instanceof WorkflowFailedError ? errorOf(rootOf(error)) : error;
  } finally {
    finished.abort();
    await watching;
  }
}

/** What a server answers, be it started again meanwhile; what nobody waits for any more is taken off the connection. */
export function asked<T>(
  { client, home, closed }: Starter,
  call: (client: Client) => Promise<T>,
): Promise<T> {
  const { connection } = client;
  const isServing = () =>
    connection
      .withDeadline(Date.now() + ANSWER_MS, () => connection.workflowService.getSystemInfo({}))
      .then(
        () => true,
        () => false,
      );
  return patiently({ home, isServing, closed }, (stop) =>
    connection.withAbortSignal(stop, () => call(client)),
  );
}

async function tellRetries({ client }: Starter, workflowId: string, stop: AbortSignal): Promise<void> {
  let told = '';
  for (;;) {
    await sleep(LOOK_MS, undefined, { signal: stop, ref: false }).catch(() => undefined);
    if (stop.aborted) return;
    const { retries } = await underWay(client, workflowId).catch(() => ({ retries: [] }));
    for (const line of retries) if (line !== told) process.stderr.write(`${printable((told = line))}\n`);
  }
}

/** The steps that say how far they have come. */
const TRAININGS: ReadonlySet<string> = new Set(['trainModels', 'traceFrontier']);

/**
 * Of a running workflow the steps that failed and will be tried again, a line each with the reason, and how far its
 * training has come.
 */
export async function underWay(
  client: Client,
  workflowId: string,
): Promise<{ retries: string[]; training: TrainingProgress | null }> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  const pending = raw.pendingActivities ?? [];
  const retries = pending.flatMap(({ activityType, attempt, lastFailure }) => {
    let failure = lastFailure;
    while (failure?.cause) failure = failure.cause;
    return failure ? [`${activityType?.name}: attempt ${attempt} after ${failure.message}`] : [];
  });
  const details = pending.find(({ activityType }) =>
    TRAININGS.has(activityType?.name ?? ''),
  )?.heartbeatDetails;
  const [told] = details?.payloads ?? [];
  const training = told ? defaultPayloadConverter.fromPayload<TrainingProgress | null>(told) : null;
  return { retries, training: training ?? null };
}
