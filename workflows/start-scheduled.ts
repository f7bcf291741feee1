import { defineSearchAttributeKey } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';
import type { OutcomesReport, ReconcileReport, StoreDescription, WeekReport } from '../activities/steps.js';
import { lastClosedSession } from '../domain/time/calendar.js';
import type { DateRange } from '../domain/time/dates.js';
import { weekOf } from '../domain/time/iso-week.js';
import { datesDue, weeksMissed } from './due.js';
import { outcomesId, reconcileId, weekId } from './ids.js';
import { runInTurn } from './in-turn.js';
import { sessionDue } from './logical-date.js';
import { nightlyReconciliation, type ReconciliationInput } from './nightly-reconciliation.js';
import { outcomeTracking, type OutcomeTrackingInput } from './outcome-tracking.js';
import type { ScheduledStep } from './scheduled-steps.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';
import { weeklyAggregation, type WeeklyAggregationInput } from './weekly-aggregation.js';

export interface StartScheduledInput {
  storeId: string;
  step: ScheduledStep;
  /** Handed to what waits for an earlier step. */
  pauseSeconds: number;
}

export interface StartScheduledReport {
  /** The id of what was due; null on a day without a session and where nothing is imported. */
  workflow_id: string | null;
  /** What it gave. */
  result: ReconcileReport | OutcomesReport | WeekReport | null;
}

const SCHEDULED_START = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/**
 * Finds out what a schedule is about, by the time it was due (not by the clock: a missed night is done late) and by what is imported, and
 * runs that under its own id. Started by hand it is about the last session that has closed, whatever the day.
 */
export async function startScheduled(input: StartScheduledInput): Promise<StartScheduledReport> {
  const info = workflowInfo();
  const scheduled = info.typedSearchAttributes.get(SCHEDULED_START)?.toISOString();
  const at = scheduled ?? info.startTime.toISOString();
  const nightly = scheduled !== undefined && input.step !== 'week';
  const session = nightly ? sessionDue(at) : lastClosedSession(at);
  mark(`start ${input.step}`, session);
  if (session === undefined) return { workflow_id: null, result: null };
  const store = await stepsOf(input.storeId).describeStore({});
  const dates = datesDue(session, store);
  return dates === undefined ? { workflow_id: null, result: null } : runStep(input, dates, store);
}

async function runStep(
  { storeId, step, pauseSeconds }: StartScheduledInput,
  dates: DateRange,
  store: StoreDescription,
): Promise<StartScheduledReport> {
  switch (step) {
    case 'reconcile': {
      const workflowId = reconcileId(storeId, dates.to);
      const args: [ReconciliationInput] = [{ storeId, range: dates }];
      const result = await runInTurn(nightlyReconciliation, { workflowId, args }, pauseSeconds);
      return { workflow_id: workflowId, result };
    }
    case 'outcomes': {
      const workflowId = outcomesId(storeId, dates.to);
      const args: [OutcomeTrackingInput] = [{ storeId, through: dates.to, after: dates, pauseSeconds }];
      const result = await runInTurn(outcomeTracking, { workflowId, args }, pauseSeconds);
      return { workflow_id: workflowId, result };
    }
    case 'week': {
      const week = weekOf(dates.to);
      const workflowId = weekId(storeId, week);
      const missed = weeksMissed(week, store);
      const args: [WeeklyAggregationInput] = [{ storeId, week, missed, after: dates, pauseSeconds }];
      const result = await runInTurn(weeklyAggregation, { workflowId, args }, pauseSeconds);
      return { workflow_id: workflowId, result };
    }
  }
}
