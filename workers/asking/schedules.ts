import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleOptions,
} from '@temporalio/client';
import { controlQueue, scheduledId, scheduleId } from '../../workflows/ids.js';
import { PACIFIC } from '../../workflows/logical-date.js';
import { SCHEDULED_STEPS, STEPS, type ScheduledStep } from '../../workflows/step-table.js';
import type {
  startScheduled,
  StartScheduledInput,
  StartScheduledReport,
} from '../../workflows/start-scheduled.js';
import { resultOf, startWorkflow, type Starter } from './run-workflow.js';

/** Before the first further look at an earlier step that is under way. */
const PAUSE_SECONDS = 60;

export interface ScheduleState {
  schedule: ScheduledStep;
  /** `Mon–Fri 21:00 America/Los_Angeles` */
  when: string;
  /** False until it is on the server. */
  applied: boolean;
  paused: boolean;
  /** UTC; null when it is not applied. */
  next: string | null;
}

/** Brings the server's schedules to what they should be, leaving paused ones paused. Doing it again changes nothing. */
export async function applySchedules({ client, storeId }: Starter): Promise<void> {
  for (const step of SCHEDULED_STEPS) {
    const wanted = wantedSchedule(storeId, step);
    try {
      await client.schedule.create(wanted);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const { scheduleId, spec, action, policies = {} } = wanted;
      await client.schedule.getHandle(scheduleId).update(({ state }) => ({ spec, action, policies, state }));
    }
  }
}

export async function listSchedules(starter: Starter): Promise<ScheduleState[]> {
  return Promise.all(SCHEDULED_STEPS.map((schedule) => stateOf(starter, schedule)));
}

/** Lets a schedule rest, or run again. */
export async function setPaused(starter: Starter, schedule: ScheduledStep, paused: boolean): Promise<void> {
  const handle = handleOf(starter, schedule);
  await (paused ? handle.pause() : handle.unpause());
}

/** Does what a schedule does, now and for the last session that has closed, and waits for its end. */
export async function triggerSchedule(starter: Starter, step: ScheduledStep): Promise<StartScheduledReport> {
  const { storeId } = starter;
  const handle = await startWorkflow<typeof startScheduled>(starter, 'startScheduled', {
    id: `${scheduleId(storeId, step)}:by-hand`,
    args: [inputOf(storeId, step)],
  });
  return resultOf(starter, handle);
}

function wantedSchedule(storeId: string, step: ScheduledStep): ScheduleOptions {
  const id = scheduleId(storeId, step);
  return {
    scheduleId: id,
    spec: { calendars: [STEPS[step].schedule.calendar], timezone: PACIFIC },
    policies: { overlap: ScheduleOverlapPolicy.BUFFER_ALL, catchupWindow: '30 days' },
    action: {
      type: 'startWorkflow',
      workflowType: 'startScheduled',
      workflowId: scheduledId(storeId, step),
      taskQueue: controlQueue(storeId),
      args: [inputOf(storeId, step)],
    },
  };
}

function inputOf(storeId: string, step: ScheduledStep): StartScheduledInput {
  return { storeId, step, pauseSeconds: PAUSE_SECONDS };
}

async function stateOf(starter: Starter, schedule: ScheduledStep): Promise<ScheduleState> {
  const when = `${STEPS[schedule].schedule.told} ${PACIFIC}`;
  try {
    const { state, info } = await handleOf(starter, schedule).describe();
    const next = info.nextActionTimes[0]?.toISOString() ?? null;
    return { schedule, when, applied: true, paused: state.paused, next };
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    return { schedule, when, applied: false, paused: false, next: null };
  }
}

function handleOf({ client, storeId }: Starter, schedule: ScheduledStep) {
  return client.schedule.getHandle(scheduleId(storeId, schedule));
}
