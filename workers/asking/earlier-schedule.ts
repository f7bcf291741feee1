import { ScheduleNotFoundError, ScheduleOverlapPolicy, type ScheduleHandle } from '@temporalio/client';
import { byEarlierVersion, scheduleId } from '../../workflows/ids.js';
import type { ScheduledStep } from '../../workflows/step-table.js';
import type { Starter } from './run-workflow.js';

/** A schedule that version 0.1.0 made, under the id of that version. It rests from now on. */
export interface EarlierSchedule {
  /** A person had paused it. */
  isPaused: boolean;
  /** Has its successor do what was due and not yet begun, and removes it. What it has begun goes on. */
  handOver(successor: ScheduleHandle): Promise<void>;
}

/** How a schedule that we paused is told from one that a person paused, should we be ended before it is removed. */
const TAKEN_OVER = 'taken over under another id';

/**
 * Pauses the schedule of a step that version 0.1.0 left, so that it and its successor do not both begin the same night;
 * undefined where there is none. A paused schedule drops what it had put off while a run of it was under way: that is
 * the successor's to do.
 */
export async function earlierSchedule(
  { client, storeId }: Starter,
  step: ScheduledStep,
): Promise<EarlierSchedule | undefined> {
  const handle = client.schedule.getHandle(scheduleId(byEarlierVersion(storeId), step));
  const found = await handle.describe().catch((error: unknown) => {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  });
  if (!found) return undefined;
  const { paused, note } = found.state;
  const isPaused = paused && note !== TAKEN_OVER;
  if (!paused) await handle.pause(TAKEN_OVER);
  return {
    isPaused,
    async handOver(successor) {
      if (!isPaused) await beginWhatIsDue(handle, successor);
      await handle.delete();
    },
  };
}

async function beginWhatIsDue(earlier: ScheduleHandle, successor: ScheduleHandle): Promise<void> {
  const { createdAt, recentActions } = (await earlier.describe()).info;
  const lastBegun = Math.max(+createdAt, ...recentActions.map(({ scheduledAt }) => +scheduledAt));
  const { createdAt: end } = (await successor.describe()).info;
  const start = new Date(lastBegun + 1);
  if (start < end) await successor.backfill({ start, end, overlap: ScheduleOverlapPolicy.BUFFER_ALL });
}
