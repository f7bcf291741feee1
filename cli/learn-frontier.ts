import { Command } from 'commander';
import { DEFAULT_DAYS, defaultConfig } from '../domain/learning/training/default-config.js';
import { STEPS } from '../workflows/step-table.js';
import { answering, localOption } from './context.js';
import { wholeNumber } from './whole-number.js';
import { withSteps } from './with-steps.js';

/** `learn frontier`: the document is a FrontierReport. */
export function frontierCommand(): Command {
  return new Command('frontier')
    .description('what your taste costs: how often policies do as you did, against what they earn')
    .option('--days <n>', 'how far the window reaches back', wholeNumber(1, 36_525), DEFAULT_DAYS)
    .option('--seed <n>', 'of what is random', wholeNumber(0, Number.MAX_SAFE_INTEGER), 0)
    .addOption(localOption())
    .action(
      answering(async (context, { days, seed }: { days: number; seed: number }) => {
        const asked = { days, kind: 'dpo', config: defaultConfig('dpo'), seed } as const;
        const report = await withSteps(context, (steps) => steps.frontier(asked));
        return { document: report, lines: STEPS.frontier.lines(report) };
      }),
    );
}
