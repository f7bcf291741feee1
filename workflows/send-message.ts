import { proxyActivities } from '@temporalio/workflow';
import type { MessageInput, MessageSteps } from '../activities/message-steps.js';
import { controlQueue } from './ids.js';
import { mark } from './search-attributes.js';

/** A message by one way: what keeps it back keeps back neither the week nor the other ways. Tried for a day. */
export async function sendMessage({
  storeId,
  ...message
}: MessageInput & { storeId: string }): Promise<{ sent: number }> {
  mark('message');
  const steps = proxyActivities<MessageSteps>({
    taskQueue: controlQueue(storeId),
    startToCloseTimeout: '5 minutes',
    scheduleToCloseTimeout: '1 day',
    retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 hour' },
  });
  return steps.sendMessage(message);
}
