import type { MorningPrepReport } from '../activities/learning-reports.js';
import type { IsoDate } from '../domain/time/dates.js';
import { runStep } from './run-step.js';
import type { Asked } from './step-table.js';

/** Before a session opens: inputs are there, the champion works, and what yesterday made known is reported. */
export function morningPrep(asked: Asked<{ day: IsoDate }>): Promise<MorningPrepReport> {
  return runStep('morning', asked);
}
