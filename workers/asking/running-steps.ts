import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Workflow, WorkflowResultType } from '@temporalio/common';
import { requireFile } from '../../activities/import/received-file.js';
import type { AskedSteps } from '../../activities/steps.js';
import { hashId } from '../../domain/hash.js';
import type { DateRange } from '../../domain/time/dates.js';
import type { backfill, BackfillInput, BackfillProgress, BackfillReport } from '../../workflows/backfill.js';
import * as ids from '../../workflows/ids.js';
import type { importFiles } from '../../workflows/import-files.js';
import type { nightlyReconciliation } from '../../workflows/nightly-reconciliation.js';
import type { outcomeTracking } from '../../workflows/outcome-tracking.js';
import type { advise, describe, exportTable, rebuild, retract } from '../../workflows/single-step.js';
import type { weeklyAggregation } from '../../workflows/weekly-aggregation.js';
import { errorOf } from './failure.js';
import { resultOf, startWorkflow, type RunOptions, type Starter } from './run-workflow.js';

/** Before the first further look at an earlier step that is under way; what a person asks for does not wait for one. */
const PAUSE_SECONDS = 30;
const PROGRESS_MS = 500;

/** The steps, each as a workflow of the running system: durable from the moment it is asked for. */
export function runningSteps(starter: Starter): AskedSteps {
  const { storeId } = starter;
  async function run<W extends Workflow>(
    type: string,
    options: RunOptions<W>,
  ): Promise<WorkflowResultType<W>> {
    return resultOf(starter, await startWorkflow<W>(starter, type, options));
  }
  return {
    async importFile(file) {
      const said = [
        file.account,
        file.coveredThrough,
        file.mapping ? hashId(JSON.stringify(file.mapping)) : null,
      ];
      const id = ids.importId(storeId, await sha256Of(file.path), ...said);
      const told = await run<typeof importFiles>('importFiles', { id, args: [{ storeId, file }] });
      if ('refused' in told) throw errorOf(told.refused);
      return told.report;
    },
    retractImport({ fileSha256 }) {
      const id = ids.retractId(storeId, fileSha256);
      return run<typeof retract>('retract', { id, args: [{ storeId, fileSha256 }] });
    },
    adviseRange({ from, to, account }) {
      const range = { from, to };
      const id = ids.adviseId(storeId, range, account);
      return run<typeof advise>('advise', { id, args: [{ storeId, range, account }] });
    },
    reconcileRange({ from, to }) {
      const range = from === undefined || to === undefined ? undefined : { from, to };
      const id = ids.reconcileId(storeId, range);
      return run<typeof nightlyReconciliation>('nightlyReconciliation', {
        id,
        args: [{ storeId, range: range ?? null }],
      });
    },
    trackOutcomes({ through }) {
      const id = ids.outcomesId(storeId, through);
      return run<typeof outcomeTracking>('outcomeTracking', {
        id,
        args: [{ storeId, through: through ?? null, after: null, pauseSeconds: PAUSE_SECONDS }],
      });
    },
    aggregateWeek({ week }) {
      const id = ids.weekId(storeId, week);
      return run<typeof weeklyAggregation>('weeklyAggregation', {
        id,
        args: [{ storeId, week: week ?? null, missed: [], after: null, pauseSeconds: PAUSE_SECONDS }],
      });
    },
    exportTable(input) {
      const id = ids.exportId(storeId, join(input.out, `${input.table}.${input.format}`));
      return run<typeof exportTable>('exportTable', { id, args: [{ storeId, ...input }] });
    },
    rebuildWarehouse() {
      return run<typeof rebuild>('rebuild', { id: ids.rebuildId(storeId), args: [{ storeId }] });
    },
    describeStore() {
      return run<typeof describe>('describe', { id: ids.describeId(storeId), args: [{ storeId }] });
    },
  };
}

/** Catches up over a range, or joins the backfill of that range that is under way; `tell` hears how far it has come. */
export async function runBackfill(
  starter: Starter,
  range: DateRange,
  tell: (progress: BackfillProgress) => void,
): Promise<BackfillReport> {
  const { storeId } = starter;
  const args: [BackfillInput] = [{ storeId, range, done: null }];
  const handle = await startWorkflow<typeof backfill>(starter, 'backfill', {
    id: ids.backfillId(storeId, range),
    args,
  });
  const asking = setInterval(() => {
    // A worker that is being started again does not answer; the next question will do.
    handle.query<BackfillProgress>('progress').then(tell, () => undefined);
  }, PROGRESS_MS);
  return resultOf(starter, handle).finally(() => clearInterval(asking));
}

async function sha256Of(path: string): Promise<string> {
  await requireFile(path);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
