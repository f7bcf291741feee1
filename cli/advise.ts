import { Command } from 'commander';
import type { AdviseReport } from '../activities/steps.js';
import { counted } from '../domain/counted.js';
import { answering, localOption } from './context.js';
import { countLines } from './count-lines.js';
import { bothEnds, fromOption, toOption, type RangeOptions } from './day-range.js';
import { withSteps } from './with-steps.js';

interface AdviseOptions extends RangeOptions {
  account?: string;
}

/** `advise --from --to`: the document is an {@link AdviseReport}. */
export function adviseCommand(): Command {
  return new Command('advise')
    .description('let the reference algorithm advise on the positions there were')
    .addOption(fromOption().makeOptionMandatory())
    .addOption(toOption().makeOptionMandatory())
    .option('--account <name>', 'for this account only')
    .addOption(localOption())
    .action(
      answering(async (context, options: AdviseOptions) => {
        const range = bothEnds(options);
        const report = await withSteps(context, (steps) =>
          steps.adviseRange({ ...range, account: options.account ?? null }),
        );
        return { document: report, lines: adviseLines(report) };
      }),
    );
}

function adviseLines(report: AdviseReport): string[] {
  return [
    `${report.algorithm_version}: ${counted(report.recommendations, 'recommendation')} over ${counted(report.sessions, 'session')}, ` +
      `${report.from} to ${report.to}`,
    ...countLines(report.by_action),
    ...Object.entries(report.without_bars).map(
      ([underlying, sessions]) =>
        `  ${underlying}: no bars for ${counted(sessions, 'session')} with a position, no advice`,
    ),
  ];
}
