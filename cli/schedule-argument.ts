import { Argument } from 'commander';
import type { ScheduledStep } from '../workflows/start-scheduled.js';

const SCHEDULES: readonly ScheduledStep[] = ['reconcile', 'outcomes', 'week'];

/** One of the schedules, by the step that it runs. */
export function scheduleArgument(): Argument {
  return new Argument('<schedule>', 'which one').choices(SCHEDULES);
}
