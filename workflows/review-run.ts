import type { CandidateReviewInput } from './candidate-review.js';
import { reviewId, type Named } from './ids.js';
import { reviewWords } from './words.js';

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
