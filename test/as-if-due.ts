import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { RunningSystem } from '../workers/asking/client.js';
import { scheduleId } from '../workflows/ids.js';
import type { ScheduledStep } from '../workflows/step-table.js';
import { until } from './system.js';

/** Lets a schedule do what it would have done at a time in the past, and gives what the run it started reported. */
export async function asIfDue(system: RunningSystem, step: ScheduledStep, at: string): Promise<unknown> {
  const due = new Date(at);
  const schedule = system.client.schedule.getHandle(scheduleId(system, step));
  await schedule.backfill({ start: new Date(+due - 1), end: due, overlap: ScheduleOverlapPolicy.ALLOW_ALL });
  return startedAt(system, step, at);
}

/** The same of what it is doing. */
export async function startedAt(system: RunningSystem, step: ScheduledStep, at: string): Promise<unknown> {
  const run = system.client.workflow.getHandle(`${scheduleId(system, step)}:run-${at}`);
  await until(() =>
    run.describe().then(
      () => true,
      () => false,
    ),
  );
  return run.result();
}
