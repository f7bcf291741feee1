import { Command } from 'commander';
import { weekRange, type IsoWeek } from '../domain/iso-week.js';
import type { WeekReport } from '../activities/steps.js';
import { answering, localOption } from './context.js';
import { weekArgument } from './day-range.js';
import { withSteps } from './with-steps.js';

/** `week [2026-W02]`: the document is a {@link WeekReport}. */
export function weekCommand(): Command {
  return new Command('week')
    .description('sum up a week, and again those that have changed since they were published')
    .argument('[week]', 'like 2026-W02; without it, the last one with advice or trades', weekArgument)
    .addOption(localOption())
    .action(
      answering(async (context, week: IsoWeek | undefined) => {
        const report = await withSteps(context, (steps) => steps.aggregateWeek(week ? { week } : {}));
        return { document: report, lines: [report.message.trimEnd(), '', ...weekLines(report)] };
      }),
    );
}

/** What became of the week, without its message. */
export function weekLines({ week, revision, published, as_of, restated }: WeekReport): string[] {
  const known = as_of === null ? '' : ` as of ${as_of}`;
  const isReconciled = as_of !== null && as_of >= weekRange(week).from;
  return [
    revision === null
      ? `${week}: nothing to publish`
      : `${week}: revision ${revision}${known}${published ? '' : ', unchanged since it was published'}`,
    ...restated.map((other) => `${other.week}: had changed, now revision ${other.revision}`),
    ...(isReconciled ? [] : [`${week} is not reconciled yet: run "npx tradeloop reconcile"`]),
  ];
}
