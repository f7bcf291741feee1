import { controlQueue, isScheduled, withoutStore } from '../../workflows/ids.js';
import type { RunningSystem } from './client.js';
import { underWay } from './run-workflow.js';

const LISTED = 100;

/** The runs that a schedule began, of which a step fails now and is tried again: each with a line that says why. */
export async function failingScheduled(
  system: Pick<RunningSystem, 'client' | 'storeId'>,
): Promise<Map<string, string>> {
  const { client, storeId } = system;
  const query = `TaskQueue = "${controlQueue(storeId)}" AND ExecutionStatus = "Running"`;
  const failing = new Map<string, string>();
  let looked = 0;
  for await (const { workflowId } of client.workflow.list({ query, pageSize: LISTED })) {
    if (++looked > LISTED) break;
    const { retries } = await underWay(client, workflowId);
    if (retries[0] === undefined) continue;
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const first = raw.workflowExecutionInfo?.rootExecution?.workflowId ?? workflowId;
    if (isScheduled(storeId, first))
      failing.set(workflowId, `${withoutStore(storeId, workflowId)} fails for an hour: ${retries[0]}`);
  }
  return failing;
}
