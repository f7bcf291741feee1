import { Command } from 'commander';
import type { IsoDate } from '../domain/dates.js';
import { answering, localOption } from './context.js';
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
        return {
          document: report,
          lines: [
            `reconciled ${report.from} to ${report.to} as of ${report.as_of}: ` +
              `${report.units_changed} of ${report.units} units changed`,
            ...Object.entries(report.matches_by_type).map(([type, count]) => `  ${count} × ${type}`),
          ],
        };
      }),
    );
}
