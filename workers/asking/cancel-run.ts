import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { InvalidInput, NotFound } from '../../domain/errors.js';
import { byEarlierVersion, deployedIn, withoutStore } from '../../workflows/ids.js';
import { abortDeployment } from './deployments.js';
import type { Starter } from './run-workflow.js';

/** A run that was to be cancelled: over, or still on its way there. */
export interface CancelledRun {
  /** Without what the store's ids begin with. */
  run_id: string;
  status: 'cancelled' | 'running';
}

/** How long a run may take to end once it is asked to. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 200;

/**
 * Cancels a run by its id as people read it, or as the server has it; one that version 0.1.0 started too. A deployment
 * is aborted: its model is scored no more, and serves no share. Throws NotFound where there is none, InvalidInput for
 * one that is over, and for a deployment whose model serves.
 */
export async function cancelRun(starter: Starter, run: string): Promise<CancelledRun> {
  const { client, ...store } = starter;
  const run_id = withoutStore(store.storeId, run);
  const statusOf = (id: string) =>
    client.workflow
      .getHandle(id)
      .describe()
      .then(
        ({ status }) => status.name,
        (error: unknown) => {
          if (error instanceof WorkflowNotFoundError) return undefined;
          throw error;
        },
      );
  const ids = [store, byEarlierVersion(store.storeId)].map(({ idPrefix }) => `${idPrefix}${run_id}`);
  const statuses = await Promise.all(ids.map(statusOf));
  const before = statuses.includes('RUNNING') ? 'RUNNING' : statuses.find((status) => status !== undefined);
  if (before === undefined) throw new NotFound(`no run ${JSON.stringify(run)}`);
  if (before !== 'RUNNING')
    throw new InvalidInput(`${run_id} is over: ${before.toLowerCase().replaceAll('_', ' ')}`);
  const id = ids[statuses.indexOf('RUNNING')] as string;
  const modelId = deployedIn(starter, id);
  if (modelId === undefined) await client.workflow.getHandle(id).cancel();
  else await abortDeployment(starter, modelId);
  for (const since = performance.now(); performance.now() - since < PATIENCE_MS; await sleep(LOOK_MS))
    if ((await statusOf(id)) !== 'RUNNING') return { run_id, status: 'cancelled' };
  return { run_id, status: 'running' };
}
