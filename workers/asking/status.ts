import { setTimeout as sleep } from 'node:timers/promises';
import { ChildWorkflowFailure } from '@temporalio/common';
import { WorkflowFailedError, type Client, type WorkflowExecutionInfo } from '@temporalio/client';
import { isRefusalNamed } from '../../domain/refusal.js';
import { WarehouseBroken } from '../../domain/errors.js';
import type { DeploymentState } from '../../domain/learning/models/deployment-state.js';
import type { WaitedFor } from '../../domain/advice/awaited-accounts.js';
import type { Reads } from '../../activities/named-reads.js';
import type { TrainingProgress } from '../../activities/learning-reports.js';
import { controlQueue, isScheduled } from '../../workflows/ids.js';
import { apiStatus } from './api-status.js';
import { isAwayNow } from './away.js';
import type { RunningSystem } from './client.js';
import { dismissedRuns, isSameFailure } from './dismissed-runs.js';
import { rootOf } from './failure.js';
import { sevenDaysAgo } from './lately.js';
import { isPolling, queueOf, type WorkerName } from '../running/pollers.js';
import { isAlive, type ProcessRef } from '../../store/home/process-ref.js';
import type { RunFile } from '../running/run-file.js';
import { troublesOf } from '../running/troubles.js';
import type { Trouble } from '../running/trouble.js';
import { runningReads } from './running-reads.js';
import { underWay } from './run-workflow.js';

export interface SystemStatus {
  store_id: string;
  address: string;
  ui_url: string | null;
  /** Where the API is, and whether it answers there; null where it is off. */
  api_url: string | null;
  api_answers: boolean | null;
  /** Whether the server answers; where it does not, nothing is known of runs. */
  server_answers: boolean;
  workers: WorkerStatus[];
  running: RunningWorkflow[] | null;
  /**
   * Since the time asked for, newest first. What has been run again under its id is left out, and what was dismissed,
   * and what was refused to the person who asked.
   */
  failed: FailedWorkflow[] | null;
  /** The accounts without whose next files matches stay pending; null while nobody answers. */
  waiting_for: WaitedFor[] | null;
  /** How the models that are being deployed stand; null while nobody answers. */
  deployments: DeploymentState[] | null;
  /** That the warehouse cannot be read, and what mends it; null where it can, and while nobody answers. */
  warehouse_broken: string | null;
  /** What its processes died of in the last day. */
  troubles: readonly Trouble[];
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
  /** How far the training has come that is under way in it; null where none is. */
  training: TrainingProgress | null;
}

export interface FailedWorkflow {
  workflow_id: string;
  type: string;
  closed_at: string | null;
  name: string;
  message: string;
}

const LISTED = 20;
/** So many of those that failed are looked at, in search of such as there is anything to say of. */
const LOOKED_AT = 200;
const ANSWER_MS = 4_000;
const READ_MS = 5_000;

/**
 * What runs on a system, what failed since an instant (else in the last seven days) and why, and whether its workers
 * take tasks.
 */
export async function systemStatus(system: RunningSystem, since = sevenDaysAgo()): Promise<SystemStatus> {
  const { run, client, storeId } = system;
  const mine = `TaskQueue = "${controlQueue(storeId)}"`;
  const [workers, running, failed] = await client.connection.withDeadline(Date.now() + ANSWER_MS, () =>
    Promise.all([
      workersNow(system),
      runningNow(client, `${mine} AND ExecutionStatus = "Running"`),
      failedSince(system, since),
    ]),
  );
  return {
    store_id: storeId,
    address: run.address,
    ui_url: run.ui_url,
    ...(await apiStatus(run)),
    server_answers: true,
    workers,
    running,
    failed,
    ...(await readOf(system.reads, workers[1]?.polling ?? false)),
    troubles: troublesOf(run),
  };
}

/** The workers, and which of them take tasks. */
export function workersNow(
  system: Pick<RunningSystem, 'client' | 'storeId'> & { run: RunFile },
): Promise<WorkerStatus[]> {
  return Promise.all(WORKERS.map((name) => workerStatus(system, name)));
}

/** What failed since an instant, and there is anything to say of. */
export function failedSince(
  system: Pick<RunningSystem, 'client' | 'storeId' | 'home'>,
  since: string,
): Promise<FailedWorkflow[]> {
  const mine = `TaskQueue = "${controlQueue(system.storeId)}"`;
  const ended = `ExecutionStatus IN ("Failed", "TimedOut", "Terminated") AND CloseTime > "${since}"`;
  return failedOf(system, `${mine} AND ${ended}`);
}

const WORKERS = ['control', 'data', 'train'] as const;

/** Whether all take tasks that anything but a training waits for. */
export function takesTasks({ workers }: Pick<SystemStatus, 'workers'>): boolean {
  return workers.every(({ name, polling }) => polling || name === 'train');
}

/** The same of a system whose server does not answer, by what the home knows. */
export async function statusWithoutServer(run: RunFile): Promise<SystemStatus> {
  const workers = workersWithoutServer(run);
  return {
    store_id: run.store_id,
    address: run.address,
    ui_url: run.ui_url,
    ...(await apiStatus(run)),
    server_answers: false,
    workers,
    running: null,
    failed: null,
    ...(await readOf(runningReads(run.reads), workers[1]?.pid !== null)),
    troubles: troublesOf(run),
  };
}

/** They are there or not; nobody asks for tasks. */
export function workersWithoutServer(run: Pick<RunFile, 'store_id' | WorkerName>): WorkerStatus[] {
  return WORKERS.map((name) => {
    const ref = run[name];
    return { name, task_queue: queueOf(name, run.store_id), pid: pidOf(ref), polling: false };
  });
}

/** A rebuild that is under way keeps reads waiting, but not the rest of the status. */
async function readOf(
  reads: Reads,
  isAnswered: boolean,
): Promise<Pick<SystemStatus, 'waiting_for' | 'deployments' | 'warehouse_broken'>> {
  const nothing = { waiting_for: null, deployments: null, warehouse_broken: null };
  if (!isAnswered) return nothing;
  // A policy that does not read says nothing of what else there is to say.
  const deployed = reads.deployments().then(
    ({ deployments }) => deployments,
    () => null,
  );
  const read = Promise.all([reads.waitingFor(), deployed]).then(
    ([waiting_for, deployments]) => ({ waiting_for, deployments, warehouse_broken: null }),
    (error: unknown) =>
      error instanceof WarehouseBroken ? { ...nothing, warehouse_broken: error.message } : nothing,
  );
  return Promise.race([read, sleep(READ_MS, nothing, { ref: false })]);
}

async function workerStatus(
  { run, client, storeId }: Pick<RunningSystem, 'run' | 'client' | 'storeId'>,
  name: WorkerName,
): Promise<WorkerStatus> {
  const pid = pidOf(run[name]);
  const polling = pid !== null && (await isPolling(client, { name, pid, storeId }));
  return { name, task_queue: queueOf(name, storeId), pid, polling };
}

function pidOf(ref: ProcessRef | null | undefined): number | null {
  return ref && isAlive(ref) ? ref.pid : null;
}

async function runningNow(client: Client, query: string): Promise<RunningWorkflow[]> {
  return Promise.all(
    (await list(client, { query, atMost: LISTED })).map((info) => toldRunning(client, info)),
  );
}

/**
 * Those that there is anything to say of, of the newest; the others are passed over, so that none hides what is older.
 */
export async function failedOf(
  { client, storeId, home }: Pick<RunningSystem, 'client' | 'storeId' | 'home'>,
  query: string,
): Promise<FailedWorkflow[]> {
  const dismissed = await dismissedRuns(home);
  const ended = await list(client, { query, atMost: LOOKED_AT });
  const found: FailedWorkflow[] = [];
  for (let at = 0; at < ended.length && found.length < LISTED; at += LISTED) {
    const some = ended.slice(at, at + LISTED).map((info) => toldFailed({ client, storeId }, info));
    const failed = (await Promise.all(some)).flat();
    found.push(...failed.filter((one) => !dismissed.some((other) => isSameFailure(one, other))));
  }
  return found.slice(0, LISTED);
}

async function list(
  client: Client,
  { query, atMost }: { query: string; atMost: number },
): Promise<WorkflowExecutionInfo[]> {
  const found: WorkflowExecutionInfo[] = [];
  for await (const info of client.workflow.list({ query, pageSize: atMost })) {
    found.push(info);
    if (found.length === atMost) break;
  }
  return found;
}

async function toldRunning(
  client: Client,
  { workflowId, type, startTime }: WorkflowExecutionInfo,
): Promise<RunningWorkflow> {
  const { retries, training } = await underWay(client, workflowId);
  return { workflow_id: workflowId, type, started_at: startTime.toISOString(), retries, training };
}

/**
 * Nothing for a run that was followed by another, for one that failed because its child did, which is listed itself,
 * and for what was refused to the person who asked.
 */
async function toldFailed(
  { client, storeId }: Pick<RunningSystem, 'client' | 'storeId'>,
  { workflowId, runId, type, closeTime }: WorkflowExecutionInfo,
): Promise<FailedWorkflow[]> {
  const latest = await client.workflow.getHandle(workflowId).describe();
  if (latest.runId !== runId) return [];
  const error = await failureOf(client, workflowId, runId);
  if (error instanceof WorkflowFailedError && error.cause instanceof ChildWorkflowFailure) return [];
  const root = rootOf(error);
  const first = latest.raw.workflowExecutionInfo?.rootExecution?.workflowId ?? workflowId;
  if (isRefusalNamed(root.name) && !isScheduled(storeId, first)) return [];
  const closedAt = closeTime?.toISOString() ?? null;
  return [{ workflow_id: workflowId, type, closed_at: closedAt, ...root }];
}

async function failureOf(client: Client, workflowId: string, runId: string): Promise<unknown> {
  try {
    return await client.workflow.getHandle(workflowId, runId, { followRuns: false }).result();
  } catch (error) {
    if (isAwayNow(error)) throw error;
    return error;
  }
}
