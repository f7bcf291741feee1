import { Command } from 'commander';
import type { Reads } from '../activities/reads.js';
import { counted } from '../domain/counted.js';
import { InvalidInput } from '../domain/errors.js';
import type { DateRange } from '../domain/time/dates.js';
import { futureOf } from '../domain/time/known-days.js';
import type { RunningSystem } from '../workers/asking/client.js';
import type { BackfillProgress, BackfillReport } from '../workflows/catch-up.js';
import { countLines, offScaleLines } from '../workflows/report-lines.js';
import { answering, localOption } from './context.js';
import { bothEnds, fromOption, toOption, type RangeOptions } from './day-range.js';
import { showProgress } from './progress.js';
import { withLocalSteps } from './with-steps.js';
import { withSystem } from './with-system.js';

/** `backfill --from --to`: the document is a {@link BackfillReport}. */
export function backfillCommand(): Command {
  return new Command('backfill')
    .description('catch up over a range: reconcile, compute outcomes, publish the weeks')
    .addOption(fromOption().makeOptionMandatory())
    .addOption(toOption().makeOptionMandatory())
    .addOption(localOption())
    .action(
      answering(async ({ home, local }, options: RangeOptions) => {
        const range = bothEnds(options);
        const report = local
          ? await backfillHere(home, range)
          : await withSystem(home, (system) => backfillThrough(system, range));
        return { document: report, lines: backfillLines(report) };
      }),
    );
}

/** Catches up over a range by the running system, showing how far it has come. Throws InvalidInput for one that ends in the future. */
export async function backfillThrough(system: RunningSystem, range: DateRange): Promise<BackfillReport> {
  const { runBackfill } = await import('../workers/asking/running-steps.js');
  await refuseFuture(system.reads, range);
  return shown(range, (tell) => runBackfill(system, range, tell));
}

async function backfillHere(home: string, range: DateRange): Promise<BackfillReport> {
  const { catchUp } = await import('../workflows/catch-up.js');
  return withLocalSteps(home, async ({ steps, reads }) => {
    await refuseFuture(reads, range);
    return shown(range, (tell) => catchUp(steps, range, tell));
  });
}

async function refuseFuture(reads: Reads, { to }: DateRange): Promise<void> {
  const { known_through } = await reads.describe();
  const refusal = futureOf(to, known_through);
  if (refusal !== undefined) throw new InvalidInput(refusal);
}

/** Shows on stderr how far the work has come. */
async function shown(
  range: DateRange,
  work: (tell: (progress: BackfillProgress) => void) => Promise<BackfillReport>,
): Promise<BackfillReport> {
  const { partsOf } = await import('../workflows/catch-up.js');
  const parts = partsOf(range).length;
  const progress = await showProgress('backfill', parts);
  const report = await work(({ parts_done, part }) => progress.at(parts_done, part ?? ''));
  progress.at(parts, '');
  progress.end();
  return report;
}

function backfillLines(report: BackfillReport): string[] {
  return [
    `${report.from} to ${report.to}: ${counted(report.months, 'month')}, ${counted(report.weeks_published, 'week')} published` +
      `${report.weeks_restated > 0 ? `, ${report.weeks_restated} published again` : ''}`,
    ...countLines(report.matches_by_type),
    `  ${counted(report.outcomes, 'outcome')}, ${counted(report.lots_open, 'open lot')}, ${counted(report.counterfactuals, 'counterfactual')}`,
    ...offScaleLines(report.bars_off_scale),
  ];
}
