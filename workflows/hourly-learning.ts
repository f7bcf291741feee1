import type { HourReport } from '../activities/steps.js';
import { deployLearned } from './deployments.js';
import { runStep } from './run-step.js';
import type { Asked } from './step-table.js';

/**
 * What an hour made known, once: a model that has learned it, and what the gate says of that. A blessed one is
 * deployed, and deployments that are under way look again.
 */
export async function hourlyLearning(asked: Asked<{ hour: string }>): Promise<HourReport> {
  const report = await runStep('hourly', asked);
  if (report.step !== null) await deployLearned(asked, report.step);
  return report;
}
