import { connectRunning } from '../workers/asking/client.js';
import { setPaused } from '../workers/asking/schedules.js';
import { SCHEDULED_STEPS } from '../workflows/step-table.js';

/** Keeps a system from working by itself: a schedule that is due while a test compares would be in what it compares. */
export async function pauseSchedules(home: string): Promise<void> {
  const system = await connectRunning(home);
  await Promise.all(SCHEDULED_STEPS.map((step) => setPaused(system, step, true)));
  await system.close();
}
