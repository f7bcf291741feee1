import type { HourReport } from '../activities/learning-reports.js';
import { followLearned } from './deployments.js';
import { runStep } from './run-step.js';
import type { Asked } from './step-table.js';

/**
 * What an hour made known, once: a model that has learned it, and what the gate says of that. The runs of deployments
 * see how far these have come by it.
 */
export async function hourlyLearning(asked: Asked<{ hour: string }>): Promise<HourReport> {
  const report = await runStep('hourly', asked);
  if (report.step !== null) await followLearned(asked, [report.step]);
  return report;
}
