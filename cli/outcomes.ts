import { Command } from 'commander';
import type { OutcomesReport } from '../activities/steps.js';
import { counted } from '../domain/counted.js';
import type { IsoDate } from '../domain/time/dates.js';
import { answering, localOption } from './context.js';
import { changedLine } from './count-lines.js';
import { rangeOf, withRange, type RangeOptions } from './day-range.js';
import { withSteps } from './with-steps.js';

/** `outcomes [DATE]`: lots and outcomes as of the last day named. The document is an OutcomesReport. */
export function outcomesCommand(): Command {
  return withRange(new Command('outcomes'))
    .description('work out lots, outcomes and what the advice would have made')
    .addOption(localOption())
    .action(
      answering(async (context, date: IsoDate | undefined, options: RangeOptions) => {
        const report = await withSteps(context, async (steps) => {
          const lastDate = async () => (await steps.describeStore({})).last_date;
          const range = await rangeOf(date, options, lastDate);
          return steps.trackOutcomes(range ? { through: range.to } : {});
        });
        return { document: report, lines: outcomesLines(report) };
      }),
    );
}

export function outcomesLines(report: OutcomesReport): string[] {
  const { through, outcomes, lots_open, counterfactuals, units, units_changed } = report;
  return [
    `outcomes through ${through}: ${counted(outcomes, 'outcome')}, ${counted(lots_open, 'open lot')}, ` +
      `${counted(counterfactuals, 'counterfactual')}; ${changedLine(units_changed, units)}`,
  ];
}
