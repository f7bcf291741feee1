import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineUpdate,
  isCancellation,
  rootCause,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ApproveInput, ApproveReport } from '../activities/learning-reports.js';
import {
  deploymentText,
  isUnderWay,
  refusalToAbort,
  refusalToApprove,
  type DeploymentRefusal,
  type DeploymentState,
} from '../domain/learning/models/deployment-state.js';
import { closedSignal, signalClosed } from './closed-signal.js';
import { showDetails } from './details.js';
import type { Named } from './ids.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';

export interface ModelDeploymentInput extends Named {
  storeId: string;
  modelId: string;
  /** Whether it is to be begun; one that the data process knows of goes on. */
  begin: boolean;
  /** How long a day is waited for, in milliseconds. */
  dayMs: number;
  /** What the run before knew last, and whether a person has asked since; not given to the first one. */
  before?: { state: DeploymentState; isAsked: boolean };
}

/** What a person asks for who ends a deployment. */
export interface AbortRequest {
  reason: string;
}

/** What the deployment knows of itself; null before it has looked. */
export const deploymentQuery = defineQuery<DeploymentState | null>('state');
/** A person lets it go on, or its model serve at once. What cannot be is refused before anything is written. */
export const approveUpdate = defineUpdate<ApproveReport, [ApproveInput]>('approve');
/** A person ends it before its model serves. */
export const abortUpdate = defineUpdate<DeploymentState, [AbortRequest]>('abort');
/** Looks again, and says what it found. */
export const lookUpdate = defineUpdate<DeploymentState>('refresh');

/**
 * The deployment of a model, for weeks: shadow, approval, canary, promotion, watch. Registry and log are the truth and
 * the data process decides; a deployment knows what that said last. It looks again when something was closed, when a
 * person asks for something, and every day. What nobody asks for goes no further than steps of learning have come.
 */
export async function modelDeployment(input: ModelDeploymentInput): Promise<DeploymentState> {
  const { storeId, modelId, dayMs } = input;
  mark('deployment');
  const steps = stepsOf(storeId);
  const askedSteps = stepsOf(storeId, 'a person');
  let begin = input.begin;
  let state: DeploymentState | null = input.before?.state ?? null;
  let isChanged = false;
  let isAsked = input.before?.isAsked ?? false;
  /** A run answers an update of one id once. What was refused may be asked for later on, of a further run. */
  let isRefused = false;
  /** Of two promotions at once the first wins. */
  let isApproving = false;

  function know(found: DeploymentState): DeploymentState {
    state = found;
    showDetails(() => `${modelId}: ${deploymentText(found)}`);
    return found;
  }

  async function look({ advanceDeployment } = steps): Promise<DeploymentState> {
    const asked = isAsked;
    isAsked = false;
    try {
      const found = await advanceDeployment({ modelId, begin, asked });
      begin = false;
      return know(found);
    } catch (error) {
      // What a person asked for is answered by the next look.
      isAsked ||= asked;
      throw error;
    }
  }

  /** What keeps it from looking, such as a policy that does not read, is said and passes. */
  async function lookOrSay(before: DeploymentState): Promise<DeploymentState> {
    try {
      return await look();
    } catch (error) {
      if (isCancellation(error)) throw error;
      showDetails(
        () => `${modelId}: ${deploymentText(before)}; not looked at: ${rootCause(error) ?? String(error)}`,
      );
      return before;
    }
  }

  setHandler(deploymentQuery, () => state);
  setHandler(closedSignal, (isByPerson = false) => {
    isChanged = true;
    isAsked ||= isByPerson;
  });
  setHandler(lookUpdate, async () => {
    isAsked = true;
    const found = await look(askedSteps);
    isChanged = true;
    return found;
  });

  /** Those that are under way beside it: one may be superseded or replaced by it, or wait for its canary to end. */
  async function others(): Promise<string[]> {
    const { models } = await steps.openDeployments({});
    return models.filter((id) => id !== modelId);
  }

  /** Does what a person asked for, and looks what has come of it. */
  async function asked<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      isRefused = true;
      throw error;
    } finally {
      isChanged = true;
    }
  }
  const refuse = (refusal: DeploymentRefusal | undefined) => {
    if (refusal !== undefined) throw ApplicationFailure.nonRetryable(refusal.message, refusal.name);
  };
  setHandler(
    approveUpdate,
    async (request) => {
      isApproving = true;
      try {
        const report = await asked(() => askedSteps.approveDeployment(request));
        know(report.deployment);
        return report;
      } finally {
        isApproving = false;
      }
    },
    {
      validator(request: ApproveInput) {
        if (isApproving) refuse({ name: 'Conflict', message: `another promotion of ${modelId} came first` });
        refuse(state === null ? undefined : refusalToApprove(state, request));
      },
    },
  );
  setHandler(
    abortUpdate,
    (request: AbortRequest) => asked(() => askedSteps.abortDeployment({ modelId, ...request })),
    {
      validator: (_request: AbortRequest) => refuse(state === null ? undefined : refusalToAbort(state)),
    },
  );

  try {
    // What it supersedes is no more under way afterwards.
    const before = await others();
    let now = await look();
    let told = now.stage;
    await signalClosed(input, before);
    while (isUnderWay(now)) {
      await condition(() => isChanged, dayMs);
      isChanged = false;
      now = await lookOrSay(now);
      if (now.stage !== told) await signalClosed(input, await others());
      told = now.stage;
      if (isRefused || workflowInfo().continueAsNewSuggested) {
        await condition(allHandlersFinished);
        await continueAsNew<typeof modelDeployment>({
          ...input,
          begin: false,
          before: { state: state ?? now, isAsked },
        });
      }
    }
    await condition(allHandlersFinished);
    return now;
  } catch (error) {
    if (isCancellation(error) && (state === null || refusalToAbort(state) === undefined))
      await CancellationScope.nonCancellable(() => steps.abortDeployment({ modelId, reason: CANCELLED }));
    throw error;
  }
}

const CANCELLED = 'its run was cancelled';
