import { defineSearchAttributeKey } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';
import { runDue } from './run-step.js';
import { showDetails } from './details.js';
import { withoutStore } from './ids.js';
import { mark } from './search-attributes.js';
import { scheduledNamed, type ReportOf, type ScheduledStep } from './step-table.js';
import { stepsOf } from './steps.js';

export interface StartScheduledInput {
  storeId: string;
  /** Of what it starts; not given by runs that version 0.1.0 started. */
  idPrefix?: string;
  step: ScheduledStep;
  /** Handed to what waits for an earlier step. */
  pauseSeconds: number;
}

export interface StartScheduledReport {
  /** The id of what was due; null on a day without a session and where nothing is imported. */
  workflow_id: string | null;
  /** What it gave. */
  result: ReportOf<ScheduledStep> | null;
}

const SCHEDULED_START = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/**
 * Finds out what a schedule is about, by the time it was due (not by the clock: a missed night is done late) and by
 * what is imported, and runs that under its own id. Started by hand it is about the last session that has closed,
 * whatever the day.
 */
export async function startScheduled(input: StartScheduledInput): Promise<StartScheduledReport> {
  const info = workflowInfo();
  const scheduled = info.typedSearchAttributes.get(SCHEDULED_START)?.toISOString();
  const at = scheduled ?? info.startTime.toISOString();
  const { schedule } = scheduledNamed(input.step);
  const session = schedule.session(at, scheduled === undefined);
  mark(`start ${input.step}`, { days: session === undefined ? undefined : { from: session, to: session } });
  if (session === undefined) {
    showDetails(() => 'Nothing to do: no session on that day');
    return { workflow_id: null, result: null };
  }
  const store = await stepsOf(input.storeId).describeStore({});
  const dates = schedule.dates(session, store);
  if (dates === undefined) {
    showDetails(() => 'Nothing to do: nothing is imported yet');
    return { workflow_id: null, result: null };
  }
  const { step, ...run } = input;
  const { workflowId, result } = await runDue(step, { ...run, due: { dates, at, store } });
  showDetails(() => `Ran ${withoutStore(input.storeId, workflowId)}`);
  return { workflow_id: workflowId, result };
}
