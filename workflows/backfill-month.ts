import type { OutcomesReport, ReconcileReport } from '../activities/steps.js';
import type { BackfillPart } from './backfill-plan.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';

export interface BackfillMonthInput {
  storeId: string;
  part: BackfillPart;
}

export interface BackfillMonthReport {
  reconciled: ReconcileReport;
  outcomes: OutcomesReport;
  /** How many of the weeks told something new. */
  weeksPublished: number;
}

/** The nightly steps over a month at once, then its weeks in their order. */
export async function backfillMonth({ storeId, part }: BackfillMonthInput): Promise<BackfillMonthReport> {
  const { from, to, weeks } = part;
  mark('backfill', to);
  const steps = stepsOf(storeId);
  const reconciled = await steps.reconcileRange({ from, to });
  const outcomes = await steps.trackOutcomes({ through: to });
  let weeksPublished = 0;
  for (const week of weeks) if ((await steps.aggregateWeek({ week })).published) weeksPublished += 1;
  return { reconciled, outcomes, weeksPublished };
}
