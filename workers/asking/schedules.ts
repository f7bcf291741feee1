import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleOptions,
} from '@temporalio/client';
import { toSecond } from '../../domain/time/to-second.js';
import { byHandId, controlQueue, scheduledId, scheduleId } from '../../workflows/ids.js';
import { SCHEDULED_STEPS, scheduledNamed, type ScheduledStep } from '../../workflows/step-table.js';
import type {
  startScheduled,
  StartScheduledInput,
  StartScheduledReport,
} from '../../workflows/start-scheduled.js';
import { scheduledWords } from '../../workflows/words.js';
import { earlierSchedule } from './earlier-schedule.js';
import { resultOf, startWorkflow, type Starter } from './run-workflow.js';

/** Before the first further look at an earlier step that is under way. */
const PAUSE_SECONDS = 60;

export interface ScheduleState {
  schedule: ScheduledStep;
  /** `Mon–Fri 21:00 America/Los_Angeles`: on the clock of its zone. */
  when: string;
  /** False until it is on the server. */
  applied: boolean;
  paused: boolean;
  /** UTC; null when it is not applied. */
  next: string | null;
}

/**
 * Brings the server's schedules to what they should be, leaving paused ones paused, and takes over those of version
 * 0.1.0. Doing it again changes nothing.
 */
export async function applySchedules(starter: Starter): Promise<void> {
  for (const step of SCHEDULED_STEPS) {
    const earlier = await earlierSchedule(starter, step);
    await applySchedule(starter, step, earlier?.isPaused ?? false);
    await earlier?.handOver(handleOf(starter, step));
  }
}

async function applySchedule(starter: Starter, step: ScheduledStep, paused: boolean): Promise<void> {
  const wanted = wantedSchedule(starter, step);
  try {
    await starter.client.schedule.create({ ...wanted, state: { paused } });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, action, policies = {} } = wanted;
    await handleOf(starter, step).update(({ state }) => ({ spec, action, policies, state }));
  }
}

export async function listSchedules(starter: Pick<Starter, 'client' | 'idPrefix'>): Promise<ScheduleState[]> {
  return Promise.all(SCHEDULED_STEPS.map((schedule) => stateOf(starter, schedule)));
}

/** Lets a schedule rest, or run again. */
export async function setPaused(starter: Starter, schedule: ScheduledStep, paused: boolean): Promise<void> {
  const handle = handleOf(starter, schedule);
  await (paused ? handle.pause() : handle.unpause());
}

/** Does what a schedule does, now and for the last session that has closed, and waits for its end. */
export async function triggerSchedule(starter: Starter, step: ScheduledStep): Promise<StartScheduledReport> {
  const handle = await startWorkflow<typeof startScheduled>(starter, 'startScheduled', {
    id: byHandId(starter, step),
    args: [inputOf(starter, step)],
    summary: scheduledWords(step),
  });
  return resultOf(starter, handle);
}

function wantedSchedule(starter: Starter, step: ScheduledStep): ScheduleOptions {
  const { calendar, zone, catchUp } = scheduledNamed(step).schedule;
  return {
    scheduleId: scheduleId(starter, step),
    spec: { calendars: [calendar], timezone: zone },
    policies: { overlap: ScheduleOverlapPolicy.BUFFER_ALL, catchupWindow: catchUp },
    action: {
      type: 'startWorkflow',
      workflowType: 'startScheduled',
      workflowId: scheduledId(starter, step),
      taskQueue: controlQueue(starter.storeId),
      args: [inputOf(starter, step)],
      staticSummary: scheduledWords(step),
    },
  };
}

function inputOf({ storeId, idPrefix }: Starter, step: ScheduledStep): StartScheduledInput {
  return { storeId, idPrefix, step, pauseSeconds: PAUSE_SECONDS };
}

async function stateOf(
  starter: Pick<Starter, 'client' | 'idPrefix'>,
  schedule: ScheduledStep,
): Promise<ScheduleState> {
  const { told, zone } = scheduledNamed(schedule).schedule;
  const when = `${told} ${zone}`;
  try {
    const { state, info } = await handleOf(starter, schedule).describe();
    const [next] = info.nextActionTimes;
    return { schedule, when, applied: true, paused: state.paused, next: next ? toSecond(next) : null };
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    return { schedule, when, applied: false, paused: false, next: null };
  }
}

function handleOf(starter: Pick<Starter, 'client' | 'idPrefix'>, schedule: ScheduledStep) {
  return starter.client.schedule.getHandle(scheduleId(starter, schedule));
}
