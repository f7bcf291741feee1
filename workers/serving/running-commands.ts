import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError, type Workflow } from '@temporalio/common';
import type { Logger } from 'pino';
import { cameWith, type KeyedRequest } from '../../domain/keyed-request.js';
import type { AskedSteps } from '../../activities/steps.js';
import type { AskedStep, Commands, Run, RunFilters, SystemNow } from '../../api/parts.js';
import { InvalidInput, NotFound, NotRunning } from '../../domain/errors.js';
import type { DateRange } from '../../domain/time/dates.js';
import { toSecond } from '../../domain/time/to-second.js';
import type { BackfillProgress } from '../../workflows/catch-up.js';
import * as ids from '../../workflows/ids.js';
import type { Home } from '../../store/home/home.js';
import { isAway } from '../asking/away.js';
import { rootOf } from '../asking/failure.js';
import { systemNow } from '../asking/system-now.js';
import { uiUrl } from '../asking/ui-url.js';
import { workflowFor } from './asked-workflow.js';
import { keyedRuns } from './keyed-runs.js';
import { startOnce } from '../asking/run-workflow.js';

/** Who starts workflows of a store, and does not wait for a server that is away. */
interface Starter extends ids.Named {
  client: Client;
  storeId: string;
}

/** The steps of a running system whose answer is waited for whole. */
export type RunningSteps = Pick<AskedSteps, 'decideCandidate' | 'changeAlgorithm' | 'changeModel'>;

/** For the server to say something. */
const ANSWER_MS = 4_000;
/** So many runs are listed beside the workers. */
const LISTED = 20;
/** Runs of these wait for weeks. */
const WAITING: ReadonlySet<string> = new Set(['candidate', 'deployment']);
const WAITS = 'what was said waits for the next reconciliation';
/** For a decision or a change, which may wait for a step that is under way. */
const DECIDED_MS = 20_000;

/**
 * The commands of the API, as workflows under the same ids as the CLI's and the schedules'. `unheeded` says what has to
 * be reconciled for what people said, `steps` are those of the running system. Throws NotRunning
 * where the server does not answer.
 */
export function runningCommands(
  starter: Starter,
  {
    unheeded,
    steps,
    home,
    log,
  }: { unheeded: () => Promise<DateRange | null>; steps: RunningSteps; home: Home; log: Logger },
): Commands {
  const { client, storeId, idPrefix } = starter;
  const { connection } = client;
  let restating: string | undefined;

  async function answered<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await connection.withDeadline(Date.now() + ANSWER_MS, call);
    } catch (error) {
      if (!isAway(error)) throw error;
      throw new NotRunning('the workflow server does not answer: ask again in a while', { cause: error });
    }
  }

  const keys = keyedRuns(starter, answered, stands);

  async function start(asked: AskedStep, keyed?: KeyedRequest): Promise<WorkflowHandle<Workflow>> {
    const workflow = await workflowFor({ ...starter, home, log }, asked);
    if (keyed === undefined) return answered(() => startOnce(client, starter, workflow));
    const { memo = {}, runId = '', startTime: at } = await lastOf(workflow.id);
    const isSame =
      cameWith({ ...memo, at: at?.toISOString() }, keyed, Date.now()) && memo['request'] === keyed.request;
    if (isSame && (await stands({ workflowId: workflow.id, runId })))
      return client.workflow.getHandle(workflow.id, runId);
    return answered(() => startOnce(client, starter, { ...workflow, memo: { ...workflow.memo, ...keyed } }));
  }

  /** Whether a run is under way, or came to what it was asked for: what failed or was refused may be tried again. */
  async function stands({ workflowId, runId }: { workflowId: string; runId: string }): Promise<boolean> {
    const handle = client.workflow.getHandle(workflowId, runId);
    const { status } = await answered(() => handle.describe());
    if (STATUSES[status.name] !== 'completed') return STATUSES[status.name] === 'running';
    const [step] = ids.withoutStore(storeId, workflowId).split(':');
    if (step !== 'import') return true;
    const { result } = await answered(() => endOf(handle));
    return !(result as { refused?: Run['failure'] } | null)?.refused;
  }

  /** The last run under an id; nothing where there is none. */
  async function lastOf(id: string): Promise<Partial<WorkflowExecutionDescription>> {
    try {
      return await answered(() => client.workflow.getHandle(id).describe());
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return {};
      throw error;
    }
  }

  async function restate(): Promise<string | null> {
    if (restating !== undefined) return restating;
    const range = await unheeded().catch((error: unknown) => {
      log.info(error, WAITS);
      return null;
    });
    if (range === null) return null;
    const run_id = ids.withoutStore(storeId, ids.stepId(starter, 'reconcile', range));
    restating = run_id;
    void goOn(range)
      .catch((error: unknown) => log.info(error, WAITS))
      .finally(() => (restating = undefined));
    return run_id;
  }

  /** A run that was under way before something was said does not know of it. */
  async function goOn(first: DateRange): Promise<void> {
    for (let range: DateRange | null = first; range !== null; range = await unheeded()) {
      const handle = await start({ step: 'reconcile', input: range });
      await handle.result();
    }
  }

  async function run(run_id: string): Promise<Run | undefined> {
    const handle = client.workflow.getHandle(`${idPrefix}${run_id}`);
    try {
      return await runOf(handle, await answered(() => handle.describe()));
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  async function runOf(handle: WorkflowHandle<Workflow>, info: WorkflowExecutionDescription): Promise<Run> {
    const run_id = ids.withoutStore(storeId, info.workflowId);
    const [step = '', ...subject] = run_id.split(':');
    const status = STATUSES[info.status.name] ?? 'failed';
    const ended =
      status === 'completed' || status === 'failed'
        ? await answered(() => endOf(handle))
        : { result: null, failure: null };
    const refused = step === 'import' ? (ended.result as { refused?: Run['failure'] } | null)?.refused : null;
    const attempts = (info.raw.pendingActivities ?? []).map(({ attempt }) => Number(attempt ?? 1));
    return {
      ...{ run_id, step, subject: subject.length === 0 ? null : subject.join(':'), status },
      progress: status === 'running' && step === 'backfill' ? await progressOf(handle) : null,
      started_at: toSecond(info.startTime),
      closed_at: info.closeTime ? toSecond(info.closeTime) : null,
      ...ended,
      // To be refused is no failure of a workflow; of an import it is.
      ...(refused && { status: 'failed' as const, result: null, failure: refused }),
      attempts: Math.max(1, ...attempts),
      ui_url: await uiUrl(home, info),
    };
  }

  /** Null while its worker is busy otherwise. */
  async function progressOf(handle: WorkflowHandle<Workflow>): Promise<Run['progress']> {
    try {
      const { parts_done, parts_total, part } = await connection.withDeadline(Date.now() + 1_000, () =>
        handle.query<BackfillProgress>('progress'),
      );
      return { done: parts_done, total: parts_total, unit: 'parts', note: part };
    } catch {
      return null;
    }
  }

  async function runs({
    status,
    step,
    limit,
    after,
  }: RunFilters): Promise<{ runs: Run[]; next: string | null }> {
    const conditions = [
      `TaskQueue = "${ids.controlQueue(storeId)}"`,
      ...(status === undefined ? [] : [`ExecutionStatus IN (${STATUS_NAMES[status].join(', ')})`]),
      ...(step === undefined ? [] : [`Step = "${step}"`]),
    ];
    const { executions, nextPageToken } = await answered(() =>
      client.workflowService.listWorkflowExecutions({
        namespace: client.options.namespace,
        pageSize: limit,
        query: conditions.join(' AND '),
        nextPageToken: after === null ? new Uint8Array() : Buffer.from(after, 'base64url'),
      }),
    );
    const found = executions.map(async ({ execution }) => {
      const handle = client.workflow.getHandle(execution?.workflowId ?? '', execution?.runId ?? '');
      return runOf(handle, await answered(() => handle.describe()));
    });
    const isMore = nextPageToken.length > 0 && executions.length === limit;
    return {
      runs: await Promise.all(found),
      next: isMore ? Buffer.from(nextPageToken).toString('base64url') : null,
    };
  }

  /** As `tradeloop status` says it. */
  async function system(): Promise<SystemNow> {
    const { failed, ...now } = await systemNow({ ...starter, home });
    if (!now.server_answers) return { ...now, running: [], failed: [] };
    const all = { status: 'running', step: undefined, limit: LISTED, after: null } as const;
    const ended = failed.map((workflowId) => run(ids.withoutStore(storeId, workflowId)));
    return {
      ...now,
      running: (await runs(all)).runs.filter(({ step, attempts }) => !WAITING.has(step) || attempts > 1),
      failed: (await Promise.all(ended)).filter((one) => one !== undefined),
    };
  }

  return {
    runs,
    runWith: (keyed, how) => keys.find(keyed, how),
    async ask(asked, waitMs, keyed) {
      const handle = await start(asked, keyed);
      if (waitMs > 0)
        await connection
          .withAbortSignal(AbortSignal.timeout(waitMs), () => handle.result())
          .catch(() => undefined);
      return runOf(handle, await answered(() => handle.describe()));
    },
    restate,
    run,
    system,
    decide: (request) => Promise.race([steps.decideCandidate(request), tookTooLong()]),
    changeAlgorithm: (change) => Promise.race([steps.changeAlgorithm(change), tookTooLong()]),
    changeModel: (change) => Promise.race([steps.changeModel(change), tookTooLong()]),
    async cancel(run_id) {
      const found = await run(run_id);
      if (found === undefined) throw new NotFound('no run of this id');
      if (found.status !== 'running') throw new InvalidInput(`${run_id} is over: ${found.status}`);
      await answered(() => client.workflow.getHandle(`${idPrefix}${run_id}`).cancel());
    },
  };
}

async function tookTooLong(): Promise<never> {
  await sleep(DECIDED_MS, undefined, { ref: false });
  throw new NotRunning('it is not done yet, and goes on: look again in a while');
}

const STATUSES: Readonly<Record<string, Run['status']>> = {
  ...{ RUNNING: 'running', CONTINUED_AS_NEW: 'running', COMPLETED: 'completed' },
  ...{ CANCELLED: 'cancelled', TERMINATED: 'cancelled', FAILED: 'failed', TIMED_OUT: 'failed' },
};

/** The same the other way round, as a query of the server has them. */
const STATUS_NAMES: Readonly<Record<Run['status'], readonly string[]>> = {
  running: ['"Running"', '"ContinuedAsNew"'],
  completed: ['"Completed"'],
  failed: ['"Failed"', '"TimedOut"'],
  cancelled: ['"Canceled"', '"Terminated"'],
};

async function endOf(handle: WorkflowHandle<Workflow>): Promise<Pick<Run, 'result' | 'failure'>> {
  try {
    return { result: await handle.result(), failure: null };
  } catch (error) {
    if (isAway(error)) throw error;
    return { result: null, failure: rootOf(error) };
  }
}
