import { Command } from 'commander';
import { answering, localOption } from './context.js';
import { withSteps } from './with-steps.js';

/** `rebuild`: the document is a RebuildReport. */
export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description('make the warehouse again from what was imported and what people did')
    .addOption(localOption())
    .action(
      answering(async (context) => {
        const report = await withSteps(context, (steps) => steps.rebuildWarehouse({}));
        return {
          document: report,
          lines: [
            `rebuilt from ${report.imports} imports: ${report.executions} executions, ${report.recommendations} ` +
              `recommendations, ${report.matches} matches, ${report.outcomes} outcomes`,
          ],
        };
      }),
    );
}
