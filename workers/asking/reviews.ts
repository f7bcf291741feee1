/** The reviews of candidates in a running system: asked for decisions, and begun again from the journal. */
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Reads } from '../../activities/named-reads.js';
import type { DecideInput, DecideReport } from '../../activities/algorithm-reports.js';
import { reviewedIn, reviewId } from '../../workflows/ids.js';
import { reviewRun } from '../../workflows/review-run.js';
import { asked, type Starter } from './run-workflow.js';
import { runsUnderWay, updateWithStart } from './update-with-start.js';

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
  const decide = { name: 'decide', updateId: decision_id, args: [input] };
  return updateWithStart<DecideReport>(starter, runOf(starter, candidate_id), decide);
}

/**
 * Begins the reviews that the journal says there are, and has those that run look again: what was decided without the
 * system is taken up.
 */
export async function takeUpReviews(starter: Starter, reads: Pick<Reads, 'reviews'>): Promise<void> {
  const { candidates } = await reads.reviews();
  const running = await runsUnderWay(starter, TYPE, (id) => reviewedIn(starter, id));
  for (const candidateId of new Set([...candidates, ...running])) await refreshReview(starter, candidateId);
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
  await updateWithStart(starter, runOf(starter, candidateId), { name: 'refresh', args: [] });
}

const TYPE = 'candidateReview';

function runOf(starter: Starter, candidateId: string) {
  return { type: TYPE, ...reviewRun(starter, candidateId) };
}
