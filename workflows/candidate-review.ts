import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { DecideInput, DecideReport } from '../activities/algorithm-reports.js';
import {
  isDue,
  isUnderReview,
  refusalInReview,
  reviewText,
  type ReviewState,
} from '../domain/registry/review-state.js';
import { daysBetween } from '../domain/time/dates.js';
import type { IsoWeek } from '../domain/time/iso-week.js';
import { showDetails } from './details.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';

export interface CandidateReviewInput {
  storeId: string;
  candidateId: string;
  /** How long a day is waited for, in milliseconds. */
  dayMs: number;
}

/** What the review knows of its candidate; null before it has looked. */
export const stateQuery = defineQuery<ReviewState | null>('state');
/** A person decides; the update's id is that of the decision. What cannot be is refused before anything is written. */
export const decideUpdate = defineUpdate<DecideReport, [DecideInput]>('decide');
/** Looks again: there is a new revision, or a decision or a rollback that did not come this way. */
export const refreshUpdate = defineUpdate<ReviewState>('refresh');
/** The same, of another workflow, which cannot wait for the answer. */
export const revisedSignal = defineSignal('revised');

/**
 * A candidate's review: waits for a person to decide, however long, and after an implementation for the end of its
 * watch. The journal is the truth and the data process decides; a review knows what that said last. Whatever is due on
 * a date is done by the step of a week that is past it, for which the review asks when that day has come.
 */
export async function candidateReview(input: CandidateReviewInput): Promise<ReviewState> {
  const { storeId, candidateId, dayMs } = input;
  mark('review');
  const steps = stepsOf(storeId);
  let state: ReviewState | null = null;
  let isRevised = false;
  /** A run answers an update of one id once. A decision that was refused may be made later on, by a further run. */
  let isRefused = false;

  async function look(): Promise<ReviewState> {
    const found = await steps.reviewState({ candidateId });
    state = found;
    showDetails(() => reviewText(found));
    return found;
  }

  setHandler(stateQuery, () => state);
  setHandler(revisedSignal, () => {
    isRevised = true;
  });
  setHandler(refreshUpdate, async () => {
    const found = await look();
    isRevised = true;
    return found;
  });
  setHandler(
    decideUpdate,
    async (request) => {
      try {
        return await steps.decideCandidate(request);
      } catch (error) {
        isRefused = true;
        throw error;
      } finally {
        await look();
        isRevised = true;
      }
    },
    {
      validator(request: DecideInput) {
        const refusal = state === null ? undefined : refusalInReview(state, request);
        if (refusal !== undefined) throw ApplicationFailure.nonRetryable(refusal.message, refusal.name);
      },
    },
  );

  /** A step that fails says so by itself, and is no end of the review. */
  async function askWeek(week: IsoWeek): Promise<void> {
    try {
      await steps.aggregateWeek({ week });
    } catch (error) {
      if (isCancellation(error)) throw error;
    }
  }

  /** The last week whose step was asked for: what it left waits for the next. */
  let asked = '';
  let now = await look();
  while (isUnderReview(now)) {
    const week = isDue(now) && now.last_week !== null && now.last_week > asked ? now.last_week : undefined;
    if (week !== undefined) {
      asked = week;
      await askWeek(week);
    } else {
      await condition(() => isRevised, daysUntilDue(now) * dayMs);
      isRevised = false;
    }
    now = await look();
    if (isRefused || workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof candidateReview>(input);
    }
  }
  await condition(allHandlersFinished);
  return now;
}

/** From the last day known; what is due already waits for a further week of data, and is looked for every day. */
function daysUntilDue({ due: [first], known }: ReviewState): number {
  if (first === undefined || known === null) return MOST_DAYS;
  return Math.max(1, Math.min(daysBetween(known, first.on) + 1, MOST_DAYS));
}

/** Further ahead it looks in between. */
const MOST_DAYS = 28;
