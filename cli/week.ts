import { Command } from 'commander';
import type { WeekReport } from '../activities/loop-reports.js';
import { InvalidInput } from '../domain/errors.js';
import type { DateRange } from '../domain/time/dates.js';
import type { IsoWeek } from '../domain/time/iso-week.js';
import { STEPS } from '../workflows/step-table.js';
import { answering, localOption } from './context.js';
import { bothEnds, fromOption, toOption, weekArgument, type RangeOptions } from './day-range.js';
import { refuseFuture, refuseFutureWeek } from './known-dates.js';
import { withSteps } from './with-steps.js';

/** `week [2026-W02]`: the document is a {@link WeekReport}. */
export function weekCommand(): Command {
  return new Command('week')
    .description('publish weeks, and again those that have changed since; print the message of the last')
    .argument(
      '[week]',
      'like 2026-W02; without a week or range, all that are not published yet',
      weekArgument,
    )
    .addOption(fromOption('a day of the first week'))
    .addOption(toOption('a day of the last week'))
    .addOption(localOption())
    .action(
      answering(async (context, week: IsoWeek | undefined, options: RangeOptions) => {
        const input = weeksOf(week, options);
        const report: WeekReport = await withSteps(context, async (steps, reads) => {
          await refuseFutureWeek(reads, input.week);
          await refuseFuture(reads, input.range?.to);
          return steps.aggregateWeek(input);
        });
        return { document: report, lines: STEPS.week.lines(report) };
      }),
    );
}

function weeksOf(
  week: IsoWeek | undefined,
  { from, to }: RangeOptions,
): { week?: IsoWeek; range?: DateRange } {
  if (from === undefined && to === undefined) return week === undefined ? {} : { week };
  if (week !== undefined) throw new InvalidInput('give a week, or --from and --to');
  return { range: bothEnds({ from, to }) };
}
