import type { AskedSteps } from '../../activities/steps.js';
import type { DateRange } from '../../domain/time/dates.js';
import type { backfill, BackfillInput } from '../../workflows/backfill.js';
import type { BackfillProgress, BackfillReport } from '../../workflows/catch-up.js';
import * as ids from '../../workflows/ids.js';
import {
  STEPS,
  stepNamed,
  workflowOf,
  type InputOf,
  type ReportOf,
  type StepName,
} from '../../workflows/step-table.js';
import { backfillWords } from '../../workflows/words.js';
import { resultWithProgress } from './ask-progress.js';
import { runningImports } from './running-imports.js';
import { resultOf, startWorkflow, type Starter } from './run-workflow.js';

/** Before the first further look at an earlier step that is under way; what a person asks for does not wait for one. */
const PAUSE_SECONDS = 30;

/** The steps, each as a workflow of the running system: durable from the moment it is asked for. */
export function runningSteps(starter: Starter): AskedSteps {
  const asked = (Object.keys(STEPS) as StepName[]).map((step) => [
    stepNamed(step).activity,
    (input: InputOf<StepName>) => runAsked(starter, step, input),
  ]);
  const imports = runningImports(starter);
  return { ...(Object.fromEntries(asked) as Omit<AskedSteps, keyof typeof imports>), ...imports };
}

async function runAsked<S extends StepName>(
  starter: Starter,
  step: S,
  input: InputOf<S>,
): Promise<ReportOf<S>> {
  const { storeId, idPrefix } = starter;
  const run = { storeId, idPrefix, input, after: null, pauseSeconds: PAUSE_SECONDS };
  const { type, args, summary } = workflowOf(step, run);
  const id = ids.stepId(starter, step, input);
  const handle = await startWorkflow(starter, type, { id, args, summary });
  return (await resultOf(starter, handle)) as ReportOf<S>;
}

/** Catches up over a range, or joins the backfill of that range that is under way; `tell` hears how far it has come. */
export async function runBackfill(
  starter: Starter,
  range: DateRange,
  tell: (progress: BackfillProgress) => void,
): Promise<BackfillReport> {
  const { storeId } = starter;
  const args: [BackfillInput] = [{ storeId, range, done: null }];
  const handle = await startWorkflow<typeof backfill>(starter, 'backfill', {
    id: ids.backfillId(starter, range),
    args,
    summary: backfillWords(range),
  });
  return resultWithProgress(starter, handle, { query: 'progress', tell });
}
