import { hostname } from 'node:os';
import type { Client } from '@temporalio/client';
import { controlQueue, dataQueue } from '../workflows/ids.js';

export type WorkerName = 'control' | 'data';

/** The task queue of a worker: workflows for control, steps for data. */
export const queueOf = (name: WorkerName, storeId: string) =>
  name === 'control' ? controlQueue(storeId) : dataQueue(storeId);

/** How a worker process of this machine is known to the server. */
export const identityOf = (name: WorkerName, pid: number) => `tradeloop-${name}:${pid}@${hostname()}`;

export interface Poller {
  identity: string;
  /** Milliseconds since it last asked for a task; it does so at least once a minute. */
  idleMs: number;
}

const WORKFLOW_TASKS = 1;
const ACTIVITY_TASKS = 2;

/** Who asks the server for a worker's tasks. Workers that ended are forgotten after five minutes. */
export async function pollersOf(client: Client, name: WorkerName, storeId: string): Promise<Poller[]> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: queueOf(name, storeId) },
    taskQueueType: name === 'control' ? WORKFLOW_TASKS : ACTIVITY_TASKS,
  });
  return pollers.map(({ identity, lastAccessTime }) => ({
    identity: identity ?? '',
    idleMs: Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1000,
  }));
}
