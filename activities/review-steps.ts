import { openSince, withDecisions } from '../domain/candidates/candidate-row.js';
import { reviewOf } from '../domain/registry/review.js';
import { isUnderReview, type ReviewState } from '../domain/registry/review-state.js';
import { isOpen } from '../domain/registry/may-decide.js';
import { registryIn } from '../store/derived/algorithm.js';
import { decidedCandidates, publishedCandidates } from '../store/derived/candidates.js';
import { sessionAhead } from '../store/derived/current-algorithm.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Facts } from '../store/home/journal.js';
import { candidateNamed, decisionsAbout, toDecide } from './decide-candidate.js';
import type { Steps } from './steps.js';

interface Parts {
  journal: Facts;
  warehouse: Reader;
}

/** What the reviews of candidates ask for. */
export function reviewSteps(store: Parts): Pick<Steps, 'reviewState' | 'openReviews'> {
  return {
    reviewState: ({ candidateId }) => reviewState(store, candidateId),
    async openReviews() {
      return { candidates: await candidatesUnderReview(store), ended: endedLast(store.journal) };
    },
  };
}

/** The candidates that wait for a decision, and those whose versions are watched. */
export async function candidatesUnderReview(store: Parts): Promise<string[]> {
  const ids = publishedCandidates(store.journal).map(({ candidate_id }) => candidate_id);
  const states: ReviewState[] = [];
  for (const id of [...new Set(ids)].sort()) states.push(await reviewState(store, id));
  return states.filter(isUnderReview).map(({ candidate_id }) => candidate_id);
}

/** Those that the last published week ended without a person. */
function endedLast(journal: Facts): string[] {
  const rows = publishedCandidates(journal);
  const last = rows
    .map(({ as_of }) => as_of)
    .sort()
    .at(-1);
  const ended = rows.filter(({ as_of, status }) => as_of === last && !isOpen(status));
  return [...new Set(ended.map(({ candidate_id }) => candidate_id))].sort();
}

async function reviewState({ journal, warehouse }: Parts, candidateId: string): Promise<ReviewState> {
  const ahead = await sessionAhead(warehouse);
  const revisions = withDecisions(publishedCandidates(journal), decidedCandidates(journal)).filter(
    ({ candidate_id }) => candidate_id === candidateId,
  );
  const candidate = { ...toDecide(candidateNamed(journal, candidateId)), open_since: openSince(revisions) };
  return reviewOf(candidate, {
    decisions: decisionsAbout(journal, candidateId),
    registry: registryIn(journal),
    ahead,
  });
}
