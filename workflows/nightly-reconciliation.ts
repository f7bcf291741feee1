import type { ReconcileReport } from '../activities/steps.js';
import type { DateRange } from '../domain/time/dates.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';

export interface ReconciliationInput {
  storeId: string;
  /** The trading dates to reconcile, besides what changed in those that are; null: all that is new or changed. */
  range: DateRange | null;
}

/** Matches what was advised with what was done. */
export async function nightlyReconciliation({
  storeId,
  range,
}: ReconciliationInput): Promise<ReconcileReport> {
  mark('reconcile', range?.to);
  return stepsOf(storeId).reconcileRange(range ?? {});
}
