import type { OutcomesReport, ReconcileReport, WeeksReport } from '../../activities/loop-reports.js';
import type { BackfillPart } from '../backfill-plan.js';
import { mark } from '../search-attributes.js';
import { stepsOf } from '../steps.js';

export interface BackfillMonthInput {
  storeId: string;
  part: BackfillPart;
  /** Whether a person gets the message of the last of its weeks. */
  tell: boolean;
}

export interface BackfillMonthReport {
  reconciled: ReconcileReport;
  outcomes: OutcomesReport;
  weeks: WeeksReport;
}

/** The nightly steps over a month at once, then its weeks. */
export async function backfillMonth({
  storeId,
  part,
  tell,
}: BackfillMonthInput): Promise<BackfillMonthReport> {
  const { from, to, weeks } = part;
  mark('backfill', { days: { from, to } });
  const steps = stepsOf(storeId);
  const reconciled = await steps.reconcileRange({ from, to });
  const outcomes = await steps.trackOutcomes({ through: to });
  return { reconciled, outcomes, weeks: await steps.aggregateWeeks({ weeks, tell }) };
}
