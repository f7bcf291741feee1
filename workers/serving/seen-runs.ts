import type {
  Client,
  WorkflowExecutionDescription,
  WorkflowExecutionInfo,
  WorkflowHandle,
} from '@temporalio/client';
import { WorkflowNotFoundError, type Workflow } from '@temporalio/common';
import type { Commands, Run, RunFilters } from '../../api/commands.js';
import { toSecond } from '../../domain/time/to-second.js';
import type { Home } from '../../store/home/home.js';
import type { BackfillProgress } from '../../workflows/catch-up.js';
import * as ids from '../../workflows/ids.js';
import { isAwayNow } from '../asking/away.js';
import { rootOf } from '../asking/failure.js';
import { uiUrl } from '../asking/ui-url.js';

/** What a call of the server gives; throws NotRunning where that does not answer. */
export type Answered = <T>(call: () => Promise<T>) => Promise<T>;

/** Runs of these wait for weeks. */
export const WAITING: ReadonlySet<string> = new Set(['candidate', 'deployment']);

/** The workflows of a store, seen from outside. */
export function seenRuns(
  { client, storeId, idPrefix }: ids.Named & { client: Client; storeId: string },
  { answered, home }: { answered: Answered; home: Home },
): Pick<Commands, 'run' | 'runs' | 'runsSince'> & {
  runOf(this: void, handle: WorkflowHandle<Workflow>, info: WorkflowExecutionDescription): Promise<Run>;
  stepOf(this: void, workflowId: string): string;
} {
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
      const { parts_done, parts_total, part } = await client.connection.withDeadline(Date.now() + 1_000, () =>
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
      ...(status === undefined ? [] : [`(${CONDITIONS[status]})`]),
      ...(step === undefined ? [] : [`Step = "${step}"`]),
    ];
    const found: Run[] = [];
    let next = after;
    for (let page = 1; ; page++) {
      const pageSize = limit - found.length;
      const { executions, nextPageToken } = await answered(() =>
        client.workflowService.listWorkflowExecutions({
          namespace: client.options.namespace,
          pageSize,
          query: conditions.join(' AND '),
          nextPageToken: next === null ? new Uint8Array() : Buffer.from(next, 'base64url'),
        }),
      );
      const seen = await Promise.all(
        executions.map(async ({ execution }) => {
          const handle = client.workflow.getHandle(execution?.workflowId ?? '', execution?.runId ?? '');
          return runOf(handle, await answered(() => handle.describe()));
        }),
      );
      const isMore = nextPageToken.length > 0 && executions.length === pageSize;
      next = isMore ? Buffer.from(nextPageToken).toString('base64url') : null;
      // Of completed imports only what they gave says which were refused.
      found.push(...seen.filter((one) => status === undefined || one.status === status));
      if (found.length === limit || next === null || page === MOST_PAGES) return { runs: found, next };
    }
  }

  /** Those of the last look that were over: they stay as they are. */
  let over = new Map<string, Run>();

  /** Every page of them: nobody counts how short they were or how many wait beside them. */
  async function runsSince(at: string): Promise<Run[]> {
    const isLate = `StartTime >= "${at}" OR CloseTime >= "${at}"`;
    const query = `TaskQueue = "${ids.controlQueue(storeId)}" AND (ExecutionStatus = "Running" OR ${isLate})`;
    return answered(async () => {
      const newest = new Map<string, WorkflowExecutionInfo>();
      for await (const info of client.workflow.list({ query })) {
        const before = newest.get(info.workflowId);
        if (before === undefined || before.startTime < info.startTime) newest.set(info.workflowId, info);
      }
      const isWaiting = ({ workflowId, status, startTime }: WorkflowExecutionInfo) =>
        WAITING.has(stepOf(workflowId)) && status.name === 'RUNNING' && startTime.toISOString() < at;
      const found = await Promise.all(
        [...newest.values()]
          .filter((info) => !isWaiting(info))
          .map(async ({ workflowId, runId }): Promise<[string, Run]> => {
            const before = over.get(runId);
            if (before !== undefined) return [runId, before];
            const handle = client.workflow.getHandle(workflowId, runId);
            return [runId, await runOf(handle, await handle.describe())];
          }),
      );
      over = new Map(found.filter(([, { status }]) => status !== 'running'));
      return found.map(([, one]) => one);
    });
  }

  function stepOf(workflowId: string): string {
    return ids.withoutStore(storeId, workflowId).split(':')[0] ?? '';
  }

  return { run, runs, runsSince, runOf, stepOf };
}

export const STATUSES: Readonly<Record<string, Run['status']>> = {
  ...{ RUNNING: 'running', CONTINUED_AS_NEW: 'running', COMPLETED: 'completed' },
  ...{ CANCELLED: 'cancelled', TERMINATED: 'cancelled', FAILED: 'failed', TIMED_OUT: 'failed' },
};

/**
 * The same the other way round, as queries of the server. An import that was refused has failed, which its workflow has
 * not: what is found is looked at once more.
 */
const CONDITIONS: Readonly<Record<Run['status'], string>> = {
  running: 'ExecutionStatus IN ("Running", "ContinuedAsNew")',
  completed: 'ExecutionStatus = "Completed"',
  failed: 'ExecutionStatus IN ("Failed", "TimedOut") OR (ExecutionStatus = "Completed" AND Step = "import")',
  cancelled: 'ExecutionStatus IN ("Canceled", "Terminated")',
};

/** So many pages of the server are looked through for runs of the status that is asked for. */
const MOST_PAGES = 5;

export async function endOf(handle: WorkflowHandle<Workflow>): Promise<Pick<Run, 'result' | 'failure'>> {
  try {
    return { result: await handle.result(), failure: null };
  } catch (error) {
    if (isAwayNow(error)) throw error;
    return { result: null, failure: rootOf(error) };
  }
}
