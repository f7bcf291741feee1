import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  startChild,
} from '@temporalio/workflow';
import { revisedSignal, type CandidateReviewInput } from './candidate-review.js';
import { reviewId, type Named } from './ids.js';
import { reviewWords } from './words.js';
import { stepsOf } from './steps.js';

const DAY_MS = 86_400_000;

/** A review as it is started, by whomever. */
export function reviewRun(
  named: Named & { storeId: string },
  candidateId: string,
): { workflowId: string; args: [CandidateReviewInput]; staticSummary: string } {
  return {
    workflowId: reviewId(named, candidateId),
    args: [{ storeId: named.storeId, candidateId, dayMs: DAY_MS }],
    staticSummary: reviewWords(candidateId),
  };
}

/** Begins the reviews of all candidates that wait for a person or are watched; those that run look again. */
export async function startReviews(named: Named & { storeId: string }): Promise<void> {
  const { candidates } = await stepsOf(named.storeId).openReviews({});
  for (const candidateId of candidates) {
    const run = reviewRun(named, candidateId);
    try {
      await startChild('candidateReview', { ...run, parentClosePolicy: ParentClosePolicy.ABANDON });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await lookAgain(run.workflowId);
    }
  }
}

/** One that has ended meanwhile has nothing to look at. */
async function lookAgain(workflowId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(workflowId).signal(revisedSignal);
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}
