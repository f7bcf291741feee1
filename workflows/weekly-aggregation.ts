import type { WeekReport } from '../activities/steps.js';
import { sessionOnOrBefore } from '../domain/calendar.js';
import type { IsoDate } from '../domain/dates.js';
import { shiftWeek, weekRange, type IsoWeek } from '../domain/iso-week.js';
import { outcomesId } from './ids.js';
import { runInTurn } from './in-turn.js';
import { outcomeTracking } from './outcome-tracking.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';

export interface WeeklyAggregationInput {
  storeId: string;
  week: IsoWeek;
  /** The session whose outcomes come first; null: the week as it stands. */
  after: IsoDate | null;
  /** How long to wait between looks at outcomes that are under way. */
  pauseSeconds: number;
}

/** Once the outcomes are known: the week before again, since what was pending in it has closed, and the week. */
export async function weeklyAggregation(input: WeeklyAggregationInput): Promise<WeekReport> {
  const { storeId, week, after, pauseSeconds } = input;
  mark('week', sessionOnOrBefore(weekRange(week).to));
  const steps = stepsOf(storeId);
  if (after !== null) {
    await runInTurn(
      outcomeTracking,
      {
        workflowId: outcomesId(storeId, after),
        args: [{ storeId, through: after, after, pauseSeconds }],
      },
      pauseSeconds,
    );
    const before = shiftWeek(week, -1);
    const { weeks_published } = await steps.describeStore({});
    if (weeks_published.includes(before)) await steps.aggregateWeek({ week: before });
  }
  return steps.aggregateWeek({ week });
}
