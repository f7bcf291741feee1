import { Command } from 'commander';
import { counted } from '../domain/counted.js';
import { weekRange, type IsoWeek } from '../domain/time/iso-week.js';
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
        return { document: report, lines: weekLines(report) };
      }),
    );
}

/** The week's message and what became of it. */
export function weekLines(report: WeekReport): string[] {
  const { week, revision, published, as_of, others, message } = report;
  const known = as_of === null ? '' : ` as of ${as_of}`;
  const isReconciled = as_of !== null && as_of >= weekRange(week).from;
  return [
    message.trimEnd(),
    '',
    revision === null
      ? `${week}: nothing to publish`
      : `${week}: revision ${revision}${known}${published ? '' : ', unchanged since it was published'}`,
    ...othersLine(others),
    ...(isReconciled ? [] : [`${week} is not reconciled yet: run "npx tradeloop reconcile"`]),
  ];
}

const OTHERS_NAMED = 5;

function othersLine(others: WeekReport['others']): string[] {
  if (others.length === 0) return [];
  const named = others.slice(-OTHERS_NAMED).map(({ week, revision }) => `${week} (revision ${revision})`);
  const more = others.length - named.length;
  return [`with it: ${more > 0 ? `${counted(more, 'earlier week')}, ` : ''}${named.join(', ')}`];
}
