import { defineSearchAttributeKey } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';
import { lastClosedSession } from '../domain/calendar.js';
import type { IsoDate } from '../domain/dates.js';
import { weekOf } from '../domain/iso-week.js';
import { outcomesId, reconcileId, weekId } from './ids.js';
import { runUnlessRunning } from './in-turn.js';
import { sessionDue } from './logical-date.js';
import { nightlyReconciliation, type ReconciliationInput } from './nightly-reconciliation.js';
import { outcomeTracking, type OutcomeTrackingInput } from './outcome-tracking.js';
import { mark } from './search-attributes.js';
import { weeklyAggregation, type WeeklyAggregationInput } from './weekly-aggregation.js';

export type ScheduledStep = 'reconcile' | 'outcomes' | 'week';

export interface StartScheduledInput {
  storeId: string;
  step: ScheduledStep;
  /** Handed to what waits for an earlier step. */
  pauseSeconds: number;
}

export interface StartScheduledReport {
  /** The id of what was due; null on a day without a session. */
  workflow_id: string | null;
  /** False when a run of that id was under way already. */
  started: boolean;
}

const SCHEDULED_START = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/**
 * Finds out what a schedule is about, by the time it was due (not by the clock: a missed night is done late), and runs that under its own
 * id. Started by hand it is about the last session that has closed, whatever the day.
 */
export async function startScheduled(input: StartScheduledInput): Promise<StartScheduledReport> {
  const info = workflowInfo();
  const scheduled = info.typedSearchAttributes.get(SCHEDULED_START)?.toISOString();
  const at = scheduled ?? info.startTime.toISOString();
  const nightly = scheduled !== undefined && input.step !== 'week';
  const session = nightly ? sessionDue(at) : lastClosedSession(at);
  mark(`start ${input.step}`, session);
  return session === undefined ? { workflow_id: null, started: false } : runStep(input, session);
}

async function runStep(input: StartScheduledInput, session: IsoDate): Promise<StartScheduledReport> {
  const { storeId, step, pauseSeconds } = input;
  switch (step) {
    case 'reconcile': {
      const workflowId = reconcileId(storeId, session);
      const args: [ReconciliationInput] = [{ storeId, range: { from: session, to: session } }];
      return told(workflowId, await runUnlessRunning(nightlyReconciliation, { workflowId, args }));
    }
    case 'outcomes': {
      const workflowId = outcomesId(storeId, session);
      const args: [OutcomeTrackingInput] = [{ storeId, through: session, after: session, pauseSeconds }];
      return told(workflowId, await runUnlessRunning(outcomeTracking, { workflowId, args }));
    }
    case 'week': {
      const week = weekOf(session);
      const workflowId = weekId(storeId, week);
      const args: [WeeklyAggregationInput] = [{ storeId, week, after: session, pauseSeconds }];
      return told(workflowId, await runUnlessRunning(weeklyAggregation, { workflowId, args }));
    }
  }
}

function told(workflow_id: string, started: boolean): StartScheduledReport {
  return { workflow_id, started };
}
