import { isCancellation, rootCause } from '@temporalio/workflow';
import type { DateRange } from '../domain/time/dates.js';
import { dueId } from './ids.js';
import { runInTurn } from './in-turn.js';
import { mark } from './search-attributes.js';
import {
  scheduledNamed,
  SCHEDULED_STEPS,
  stepNamed,
  workflowOf,
  type Asked,
  type InputOf,
  type ReportOf,
  type ScheduledStep,
  type StepName,
} from './step-table.js';
import { stepsOf } from './steps.js';
import type { StoreDescription } from '../activities/steps.js';

/** What every workflow of a step does: what comes before it, where dates are named for that, then the step. */
export async function runStep<S extends StepName>(
  step: S,
  { storeId, input, after, pauseSeconds }: Asked<InputOf<S>>,
): Promise<ReportOf<S>> {
  const row = stepNamed(step);
  mark(step, row.day?.(input));
  const before = isScheduledStep(step) ? scheduledNamed(step).schedule.after : null;
  let asked = input;
  if (after !== null && before !== null)
    try {
      await runDue(before, { storeId, dates: after, store: null, pauseSeconds });
    } catch (error) {
      if (row.inSpiteOf === undefined || isCancellation(error)) throw error;
      asked = row.inSpiteOf(input, { step: before, message: rootCause(error) ?? String(error) });
    }
  const steps = stepsOf(storeId) as unknown as Record<string, (given: InputOf<S>) => Promise<ReportOf<S>>>;
  return (steps[row.activity] as (given: InputOf<S>) => Promise<ReportOf<S>>)(asked);
}

interface Due {
  storeId: string;
  dates: DateRange;
  store: StoreDescription | null;
  pauseSeconds: number;
}

/** Runs a step that is due under its own id, after what comes before it. */
export async function runDue<S extends ScheduledStep>(
  step: S,
  { storeId, dates, store, pauseSeconds }: Due,
): Promise<{ workflowId: string; result: ReportOf<S> }> {
  const workflowId = dueId(storeId, step, dates);
  const input = scheduledNamed(step).schedule.input(dates, store) as InputOf<S>;
  const { type, args } = workflowOf(step, { storeId, input, after: dates, pauseSeconds });
  return { workflowId, result: (await runInTurn(type, { workflowId, args }, pauseSeconds)) as ReportOf<S> };
}

function isScheduledStep(step: StepName): step is ScheduledStep {
  return (SCHEDULED_STEPS as readonly string[]).includes(step);
}
