import type { Reads } from '../../activities/named-reads.js';
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
import { approveInDeployment, takeUpDeployments } from './deployments.js';
import { resultWithProgress } from './ask-progress.js';
import { decideInReview, takeUpReviews } from './reviews.js';
import { runningImports } from './running-imports.js';
import { resultOf, startWorkflow, type Starter } from './run-workflow.js';

/** Before the first further look at an earlier step that is under way; what a person asks for does not wait for one. */
const PAUSE_SECONDS = 30;

type RunningReads = Pick<Reads, 'decision' | 'reviews' | 'deployment' | 'deployments'>;

/** The steps, each as a workflow of the running system: durable from the moment it is asked for. */
export function runningSteps(starter: Starter, reads: RunningReads): AskedSteps {
  const asked = (Object.keys(STEPS) as StepName[]).map((step) => [
    stepNamed(step).activity,
    (input: InputOf<StepName>) => runAsked(starter, step, input),
  ]);
  const imports = runningImports(starter);
  const steps = { ...(Object.fromEntries(asked) as Omit<AskedSteps, keyof typeof imports>), ...imports };
  /** Deployments look at what was learned, judged or changed. */
  async function thenLook<T>(step: Promise<T>): Promise<T> {
    const report = await step;
    await takeUpDeployments(starter, reads, { isAsked: true });
    return report;
  }
  return {
    ...steps,
    /** Reviews of what is no more watched end. */
    async changeAlgorithm(input) {
      const report = await steps.changeAlgorithm(input);
      await takeUpReviews(starter, reads);
      return report;
    },
    /** A promotion is the business of the model's deployment where one is under way. */
    async changeModel(input) {
      if (input.change === 'promote') {
        const { model_id, deployment } = await reads.deployment({ id: input.id });
        if (deployment !== null) return approveInDeployment(starter, { ...input, modelId: model_id });
      }
      return thenLook(steps.changeModel(input));
    },
    updateOnline: (input) => thenLook(steps.updateOnline(input)),
    evaluateModel: (input) => thenLook(steps.evaluateModel(input)),
    retrainModel: (input) => thenLook(steps.retrainModel(input)),
    /** What was decided before is said again by the step alone. */
    async decideCandidate(input) {
      const { id, decision, until, at, isAtGiven } = input;
      const named = await reads.decision({ id, decision, until, at, isAtGiven });
      return named.is_made ? steps.decideCandidate(input) : decideInReview(starter, named, input);
    },
  };
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
