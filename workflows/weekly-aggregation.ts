import type { WeekReport } from '../activities/loop-reports.js';
import type { DateRange } from '../domain/time/dates.js';
import type { IsoWeek } from '../domain/time/iso-week.js';
import { patched } from '@temporalio/workflow';
import { byEarlierVersion } from './ids.js';
import { startReviews } from './reviews.js';
import { runStep } from './run-step.js';

export interface WeeklyAggregationInput {
  storeId: string;
  /** Not given by runs that version 0.1.0 started. */
  idPrefix?: string;
  /** Null: those of the range, or without one all that are not published yet. */
  week: IsoWeek | null;
  /** Weeks before it that were not published when it was their time. */
  missed: IsoWeek[];
  /** Not given by runs that the version before started. */
  range?: DateRange | null;
  /** False: no person gets its message. */
  tell?: false;
  /** The trading dates whose outcomes come first; null: the week as it stands. */
  after: DateRange | null;
  /** How long to wait at first for outcomes that are under way. */
  pauseSeconds: number;
}

/**
 * Once the outcomes are known: the week with those that were missed, and again whatever published week has changed;
 * then the reviews of its candidates.
 */
export async function weeklyAggregation(given: WeeklyAggregationInput): Promise<WeekReport> {
  const { week, missed, range, tell, ...asked } = given;
  const which = week !== null ? { week, missed } : range ? { range } : {};
  const input = tell === false ? { ...which, tell } : which;
  const report = await runStep('week', { ...asked, input });
  const { storeId, idPrefix = byEarlierVersion(storeId).idPrefix } = given;
  if (patched('starts reviews')) await startReviews({ storeId, idPrefix });
  return report;
}
