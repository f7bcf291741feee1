import type { ReconcileReport } from '../activities/loop-reports.js';
import type { DateRange } from '../domain/time/dates.js';
import { runStep } from './run-step.js';

export interface ReconciliationInput {
  storeId: string;
  /** The trading dates to reconcile, besides what changed in those that are; null: all that is new or changed. */
  range: DateRange | null;
}

/** Matches what was advised with what was done. */
export function nightlyReconciliation({ storeId, range }: ReconciliationInput): Promise<ReconcileReport> {
  return runStep('reconcile', { storeId, input: range ?? {}, after: null, pauseSeconds: 0 });
}
