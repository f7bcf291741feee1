import type { DayReport } from '../activities/steps.js';
import type { IsoDate } from '../domain/time/dates.js';
import { runStep } from './run-step.js';
import type { Asked } from './step-table.js';

/** What a day made known, with the days before it that were missed; then how good models are, and what has changed. */
export function endOfDay(asked: Asked<{ day: IsoDate }>): Promise<DayReport> {
  return runStep('eod', asked);
}
