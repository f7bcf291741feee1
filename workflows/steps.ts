import { proxyActivities } from '@temporalio/workflow';
import type { Steps } from '../activities/steps.js';
import { dataQueue } from './ids.js';

/**
 * The steps, run by the store's data process. Bad data fails at once under its own name, and so does a fault of the program: neither goes
 * away by trying again. Everything else (a full disk, a dead process) is tried until it works; `tradeloop status` tells why it does not.
 */
export function stepsOf(storeId: string): Steps {
  return proxyActivities<Steps>({
    taskQueue: dataQueue(storeId),
    startToCloseTimeout: '12 hours',
    heartbeatTimeout: '10 seconds',
    retry: {
      initialInterval: '1 second',
      backoffCoefficient: 2,
      maximumInterval: '10 seconds',
      nonRetryableErrorTypes: ['TypeError', 'RangeError', 'ReferenceError'],
    },
  });
}
