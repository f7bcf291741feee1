import { patched } from '@temporalio/workflow';
import type { DayReport } from '../activities/learning-reports.js';
import type { IsoDate } from '../domain/time/dates.js';
import { followLearned } from './deployments.js';
import { startDriftRetrain } from './drift-retrain.js';
import { byEarlierVersion } from './ids.js';
import { runStep } from './run-step.js';
import type { Asked } from './step-table.js';

/**
 * What a day made known, with the days before it that were missed; then how good models are, and what has changed. What
 * has changed in a way that asks for it begins a retrain, before anything is waited for.
 */
export async function endOfDay(asked: Asked<{ day: IsoDate }>): Promise<DayReport> {
  const report = await runStep('eod', asked);
  const { storeId, idPrefix = byEarlierVersion(storeId).idPrefix } = asked;
  const startRetrains = async () => {
    for (const { stream } of report.retrain)
      await startDriftRetrain({ storeId, idPrefix }, { date: report.day, stream });
  };
  const isFirst = patched('retrains begin first');
  if (isFirst) await startRetrains();
  await followLearned(asked, report.steps);
  if (!isFirst) await startRetrains();
  return report;
}
