import {
  ActivityCancellationType,
  proxyActivities,
  workflowInfo,
  type RetryPolicy,
} from '@temporalio/workflow';
import type { PayloadSteps } from '../activities/steps.js';
import { dataQueue, isScheduled, trainQueue } from './ids.js';
import { inWords, WORDS } from './words.js';

/** Faults of the program do not go away by trying again. */
const PROGRAM_FAULTS = ['TypeError', 'RangeError', 'ReferenceError'];

/**
 * A person waits for the answer. What a crash broke off is done again, through a whole storm of them; a step that fails
 * by itself is tried less often: the data process says when it is enough (`workers/step-interceptor`).
 */
const ASKED: RetryPolicy = {
  initialInterval: '1 second',
  backoffCoefficient: 2,
  maximumInterval: '8 seconds',
  maximumAttempts: 40,
  nonRetryableErrorTypes: [...PROGRAM_FAULTS, 'DiskFault'],
};

/** Nobody waits: tried until the disk has room again. `tradeloop status` says why it does not work. */
const SCHEDULED: RetryPolicy = {
  initialInterval: '1 second',
  backoffCoefficient: 2,
  maximumInterval: '1 minute',
  nonRetryableErrorTypes: PROGRAM_FAULTS,
};

/**
 * The steps, run by the store's data process, or its train process; the workflow UI shows of each what it is asked to
 * do. Bad data fails at once under its own name, whoever asked. `waiting`: who waits for the answer, where that is not
 * who began the workflow: what a schedule began answers people as well.
 */
export function stepsOf(storeId: string, waiting?: 'a person'): PayloadSteps {
  const { root, workflowId } = workflowInfo();
  const isScheduledRun = isScheduled(storeId, root?.workflowId ?? workflowId);
  const options = {
    taskQueue: dataQueue(storeId),
    startToCloseTimeout: '12 hours',
    heartbeatTimeout: '10 seconds',
    retry: waiting === undefined && isScheduledRun ? SCHEDULED : ASKED,
  } as const;
  const steps = (Object.keys(WORDS) as (keyof PayloadSteps)[]).map((name) => [
    name,
    (input: never) => {
      const summary = inWords(() => WORDS[name].asked(input));
      const where =
        name === 'trainModels' || name === 'traceFrontier' ? { ...options, ...trained(storeId) } : options;
      return proxyActivities<PayloadSteps>({ ...where, summary })[name](input);
    },
  ]);
  return Object.fromEntries(steps) as PayloadSteps;
}

/** A training that is cancelled is over once its process says so. */
function trained(storeId: string) {
  return {
    taskQueue: trainQueue(storeId),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  } as const;
}
