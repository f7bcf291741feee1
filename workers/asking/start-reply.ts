import { WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy, type Client } from '@temporalio/client';
import type { Heard } from '../../messages/heard.js';
import { controlQueue, replyId, type Named } from '../../workflows/ids.js';
import type { reply } from '../../workflows/reply.js';

/** So long the next is kept back, so that a correction comes after what it corrects. */
const IN_TURN_MS = 15_000;

/** Has what a person said taken; what was begun before is not begun again. */
export async function startReply(
  { client, storeId, idPrefix }: Named & { client: Client; storeId: string },
  heard: Heard,
): Promise<void> {
  const workflowId = replyId({ idPrefix }, heard);
  try {
    await client.workflow.start<typeof reply>('reply', {
      workflowId,
      taskQueue: controlQueue(storeId),
      args: [{ storeId, ...heard }],
      staticSummary: `Take what was said by ${heard.way}`,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  await client.connection
    .withAbortSignal(AbortSignal.timeout(IN_TURN_MS), () => client.workflow.getHandle(workflowId).result())
    .catch(() => undefined);
}
