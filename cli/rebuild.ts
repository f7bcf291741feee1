import { Command } from 'commander';
import { STEPS } from '../workflows/step-table.js';
import { answering, localOption } from './context.js';
import { withSteps } from './with-steps.js';

/** `rebuild`: the document is a RebuildReport. */
export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description('rebuild the warehouse from imports and journal')
    .addOption(localOption())
    .action(
      answering(async (context) => {
        const report = await withSteps(context, (steps) => steps.rebuildWarehouse({}));
        return { document: report, lines: STEPS.rebuild.lines(report) };
      }),
    );
}
