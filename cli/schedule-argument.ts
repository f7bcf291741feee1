import { Argument } from 'commander';
import { SCHEDULED_STEPS } from '../workflows/step-table.js';

/** One of the schedules, by the step that it runs. */
export function scheduleArgument(): Argument {
  return new Argument('<schedule>', 'which one').choices(SCHEDULED_STEPS);
}
