import type { WeekReport } from '../activities/steps.js';
import { sessionOnOrBefore } from '../domain/time/calendar.js';
import type { DateRange } from '../domain/time/dates.js';
import { weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { outcomesId } from './ids.js';
import { runInTurn } from './in-turn.js';
import { outcomeTracking } from './outcome-tracking.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';

export interface WeeklyAggregationInput {
  storeId: string;
  /** Null: the last one with advice or trades. */
  week: IsoWeek | null;
  /** Weeks before it that were not published when it was their time. */
  missed: IsoWeek[];
  /** The trading dates whose outcomes come first; null: the week as it stands. */
  after: DateRange | null;
  /** How long to wait at first for outcomes that are under way. */
  pauseSeconds: number;
}

/** Once the outcomes are known: the week with those that were missed, and again whatever published week has changed. */
export async function weeklyAggregation(input: WeeklyAggregationInput): Promise<WeekReport> {
  const { storeId, week, missed, after, pauseSeconds } = input;
  mark('week', week === null ? undefined : sessionOnOrBefore(weekRange(week).to));
  if (after !== null) {
    const args: Parameters<typeof outcomeTracking> = [{ storeId, through: after.to, after, pauseSeconds }];
    await runInTurn(outcomeTracking, { workflowId: outcomesId(storeId, after.to), args }, pauseSeconds);
  }
  return stepsOf(storeId).aggregateWeek(week === null ? {} : { week, missed });
}
