import { setTimeout as sleep } from 'node:timers/promises';
import { ChildWorkflowFailure } from '@temporalio/common';
import { WorkflowFailedError, type Client, type WorkflowExecutionInfo } from '@temporalio/client';
import type { WaitedFor } from '../../domain/advice/awaited-accounts.js';
import { controlQueue } from '../../workflows/ids.js';
import type { RunningSystem } from './client.js';
import { rootOf } from './failure.js';
import { isPolling, queueOf, type WorkerName } from '../running/pollers.js';
import { isAlive } from '../running/process-ref.js';
import { retriesOf } from './run-workflow.js';

export interface SystemStatus {
  store_id: string;
  address: string;
  ui_url: string | null;
  workers: WorkerStatus[];
  running: RunningWorkflow[];
  /** Since the time asked for, newest first; what has been run again under its id is left out. */
  failed: FailedWorkflow[];
  /** The accounts without whose next files matches stay pending; null while nobody answers. */
  waiting_for: WaitedFor[] | null;
}

export interface WorkerStatus {
  name: WorkerName;
  task_queue: string;
  /** Null while it is not there. */
  pid: number | null;
  /** It asks the server for tasks. */
  polling: boolean;
}

export interface RunningWorkflow {
  workflow_id: string;
  type: string;
  started_at: string;
  /** Steps that failed and are tried again, with the reason. */
  retries: string[];
}

export interface FailedWorkflow {
  workflow_id: string;
  type: string;
  closed_at: string | null;
  name: string;
  message: string;
}

const FAILED_SINCE_MS = 7 * 86_400_000;
/** From when on failures are told where nobody asks. */
export const sevenDaysAgo = () => new Date(Date.now() - FAILED_SINCE_MS).toISOString();
const LISTED = 20;
const READ_MS = 5_000;

/** What runs on a system, what failed since an instant (else in the last seven days) and why, and whether its workers take tasks. */
export async function systemStatus(system: RunningSystem, since = sevenDaysAgo()): Promise<SystemStatus> {
  const { run, client, storeId } = system;
  const mine = `TaskQueue = "${controlQueue(storeId)}"`;
  const [workers, running, failed] = await Promise.all([
    Promise.all((['control', 'data'] as const).map((name) => workerStatus(system, name))),
    list(client, `${mine} AND ExecutionStatus = "Running"`),
    list(
      client,
      `${mine} AND ExecutionStatus IN ("Failed", "TimedOut", "Terminated") AND CloseTime > "${since}"`,
    ),
  ]);
  return {
    store_id: storeId,
    address: run.address,
    ui_url: run.ui_url,
    workers,
    running: await Promise.all(running.map((info) => toldRunning(client, info))),
    failed: (await Promise.all(failed.map((info) => toldFailed(client, info)))).flat(),
    waiting_for: await waitingFor(system, workers),
  };
}

/** A rebuild that is under way keeps reads waiting, but not the rest of the status. */
async function waitingFor(
  { reads }: RunningSystem,
  workers: readonly WorkerStatus[],
): Promise<WaitedFor[] | null> {
  if (!workers.some(({ name, polling }) => name === 'data' && polling)) return null;
  return Promise.race([reads.waitingFor().catch(() => null), sleep(READ_MS, null, { ref: false })]);
}

async function workerStatus(
  { run, client, storeId }: RunningSystem,
  name: WorkerName,
): Promise<WorkerStatus> {
  const ref = run[name];
  const pid = ref && isAlive(ref) ? ref.pid : null;
  const polling = pid !== null && (await isPolling(client, { name, pid, storeId }));
  return { name, task_queue: queueOf(name, storeId), pid, polling };
}

async function list(client: Client, query: string): Promise<WorkflowExecutionInfo[]> {
  const found: WorkflowExecutionInfo[] = [];
  for await (const info of client.workflow.list({ query, pageSize: LISTED })) {
    found.push(info);
    if (found.length === LISTED) break;
  }
  return found;
}

async function toldRunning(
  client: Client,
  { workflowId, type, startTime }: WorkflowExecutionInfo,
): Promise<RunningWorkflow> {
  const retries = await retriesOf(client, workflowId);
  return { workflow_id: workflowId, type, started_at: startTime.toISOString(), retries };
}

/** Nothing for a run that was followed by another, and for one that failed because its child did, which is told itself. */
async function toldFailed(
  client: Client,
  { workflowId, runId, type, closeTime }: WorkflowExecutionInfo,
): Promise<FailedWorkflow[]> {
  const latest = await client.workflow.getHandle(workflowId).describe();
  if (latest.runId !== runId) return [];
  const error = await failureOf(client, workflowId, runId);
  if (error instanceof WorkflowFailedError && error.cause instanceof ChildWorkflowFailure) return [];
  const closedAt = closeTime?.toISOString() ?? null;
  return [{ workflow_id: workflowId, type, closed_at: closedAt, ...rootOf(error) }];
}

async function failureOf(client: Client, workflowId: string, runId: string): Promise<unknown> {
  try {
    return await client.workflow.getHandle(workflowId, runId, { followRuns: false }).result();
  } catch (error) {
    return error;
  }
}
