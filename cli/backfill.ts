import { Command } from 'commander';
import type { DateRange } from '../domain/time/dates.js';
import type { RunningSystem } from '../workers/asking/client.js';
import type { BackfillReport } from '../workflows/backfill.js';
import { counted } from '../domain/counted.js';
import { InvalidInput } from '../domain/errors.js';
import { futureOf } from '../domain/time/known-days.js';
import { answering } from './context.js';
import { countLines } from './count-lines.js';
import { bothEnds, fromOption, toOption, type RangeOptions } from './day-range.js';
import { showProgress } from './progress.js';
import { withSystem } from './with-system.js';

/** `backfill --from --to`: the document is a {@link BackfillReport}. */
export function backfillCommand(): Command {
  return new Command('backfill')
    .description('catch up over a range, month by month: reconcile, outcomes, weeks')
    .addOption(fromOption().makeOptionMandatory())
    .addOption(toOption().makeOptionMandatory())
    .action(
      answering(async ({ home }, options: RangeOptions) => {
        const range = bothEnds(options);
        const report = await withSystem(home, async (system) => {
          const caughtUp = await backfillThrough(system, range);
          // Each month told its matches as they stood at its end, some of them still pending; now the whole range is known.
          const { matches_by_type } = await system.steps.reconcileRange(range);
          return { ...caughtUp, matches_by_type };
        });
        return { document: report, lines: backfillLines(report) };
      }),
    );
}

/** Catches up over a range by the running system, showing how far it has come. Throws InvalidInput for one that ends in the future. */
export async function backfillThrough(system: RunningSystem, range: DateRange): Promise<BackfillReport> {
  const { runBackfill } = await import('../workers/asking/running-steps.js');
  const { planBackfill } = await import('../workflows/backfill-plan.js');
  const { known_through } = await system.steps.describeStore({});
  const refusal = futureOf(range.to, known_through);
  if (refusal !== undefined) throw new InvalidInput(refusal);
  const shown = await showProgress('backfill', planBackfill(range).length);
  const report = await runBackfill(system, range, ({ months_done, month }) =>
    shown.at(months_done, month ?? ''),
  );
  shown.at(report.months, '');
  shown.end();
  return report;
}

function backfillLines(report: BackfillReport): string[] {
  return [
    `${report.from} to ${report.to}: ${counted(report.months, 'month')}, ${counted(report.weeks_published, 'week')} published` +
      `${report.weeks_restated > 0 ? `, ${report.weeks_restated} published again` : ''}`,
    ...countLines(report.matches_by_type),
    `  ${counted(report.outcomes, 'outcome')}, ${counted(report.lots_open, 'open lot')}, ${counted(report.counterfactuals, 'counterfactual')}`,
  ];
}
