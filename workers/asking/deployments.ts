/** The deployments of models in a running system: approved, aborted, and begun again from what the store knows. */
import { randomUUID } from 'node:crypto';
import type { Reads } from '../../activities/named-reads.js';
import type { ApproveInput, ApproveReport } from '../../activities/learning-reports.js';
import { carriedBy } from '../../domain/keyed-request.js';
import type { DeploymentState } from '../../domain/learning/models/deployment-state.js';
import { deploymentRun } from '../../workflows/deployment-run.js';
import { controlQueue, deployedIn } from '../../workflows/ids.js';
import { asked, type Starter } from './run-workflow.js';
import { runsUnderWay, updateWithStart } from './update-with-start.js';

const TYPE = 'modelDeployment';

/** A person's promotion of a model that is being deployed. Throws what it is refused for. */
export async function approveInDeployment(
  starter: Starter,
  { modelId, at, seq, reason, override, ...said }: ApproveInput,
): Promise<ApproveReport> {
  // What the deployment knows may be older than what is decided upon.
  await update<DeploymentState>(starter, modelId, { name: 'refresh', args: [] });
  const request: ApproveInput = { modelId, at, seq, reason, override, ...carriedBy(said) };
  return update<ApproveReport>(starter, modelId, {
    name: 'approve',
    updateId: randomUUID(),
    args: [request],
  });
}

/** Ends the deployment of a model before that serves. Throws InvalidInput where it is past that. */
export function abortDeployment(starter: Starter, modelId: string): Promise<DeploymentState> {
  return update<DeploymentState>(starter, modelId, {
    name: 'abort',
    args: [{ reason: 'a person ended it' }],
  });
}

/**
 * Begins the deployments that the store knows of, and has those that run look again: what was done without the system
 * is taken up. Nobody waits for what they find. `isAsked`: a person has brought about what there is to look at.
 */
export async function takeUpDeployments(
  starter: Starter,
  reads: Pick<Reads, 'deployments'>,
  { isAsked }: { isAsked: boolean },
): Promise<void> {
  const { deployments } = await reads.deployments();
  const running = await runsUnderWay(starter, TYPE, (id) => deployedIn(starter, id));
  for (const modelId of new Set([...deployments.map(({ model_id }) => model_id), ...running])) {
    const run = deploymentRun(starter, { modelId, begin: false });
    await asked(starter, ({ workflow }) =>
      workflow.signalWithStart(TYPE, {
        ...run,
        taskQueue: controlQueue(starter.storeId),
        signal: 'closed',
        signalArgs: [isAsked],
      }),
    );
  }
}

function update<T>(
  starter: Starter,
  modelId: string,
  request: { name: string; args: unknown[]; updateId?: string },
): Promise<T> {
  return updateWithStart<T>(
    starter,
    { type: TYPE, ...deploymentRun(starter, { modelId, begin: false }) },
    request,
  );
}
