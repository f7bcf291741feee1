import { Command, InvalidArgumentError } from 'commander';
import type { Weighting } from '../domain/learning/online/online-learner.js';
import { STEPS } from '../workflows/step-table.js';
import { answering, localOption } from './context.js';
import { saidBy } from './said.js';
import { withSteps } from './with-steps.js';

/** `learn update [HOURS]`: the document is an OnlineReport. */
export function updateCommand(): Command {
  return onlineCommand(
    'update',
    'pnl',
    'take in what the last hours made known, and have the gate judge the model',
  );
}

/** `learn reinforce [HOURS]`: the same, of a model that counts what came out better than expected for more. */
export function reinforceCommand(): Command {
  return onlineCommand(
    'reinforce',
    'advantage',
    'the same, where what came out better than expected counts more',
  );
}

const DAY_HOURS = 24;

function onlineCommand(name: string, weighting: Weighting, description: string): Command {
  return new Command(name)
    .description(description)
    .argument(
      '[hours]',
      'in which so many labels became known as the policy asks for',
      hoursArgument,
      DAY_HOURS,
    )
    .option('--as-of <time>', 'by the end of this day, or by this instant in UTC', timeArgument)
    .addOption(localOption())
    .action(
      answering(async (context, hours: number, { asOf }: { asOf?: string }) => {
        const { at } = saidBy({});
        const report = await withSteps(context, (steps) =>
          steps.updateOnline({ weighting, hours, asOf: asOf ?? null, at }),
        );
        return { document: report, lines: STEPS.update.lines(report) };
      }),
    );
}

function hoursArgument(text: string): number {
  const hours = Number(text);
  if (!/^\d+$/.test(text) || hours < 1 || hours > 1_000_000)
    throw new InvalidArgumentError('not a whole number of hours from 1 to 1000000');
  return hours;
}

function timeArgument(text: string): string {
  const isTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/.test(text);
  const parsed = new Date(text);
  if (!isTime || Number.isNaN(parsed.getTime()) || !parsed.toISOString().startsWith(text.slice(0, 10)))
    throw new InvalidArgumentError('no date and no instant such as 2025-01-31T15:00:00Z');
  return text;
}
