import { Command } from 'commander';
import type { ReconcileReport } from '../activities/steps.js';
import type { IsoDate } from '../domain/time/dates.js';
import { answering, localOption } from './context.js';
import { changedLine, countLines } from './count-lines.js';
import { rangeOf, withRange, type RangeOptions } from './day-range.js';
import { withSteps } from './with-steps.js';

/** `reconcile [DATE]`: the document is a ReconcileReport. */
export function reconcileCommand(): Command {
  return withRange(new Command('reconcile'))
    .description('match advice with what was traded')
    .addOption(localOption())
    .action(
      answering(async (context, date: IsoDate | undefined, options: RangeOptions) => {
        const report = await withSteps(context, async (steps) => {
          const lastDate = async () => (await steps.describeStore({})).last_date;
          return steps.reconcileRange((await rangeOf(date, options, lastDate)) ?? {});
        });
        return { document: report, lines: reconcileLines(report) };
      }),
    );
}

export function reconcileLines(report: ReconcileReport): string[] {
  const { from, to, as_of, units, units_changed, matches_by_type } = report;
  return [
    `reconciled ${from === to ? from : `${from} to ${to}`} as of ${as_of}: ${changedLine(units_changed, units)}`,
    ...countLines(matches_by_type),
  ];
}
