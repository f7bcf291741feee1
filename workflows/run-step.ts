import { isCancellation, rootCause } from '@temporalio/workflow';
import { byEarlierVersion, dueId } from './ids.js';
import { runInTurn } from './in-turn.js';
import { showDetails } from './details.js';
import { mark, markFound } from './search-attributes.js';
import {
  scheduledNamed,
  SCHEDULED_STEPS,
  stepNamed,
  workflowOf,
  type Asked,
  type Due,
  type InputOf,
  type ReportOf,
  type ScheduledStep,
  type StepName,
} from './step-table.js';
import { stepsOf } from './steps.js';
import { WORDS } from './words.js';

/** What every workflow of a step does: what comes before it, where dates are named for that, then the step. */
export async function runStep<S extends StepName>(
  step: S,
  { storeId, idPrefix, input, after, pauseSeconds }: Asked<InputOf<S>>,
): Promise<ReportOf<S>> {
  const row = stepNamed(step);
  const about = row.marks?.(input) ?? {};
  mark(step, about);
  const before = isScheduledStep(step) ? scheduledNamed(step).schedule.after : null;
  let asked = input;
  if (after !== null && before !== null)
    try {
      await runDue(before, { storeId, idPrefix, due: { dates: after, at: null, store: null }, pauseSeconds });
    } catch (error) {
      if (row.inSpiteOf === undefined || isCancellation(error)) throw error;
      asked = row.inSpiteOf(input, { step: before, message: rootCause(error) ?? String(error) });
    }
  const steps = stepsOf(storeId) as unknown as Record<string, (given: InputOf<S>) => Promise<ReportOf<S>>>;
  const report = await (steps[row.activity] as (given: InputOf<S>) => Promise<ReportOf<S>>)(asked);
  const { result } = WORDS[row.activity] as { result: (given: ReportOf<S>) => string };
  showDetails(
    () => result(report),
    () => row.lines(report),
  );
  if (about.days === undefined) markFound({ days: row.daysOf?.(report) });
  return report;
}

interface RunDue {
  storeId: string;
  idPrefix?: string | undefined;
  due: Due;
  pauseSeconds: number;
}

/** Runs a step that is due under its own id, after what comes before it. */
export async function runDue<S extends ScheduledStep>(
  step: S,
  { storeId, idPrefix = byEarlierVersion(storeId).idPrefix, due, pauseSeconds }: RunDue,
): Promise<{ workflowId: string; result: ReportOf<S> }> {
  const workflowId = dueId({ idPrefix }, step, due);
  const input = scheduledNamed(step).schedule.input(due) as InputOf<S>;
  const asked = { storeId, idPrefix, input, after: due.dates, pauseSeconds };
  const { type, args, summary } = workflowOf(step, asked);
  const run = { workflowId, args, staticSummary: summary };
  return { workflowId, result: (await runInTurn(type, run, pauseSeconds)) as ReportOf<S> };
}

function isScheduledStep(step: StepName): step is ScheduledStep {
  return (SCHEDULED_STEPS as readonly string[]).includes(step);
}
