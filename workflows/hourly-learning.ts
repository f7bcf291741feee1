import type { HourReport } from '../activities/steps.js';
import { runStep } from './run-step.js';
import type { Asked } from './step-table.js';

/** What an hour made known, once: a model that has learned it, and what the gate says of that. */
export function hourlyLearning(asked: Asked<{ hour: string }>): Promise<HourReport> {
  return runStep('hourly', asked);
}
