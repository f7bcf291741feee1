import { Command } from 'commander';
import { stepNamed, type ScheduledStep } from '../workflows/step-table.js';
import type { StartScheduledReport } from '../workflows/start-scheduled.js';
import { withoutStore } from '../workflows/ids.js';
import { answering } from './context.js';
import { scheduleArgument } from './schedule-argument.js';
import { withSystem } from './with-system.js';

/** `trigger SCHEDULE`: the document is a {@link StartScheduledReport}. */
export function triggerCommand(): Command {
  return new Command('trigger')
    .description('do now what a schedule does, for the last session that has closed and that files cover')
    .addArgument(scheduleArgument())
    .action(
      answering(async ({ home }, schedule: ScheduledStep) => {
        const { triggerSchedule } = await import('../workers/asking/schedules.js');
        return withSystem(home, async (system) => {
          const report = await triggerSchedule(system, schedule);
          return { document: report, lines: triggerLines(system.storeId, schedule, report) };
        });
      }),
    );
}

function triggerLines(
  storeId: string,
  schedule: ScheduledStep,
  { workflow_id, result }: StartScheduledReport,
): string[] {
  if (workflow_id === null || result === null) return ['nothing is imported yet: nothing to do'];
  return [`ran ${withoutStore(storeId, workflow_id)}`, ...stepNamed(schedule).lines(result)];
}
