import type { OutcomesReport } from '../activities/steps.js';
import type { IsoDate } from '../domain/dates.js';
import { reconcileId } from './ids.js';
import { runInTurn } from './in-turn.js';
import { nightlyReconciliation } from './nightly-reconciliation.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';

export interface OutcomeTrackingInput {
  storeId: string;
  /** The day to tell outcomes through; null: the last session with anything imported. */
  through: IsoDate | null;
  /** The session whose reconciliation comes first; null: outcomes of what is reconciled. */
  after: IsoDate | null;
  /** How long to wait between looks at a reconciliation that is under way. */
  pauseSeconds: number;
}

/** Once the session is reconciled: who was right, in lots, outcomes and counterfactuals. */
export async function outcomeTracking(input: OutcomeTrackingInput): Promise<OutcomesReport> {
  const { storeId, through, after, pauseSeconds } = input;
  mark('outcomes', through ?? undefined);
  if (after !== null)
    await runInTurn(
      nightlyReconciliation,
      {
        workflowId: reconcileId(storeId, after),
        args: [{ storeId, range: { from: after, to: after } }],
      },
      pauseSeconds,
    );
  return stepsOf(storeId).trackOutcomes(through === null ? {} : { through });
}
