import { Command } from 'commander';
import { STEPS } from '../workflows/step-table.js';
import { accountOption } from './account-option.js';
import { answering, localOption } from './context.js';
import { bothEnds, fromOption, toOption, type RangeOptions } from './day-range.js';
import { refuseFuture } from './known-dates.js';
import { withSteps } from './with-steps.js';

interface AdviseOptions extends RangeOptions {
  account?: string;
}

/** `advise --from --to`: the document is an AdviseReport. */
export function adviseCommand(): Command {
  return new Command('advise')
    .description('let the reference algorithm advise on the positions there were')
    .addOption(fromOption().makeOptionMandatory())
    .addOption(toOption().makeOptionMandatory())
    .addOption(accountOption('for this account only'))
    .addOption(localOption())
    .action(
      answering(async (context, options: AdviseOptions) => {
        const range = bothEnds(options);
        const report = await withSteps(context, async (steps, reads) => {
          await refuseFuture(reads, range.to);
          return steps.adviseRange({ ...range, account: options.account ?? null });
        });
        return { document: report, lines: STEPS.advise.lines(report) };
      }),
    );
}
