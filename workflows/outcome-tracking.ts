import type { OutcomesReport } from '../activities/steps.js';
import type { DateRange, IsoDate } from '../domain/time/dates.js';
import { reconcileId } from './ids.js';
import { runInTurn } from './in-turn.js';
import { nightlyReconciliation } from './nightly-reconciliation.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';

export interface OutcomeTrackingInput {
  storeId: string;
  /** The day to tell outcomes through; null: the last session with anything imported. */
  through: IsoDate | null;
  /** The trading dates whose reconciliation comes first; null: outcomes of what is reconciled. */
  after: DateRange | null;
  /** How long to wait at first for a reconciliation that is under way. */
  pauseSeconds: number;
}

/** Once the dates are reconciled: who was right, in lots, outcomes and counterfactuals. */
export async function outcomeTracking(input: OutcomeTrackingInput): Promise<OutcomesReport> {
  const { storeId, through, after, pauseSeconds } = input;
  mark('outcomes', through ?? undefined);
  if (after !== null) {
    const workflowId = reconcileId(storeId, after.to);
    await runInTurn(nightlyReconciliation, { workflowId, args: [{ storeId, range: after }] }, pauseSeconds);
  }
  return stepsOf(storeId).trackOutcomes(through === null ? {} : { through });
}
