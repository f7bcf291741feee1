import { hostname } from 'node:os';
import type { Client } from '@temporalio/client';
import { controlQueue, dataQueue, trainQueue } from '../../workflows/ids.js';

const QUEUES = { control: controlQueue, data: dataQueue, train: trainQueue };

export type WorkerName = keyof typeof QUEUES;

/** The task queue of a worker: workflows for control, steps for data, trainings for train. */
export const queueOf = (name: WorkerName, storeId: string) => QUEUES[name](storeId);

/** How a worker process of this machine is known to the server. */
export const identityOf = (name: WorkerName, pid: number) => `tradeloop-${name}:${pid}@${hostname()}`;

const WORKFLOW_TASKS = 1;
const ACTIVITY_TASKS = 2;

/** Whether a worker process asks the server for its tasks. */
export async function isPolling(
  client: Client,
  { name, pid, storeId }: { name: WorkerName; pid: number; storeId: string },
): Promise<boolean> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: queueOf(name, storeId) },
    taskQueueType: name === 'control' ? WORKFLOW_TASKS : ACTIVITY_TASKS,
  });
  return pollers.some(({ identity }) => identity === identityOf(name, pid));
}
