import { Command } from 'commander';
import { NotFound } from '../domain/errors.js';
import { weekOf, type IsoWeek } from '../domain/iso-week.js';
import type { Steps } from '../activities/steps.js';
import { answering, localOption } from './context.js';
import { weekArgument } from './day-range.js';
import { withSteps } from './with-steps.js';

/** `week [2026-W02]`: the document is a WeekReport. */
export function weekCommand(): Command {
  return new Command('week')
    .description('sum up a week')
    .argument(
      '[week]',
      'like 2026-W02; without it, the week of the last day with anything imported',
      weekArgument,
    )
    .addOption(localOption())
    .action(
      answering(async (context, week: IsoWeek | undefined) => {
        const report = await withSteps(context, async (steps) =>
          steps.aggregateWeek({ week: week ?? (await lastWeek(steps)) }),
        );
        const changed = report.published ? '' : ' (unchanged since it was published)';
        return {
          document: report,
          lines: [report.message.trimEnd(), '', `revision ${report.revision}${changed}`],
        };
      }),
    );
}

async function lastWeek(steps: Steps): Promise<IsoWeek> {
  const { last_date } = await steps.describeStore({});
  if (last_date === null) throw new NotFound('nothing has been imported yet');
  return weekOf(last_date);
}
