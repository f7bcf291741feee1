import { Command, Option } from 'commander';
import { STEPS } from '../workflows/step-table.js';
import { accountOption } from './account-option.js';
import { answering, localOption } from './context.js';
import { bothEnds, fromOption, toOption, type RangeOptions } from './day-range.js';
import { refuseFuture } from './known-dates.js';
import { shareArgument } from './share-argument.js';
import { withSteps } from './with-steps.js';

interface AdviseOptions extends RangeOptions {
  account?: string;
  algorithm?: string;
  holdout?: number;
}

/** `advise --from --to`: the document is an AdviseReport. */
export function adviseCommand(): Command {
  return new Command('advise')
    .description('let the reference algorithm advise on the positions there were')
    .addOption(fromOption().makeOptionMandatory())
    .addOption(toOption().makeOptionMandatory())
    .addOption(accountOption('for this account only'))
    .option('--algorithm <version>', 'by this version (default: each session by the version in force on it)')
    .addOption(
      new Option(
        '--holdout <share>',
        'by the version before for this share of underlyings, drawn session by session',
      ).argParser(shareArgument),
    )
    .addOption(localOption())
    .action(
      answering(async (context, options: AdviseOptions) => {
        const range = bothEnds(options);
        const report = await withSteps(context, async (steps, reads) => {
          await refuseFuture(reads, range.to);
          const { account = null, algorithm = null, holdout = null } = options;
          return steps.adviseRange({ ...range, account, algorithm, holdout });
        });
        return { document: report, lines: STEPS.advise.lines(report) };
      }),
    );
}
