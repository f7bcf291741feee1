import { Command } from 'commander';
import type { IsoDate } from '../domain/time/dates.js';
import { answering, localOption } from './context.js';
import { rangeOf, withRange, type RangeOptions } from './day-range.js';
import { refuseFuture } from './known-dates.js';
import { STEPS } from '../workflows/step-table.js';
import { withSteps } from './with-steps.js';

/** `outcomes [DATE]`: lots and outcomes as of the last day named. The document is an OutcomesReport. */
export function outcomesCommand(): Command {
  return withRange(new Command('outcomes'))
    .description('compute lots, outcomes and what the advice would have made')
    .addOption(localOption())
    .action(
      answering(async (context, date: IsoDate | undefined, options: RangeOptions) => {
        const report = await withSteps(context, async (steps, reads) => {
          const lastActivity = async () => (await reads.describe()).last_activity;
          const range = await rangeOf(date, options, lastActivity);
          await refuseFuture(reads, range?.to);
          return steps.trackOutcomes(range ? { through: range.to } : {});
        });
        return { document: report, lines: STEPS.outcomes.lines(report) };
      }),
    );
}
