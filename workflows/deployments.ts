import type { LearnedStep } from '../activities/steps.js';
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

/** Has all deployments look again, since something was closed or learned; those that do not run are taken up. */
export async function lookAtDeployments(store: Store): Promise<void> {
  const { models } = await stepsOf(store.storeId).openDeployments({});
  for (const modelId of models) await startOrSignal(store, { modelId, begin: false });
}

/** After a step of learning: what it blessed is deployed, and deployments that are under way look again. */
export async function deployLearned(
  { storeId, idPrefix = byEarlierVersion(storeId).idPrefix }: { storeId: string; idPrefix?: string },
  { to_deploy }: Pick<LearnedStep, 'to_deploy'>,
): Promise<void> {
  if (to_deploy !== null) await deployModel({ storeId, idPrefix }, to_deploy);
  await lookAtDeployments({ storeId, idPrefix });
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
