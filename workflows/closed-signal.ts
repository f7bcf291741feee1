import { defineSignal, getExternalWorkflowHandle, isCancellation } from '@temporalio/workflow';
import { deploymentId, type Named } from './ids.js';

/**
 * Has a deployment look again: something was closed, learned or decided. Who sends it does not wait for the answer.
 * `isAsked`: by a person, who is answered by what is known now; else it goes no further than steps of learning have.
 */
export const closedSignal = defineSignal<[isAsked?: boolean]>('closed');

/** The same of several; one that has ended meanwhile has nothing to look at. */
export async function signalClosed(named: Named, models: readonly string[]): Promise<void> {
  for (const modelId of models)
    try {
      await getExternalWorkflowHandle(deploymentId(named, modelId)).signal(closedSignal);
    } catch (error) {
      if (isCancellation(error)) throw error;
    }
}
