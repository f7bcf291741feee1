import type { OutcomesReport } from '../activities/loop-reports.js';
import type { DateRange, IsoDate } from '../domain/time/dates.js';
import { runStep } from './run-step.js';

export interface OutcomeTrackingInput {
  storeId: string;
  /** Not given by runs that version 0.1.0 started. */
  idPrefix?: string;
  /** The day to compute outcomes through; null: the last session with anything imported. */
  through: IsoDate | null;
  /** The trading dates whose reconciliation comes first; null: outcomes of what is reconciled. */
  after: DateRange | null;
  /** How long to wait at first for a reconciliation that is under way. */
  pauseSeconds: number;
}

/** Once the dates are reconciled: who was right, in lots, outcomes and counterfactuals. */
export function outcomeTracking({ through, ...asked }: OutcomeTrackingInput): Promise<OutcomesReport> {
  return runStep('outcomes', { ...asked, input: through === null ? {} : { through } });
}
