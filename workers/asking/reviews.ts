/** The reviews of candidates in a running system: asked for decisions, and begun again from the journal. */
import {
  WithStartWorkflowOperation,
  WorkflowIdConflictPolicy,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Reads } from '../../activities/reads.js';
import type { DecideInput, DecideReport } from '../../activities/steps.js';
import { controlQueue, reviewedIn, reviewId } from '../../workflows/ids.js';
import { reviewRun } from '../../workflows/review-run.js';
import { errorOf, rootOf } from './failure.js';
import { asked, type Starter } from './run-workflow.js';

/**
 * A decision through the review of its candidate, which is begun where none runs; a request that comes twice is one
 * decision. Throws what it is refused for.
 */
export async function decideInReview(
  starter: Starter,
  { candidate_id, decision_id }: { candidate_id: string; decision_id: string },
  input: DecideInput,
): Promise<DecideReport> {
  // What the review knows may be older than what is decided upon.
  await refreshReview(starter, candidate_id);
  return update<DecideReport>(starter, candidate_id, {
    name: 'decide',
    updateId: decision_id,
    args: [input],
  });
}

/**
 * Begins the reviews that the journal says there are, and has those that run look again: what was decided without the
 * system is taken up.
 */
export async function takeUpReviews(starter: Starter, reads: Pick<Reads, 'reviews'>): Promise<void> {
  const { candidates } = await reads.reviews();
  for (const candidateId of new Set([...candidates, ...(await underWay(starter))]))
    await refreshReview(starter, candidateId);
}

/** How the review of a candidate stands on the server, as `running` or `completed`; null where there is none. */
export async function reviewStatus(starter: Starter, candidateId: string): Promise<string | null> {
  const handle = starter.client.workflow.getHandle(reviewId(starter, candidateId));
  try {
    return (await asked(starter, () => handle.describe())).status.name.toLowerCase();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Has a review look again; one that does not run is begun. */
async function refreshReview(starter: Starter, candidateId: string): Promise<void> {
  await update(starter, candidateId, { name: 'refresh', args: [] });
}

/** The candidates of this home whose reviews run. */
async function underWay(starter: Starter): Promise<string[]> {
  const query = `WorkflowType = 'candidateReview' AND ExecutionStatus = 'Running'`;
  return asked(starter, async ({ workflow }) => {
    const found: string[] = [];
    for await (const { workflowId } of workflow.list({ query })) {
      const candidateId = reviewedIn(starter, workflowId);
      if (candidateId !== undefined) found.push(candidateId);
    }
    return found;
  });
}

async function update<T>(
  starter: Starter,
  candidateId: string,
  { name, args, updateId }: { name: string; args: unknown[]; updateId?: string },
): Promise<T> {
  try {
    return await asked(starter, ({ workflow }) => {
      const startWorkflowOperation = new WithStartWorkflowOperation('candidateReview', {
        ...reviewRun(starter, candidateId),
        taskQueue: controlQueue(starter.storeId),
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      });
      return workflow.executeUpdateWithStart<() => Promise<unknown>, T, unknown[]>(name, {
        args,
        startWorkflowOperation,
        ...(updateId !== undefined && { updateId }),
      });
    });
  } catch (error) {
    throw error instanceof WorkflowUpdateFailedError ? errorOf(rootOf(error.cause)) : error;
  }
}
