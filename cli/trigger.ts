import { Command } from 'commander';
import type { ScheduledStep } from '../workflows/scheduled-steps.js';
import { answering } from './context.js';
import { scheduleArgument } from './schedule-argument.js';
import { withSystem } from './with-system.js';

/** `trigger SCHEDULE`: the document is a StartScheduledReport. */
export function triggerCommand(): Command {
  return new Command('trigger')
    .description('do now what a schedule does, for the last session that has closed')
    .addArgument(scheduleArgument())
    .action(
      answering(async ({ home }, schedule: ScheduledStep) => {
        const { triggerSchedule } = await import('../workers/schedules.js');
        const report = await withSystem(home, (system) => triggerSchedule(system, schedule));
        return { document: report, lines: [report.workflow_id ?? 'nothing was due'] };
      }),
    );
}
