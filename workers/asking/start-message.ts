import { WorkflowIdReusePolicy, type Client, type WorkflowHandle } from '@temporalio/client';
import type { MessageInput } from '../../activities/message-steps.js';
import { controlQueue, messageId, type Named } from '../../workflows/ids.js';
import type { sendMessage } from '../../workflows/send-message.js';

/**
 * Has a message sent by one way. Throws WorkflowExecutionAlreadyStartedError where that was done before: a message has
 * one run a way.
 */
export function startMessage(
  { client, storeId, idPrefix }: Named & { client: Client; storeId: string },
  input: MessageInput,
): Promise<WorkflowHandle<typeof sendMessage>> {
  return client.workflow.start<typeof sendMessage>('sendMessage', {
    workflowId: messageId({ idPrefix }, input),
    taskQueue: controlQueue(storeId),
    args: [{ storeId, ...input }],
    staticSummary: `Send ${input.subject} by ${input.way}`,
    workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
  });
}
