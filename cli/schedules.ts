import { Command } from 'commander';
import type { RunningSystem } from '../workers/client.js';
import type { ScheduleState } from '../workers/schedules.js';
import type { ScheduledStep } from '../workflows/scheduled-steps.js';
import { answering, type Answer } from './context.js';
import { scheduleArgument } from './schedule-argument.js';
import { withSystem } from './with-system.js';

/** `schedules list|apply|pause|resume`: the document is `{schedules: ScheduleState[]}`, as they are afterwards. */
export function schedulesCommand(): Command {
  return new Command('schedules')
    .description('when the steps run by themselves')
    .addCommand(
      new Command('list')
        .description('when each runs next')
        .action(answering(({ home }) => withSystem(home, listed))),
    )
    .addCommand(
      new Command('apply').description('bring the server’s schedules to what they should be').action(
        answering(({ home }) =>
          withSystem(home, async (system) => {
            const { applySchedules } = await import('../workers/schedules.js');
            await applySchedules(system);
            return listed(system);
          }),
        ),
      ),
    )
    .addCommand(switching('pause', 'let one rest', true))
    .addCommand(switching('resume', 'let one run again', false));
}

function switching(name: string, description: string, paused: boolean): Command {
  return new Command(name)
    .description(description)
    .addArgument(scheduleArgument())
    .action(
      answering(({ home }, schedule: ScheduledStep) =>
        withSystem(home, async (system) => {
          const { setPaused } = await import('../workers/schedules.js');
          await setPaused(system, schedule, paused);
          return listed(system);
        }),
      ),
    );
}

async function listed(system: RunningSystem): Promise<Answer> {
  const { listSchedules } = await import('../workers/schedules.js');
  const schedules = await listSchedules(system);
  return { document: { schedules }, lines: schedules.map(scheduleLine) };
}

function scheduleLine({ schedule, when, applied, paused, next }: ScheduleState): string {
  const state = !applied ? 'not applied' : paused ? 'paused' : `next ${next}`;
  return `${schedule.padEnd(10)} ${when}  ${state}`;
}
