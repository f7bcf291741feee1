import { Command } from 'commander';
import { wallClock } from '../domain/time/zone.js';
import type { RunningSystem } from '../workers/asking/client.js';
import type { ScheduleState } from '../workers/asking/schedules.js';
import { scheduledNamed, type ScheduledStep } from '../workflows/step-table.js';
import { answering, type Answer } from './context.js';
import { scheduleArgument } from './schedule-argument.js';
import { withSystem } from './with-system.js';

/** `schedules list|apply|pause|resume`: the document is `{schedules: ScheduleState[]}`, as they are afterwards. */
export function schedulesCommand(): Command {
  return new Command('schedules')
    .description('list when the steps run by themselves')
    .addCommand(
      new Command('list')
        .description('list when each runs next')
        .action(answering(({ home }) => withSystem(home, listed))),
      { isDefault: true },
    )
    .addCommand(
      new Command('apply').description('bring the server’s schedules to what they should be').action(
        answering(({ home }) =>
          withSystem(home, async (system) => {
            const { applySchedules } = await import('../workers/asking/schedules.js');
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
          const { setPaused } = await import('../workers/asking/schedules.js');
          await setPaused(system, schedule, paused);
          return listed(system);
        }),
      ),
    );
}

async function listed(system: RunningSystem): Promise<Answer> {
  const { listSchedules } = await import('../workers/asking/schedules.js');
  const schedules = await listSchedules(system);
  return { document: { schedules }, lines: scheduleLines(schedules) };
}

/** The next time is by the clock of the schedule, like the others. */
function scheduleLines(schedules: readonly ScheduleState[]): string[] {
  const width = Math.max(...schedules.map(({ when }) => when.length));
  return schedules.map(({ schedule, when, applied, paused, next }) => {
    const state = !applied
      ? 'not applied'
      : paused
        ? 'paused'
        : `next ${next === null ? 'never' : onClock(next, scheduledNamed(schedule).schedule.zone)}`;
    return `${schedule.padEnd(9)}  ${when.padEnd(width)}  ${state}`;
  });
}

function onClock(instant: string, zone: string): string {
  const { date, time } = wallClock(instant, zone);
  return `${date} ${time.slice(0, 5)}`;
}
