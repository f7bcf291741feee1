import { proxyActivities } from '@temporalio/workflow';
import type { MessageSteps, ReplySteps } from '../activities/message-steps.js';
import type { Heard } from '../messages/heard.js';
import { controlQueue, factsQueue } from './ids.js';
import { mark } from './search-attributes.js';

const TRIED = {
  startToCloseTimeout: '5 minutes',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
} as const;

/** What a person said by a way: written down once whatever is down meanwhile, then answered. */
export async function reply({ storeId, ...heard }: Heard & { storeId: string }): Promise<void> {
  mark('reply');
  const { takeReply } = proxyActivities<ReplySteps>({ ...TRIED, taskQueue: factsQueue(storeId) });
  const { answerPerson, sendMessage } = proxyActivities<MessageSteps>({
    ...TRIED,
    taskQueue: controlQueue(storeId),
  });
  const answer = await takeReply(heard);
  const { way, update, message } = heard;
  if (answer.send !== null) await sendMessage({ ...answer.send, way, request: `reply ${update}` });
  else await answerPerson({ way, update, message, ...answer });
}
