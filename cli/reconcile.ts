import { Command } from 'commander';
import type { IsoDate } from '../domain/time/dates.js';
import { answering, localOption } from './context.js';
import { rangeOf, withRange, type RangeOptions } from './day-range.js';
import { STEPS } from '../workflows/step-table.js';
import { withSteps } from './with-steps.js';

/** `reconcile [DATE]`: the document is a ReconcileReport. */
export function reconcileCommand(): Command {
  return withRange(new Command('reconcile'))
    .description('match advice with what was traded')
    .addOption(localOption())
    .action(
      answering(async (context, date: IsoDate | undefined, options: RangeOptions) => {
        const report = await withSteps(context, async (steps, reads) => {
          const lastActivity = async () => (await reads.describe()).last_activity;
          return steps.reconcileRange((await rangeOf(date, options, lastActivity)) ?? {});
        });
        return { document: report, lines: STEPS.reconcile.lines(report) };
      }),
    );
}
