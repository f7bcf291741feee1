import type { Client } from '@temporalio/client';
import { cameWith, KEY_KEPT_MS, type KeyedRequest } from '../../domain/keyed-request.js';
import { controlQueue } from '../../workflows/ids.js';

/** What a run says of the request with which it began. */
interface KeyedRun extends KeyedRequest {
  at: string;
  workflowId: string;
  runId: string;
}

/**
 * The keys of the requests with which runs began before this start of the program: they stand in the runs' memos. The
 * server is asked for them once; `answered` throws where it does not answer. Of those that do not stand, the request
 * may be tried again.
 */
export function keyedRuns(
  { client, storeId }: { client: Client; storeId: string },
  answered: <T>(call: () => Promise<T>) => Promise<T>,
  stands: (run: Pick<KeyedRun, 'workflowId' | 'runId'>) => Promise<boolean>,
): { find(keyed: KeyedRequest, how: { isWaitedFor: boolean }): Promise<KeyedRun | undefined> } {
  let found: readonly KeyedRun[] | undefined;
  let looking: Promise<readonly KeyedRun[]> | undefined;

  async function look(): Promise<readonly KeyedRun[]> {
    const since = new Date(Date.now() - KEY_KEPT_MS).toISOString();
    const query = `TaskQueue = "${controlQueue(storeId)}" AND StartTime > "${since}"`;
    return answered(async () => {
      const runs: KeyedRun[] = [];
      for await (const { memo = {}, startTime, workflowId, runId } of client.workflow.list({ query })) {
        const { idempotency_key, request } = memo;
        if (typeof idempotency_key === 'string' && typeof request === 'string')
          runs.push({ idempotency_key, request, at: startTime.toISOString(), workflowId, runId });
      }
      return runs;
    });
  }

  return {
    async find(keyed, { isWaitedFor }) {
      looking ??= look().then(
        (runs) => (found = runs),
        (error: unknown) => {
          looking = undefined;
          throw error;
        },
      );
      if (!isWaitedFor) looking.catch(() => undefined);
      const runs = isWaitedFor ? await looking : (found ?? []);
      for (const run of runs)
        // What is not asked for a run does not wait for a server that is away.
        if (cameWith(run, keyed, Date.now()) && (await stands(run).catch(orStands))) return run;
      return undefined;

      function orStands(error: unknown): true {
        if (isWaitedFor) throw error;
        return true;
      }
    },
  };
}
