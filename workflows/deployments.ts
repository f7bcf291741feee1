import type { LearnedStep } from '../activities/learning-reports.js';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import { signalClosed } from './closed-signal.js';
import { deploymentRun } from './deployment-run.js';
import { byEarlierVersion, type Named } from './ids.js';
import { stepsOf } from './steps.js';

type Store = Named & { storeId: string };

/**
 * Begins the deployment of a model as a child that outlives whoever begins it; one of the same model that is under way
 * looks again.
 */
export function deployModel(store: Store, modelId: string): Promise<void> {
  return startOrSignal(store, { modelId, begin: true });
}

/** What an earlier version learned has advanced no deployment, and begun none. */
type Closed = Pick<LearnedStep, 'to_deploy'> & Partial<Pick<LearnedStep, 'deployments'>>;

/** After steps of learning: the runs of deployments see what came of them; one that has none is taken up. */
export async function followLearned(
  { storeId, idPrefix = byEarlierVersion(storeId).idPrefix }: { storeId: string; idPrefix?: string },
  steps: readonly Closed[],
): Promise<void> {
  const store = { storeId, idPrefix };
  const last = steps.at(-1);
  if (last?.deployments === undefined && last?.to_deploy) await deployModel(store, last.to_deploy);
  const { models } = await stepsOf(storeId).openDeployments({});
  for (const modelId of models) await startOrSignal(store, { modelId, begin: false });
  const advanced = new Set(steps.flatMap(({ deployments = [] }) => deployments));
  await signalClosed(
    store,
    [...advanced].filter((modelId) => !models.includes(modelId)),
  );
}

async function startOrSignal(store: Store, asked: { modelId: string; begin: boolean }): Promise<void> {
  try {
    const run = deploymentRun(store, asked);
    await startChild('modelDeployment', { ...run, parentClosePolicy: ParentClosePolicy.ABANDON });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    await signalClosed(store, [asked.modelId]);
  }
}
