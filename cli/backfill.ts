import { Command } from 'commander';
import { counted } from '../domain/counted.js';
import { withHowTo } from '../domain/market/share-count.js';
import type { DateRange } from '../domain/time/dates.js';
import type { RunningSystem } from '../workers/asking/client.js';
import type { BackfillProgress, BackfillReport } from '../workflows/catch-up.js';
import { backfillId, withoutStore } from '../workflows/ids.js';
import { countLines } from '../workflows/report-lines.js';
import { answering, localOption } from './context.js';
import { bothEnds, fromOption, toOption, type RangeOptions } from './day-range.js';
import { goesOn } from './goes-on.js';
import { refuseFuture } from './known-dates.js';
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
      answering(async ({ home, homeGiven, local }, options: RangeOptions) => {
        const range = bothEnds(options);
        const where = homeGiven ? ` --home ${home}` : '';
        const report = local
          ? await backfillHere(home, range)
          : await withSystem(
              home,
              (system) => {
                const run = withoutStore(system.storeId, backfillId(system, range));
                return goesOn({ run, where }, () => backfillThrough(system, range));
              },
              { orLocal: true },
            );
        return { document: report, lines: backfillLines(report) };
      }),
    );
}

/**
 * Catches up over a range by the running system, showing how far it has come. Throws InvalidInput for one that ends in
 * the future.
 */
export async function backfillThrough(system: RunningSystem, range: DateRange): Promise<BackfillReport> {
  const { runBackfill } = await import('../workers/asking/running-steps.js');
  await refuseFuture(system.reads, range.to);
  return shown(range, (tell) => runBackfill(system, range, tell));
}

async function backfillHere(home: string, range: DateRange): Promise<BackfillReport> {
  const { catchUp } = await import('../workflows/catch-up.js');
  return withLocalSteps(home, async ({ steps, reads }) => {
    await refuseFuture(reads, range.to);
    return shown(range, (tell) => catchUp(steps, range, tell));
  });
}

/** Shows on stderr how far the work has come. */
async function shown(
  range: DateRange,
  work: (tell: (progress: BackfillProgress) => void) => Promise<BackfillReport>,
): Promise<BackfillReport> {
  const { partsOf } = await import('../workflows/catch-up.js');
  const parts = partsOf(range).length;
  const progress = await showProgress('backfill', parts);
  try {
    const report = await work(({ parts_done, part }) => progress.at(parts_done, part ?? ''));
    progress.at(parts, '');
    return report;
  } finally {
    progress.end();
  }
}

function backfillLines(report: BackfillReport): string[] {
  return [
    `${report.from} to ${report.to}: ${counted(report.months, 'month')}, ${counted(report.weeks_published, 'week')} published` +
      `${report.weeks_restated > 0 ? `, ${report.weeks_restated} published again` : ''}`,
    ...countLines(report.matches_by_type),
    `  ${counted(report.outcomes, 'outcome')}, ${counted(report.lots_open, 'open lot')}, ${counted(report.counterfactuals, 'counterfactual')}`,
    ...withHowTo(report.bars_off_scale),
  ];
}
