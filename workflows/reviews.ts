import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  startChild,
} from '@temporalio/workflow';
import { revisedSignal } from './candidate-review.js';
import { reviewId, type Named } from './ids.js';
import { reviewRun } from './review-run.js';
import { stepsOf } from './steps.js';

/**
 * Begins the reviews of all candidates that wait for a person or are watched. Those that run look again, and so do
 * those of candidates that the last week ended.
 */
export async function startReviews(named: Named & { storeId: string }): Promise<void> {
  const { candidates, ended } = await stepsOf(named.storeId).openReviews({});
  for (const candidateId of candidates) {
    const run = reviewRun(named, candidateId);
    try {
      await startChild('candidateReview', { ...run, parentClosePolicy: ParentClosePolicy.ABANDON });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await lookAgain(run.workflowId);
    }
  }
  for (const candidateId of ended) await lookAgain(reviewId(named, candidateId));
}

/** One that has ended meanwhile has nothing to look at. */
async function lookAgain(workflowId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(workflowId).signal(revisedSignal);
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}
