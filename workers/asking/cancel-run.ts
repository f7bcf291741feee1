import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { InvalidInput, NotFound } from '../../domain/errors.js';
import { withoutStore } from '../../workflows/ids.js';
import type { Starter } from './run-workflow.js';

/** A run that was to be cancelled: over, or still on its way there. */
export interface CancelledRun {
  /** Without the store's id. */
  run_id: string;
  status: 'cancelled' | 'running';
}

/** For a run to end once it is told to. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 200;

/** Cancels a run by its id, with or without the store's. Throws NotFound where there is none, InvalidInput for one that is over. */
export async function cancelRun({ client, storeId }: Starter, run: string): Promise<CancelledRun> {
  const run_id = withoutStore(storeId, run);
  const handle = client.workflow.getHandle(`${storeId}:${run_id}`);
  const statusNow = async () => {
    const { status } = await handle.describe().catch((error: unknown) => {
      throw error instanceof WorkflowNotFoundError ? new NotFound(`no run ${JSON.stringify(run)}`) : error;
    });
    return status.name;
  };
  const before = await statusNow();
  if (before !== 'RUNNING')
    throw new InvalidInput(`${run_id} is over: ${before.toLowerCase().replaceAll('_', ' ')}`);
  await handle.cancel();
  for (const since = performance.now(); performance.now() - since < PATIENCE_MS; await sleep(LOOK_MS))
    if ((await statusNow()) !== 'RUNNING') return { run_id, status: 'cancelled' };
  return { run_id, status: 'running' };
}
