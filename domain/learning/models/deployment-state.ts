/** A model's deployment as its workflow knows it: nothing of Node is needed. */
import { counted } from '../../counted.js';
import type { Verdict } from '../gate/gate.js';
import type { DeploymentEnd } from './deployment-line.js';

/**
 * `queued`: another model's canary is under way. `shadow`: scored, and serves nothing. `approval`: by the gate, or by a
 * person. `canary`: serves a share of the decisions. `promotion`: the gate has to bless it as it stands. `watch`: it
 * serves, and is rolled back by itself where it is not what it claims. Then how it ended.
 */
export type DeploymentStage =
  'queued' | 'shadow' | 'approval' | 'canary' | 'promotion' | 'watch' | DeploymentEnd;

/** What a stage waits for, and how many of it are missing; null where that is not known. */
export interface DeploymentWait {
  for: 'canary' | 'scored' | 'sessions' | 'blessing' | 'person';
  missing: number | null;
}

/** What is known of a deployment, as small plain values. */
export interface DeploymentState {
  model_id: string;
  stage: DeploymentStage;
  /** Empty where it is over. */
  waits_for: readonly DeploymentWait[];
  /** What the gate said last; null where it never did. */
  verdict: Verdict | null;
  /** Why it ended. */
  reason: string | null;
  /** A person has approved it. */
  approved: boolean;
}

const BEFORE_IT_SERVES: readonly DeploymentStage[] = ['queued', 'shadow', 'approval', 'canary', 'promotion'];

export function isUnderWay({ stage }: Pick<DeploymentState, 'stage'>): boolean {
  return stage === 'watch' || BEFORE_IT_SERVES.includes(stage);
}

/** What a person asks of a deployment by promoting its model. */
export interface Approval {
  reason: string | null;
  /** Although the gate has not blessed it, and whatever it waits for: it serves at once. */
  override: boolean;
}

/** Why a request cannot be: a name of `domain/errors.ts`, and the message. */
export interface DeploymentRefusal {
  name: 'Conflict' | 'InvalidInput' | 'NotBlessed';
  message: string;
}

/** Why a person's approval cannot be; undefined where it can. */
export function refusalToApprove(
  state: DeploymentState,
  { override }: Pick<Approval, 'override'>,
): DeploymentRefusal | undefined {
  const { model_id, stage, waits_for, verdict, approved } = state;
  if (stage === 'watch') return { name: 'Conflict', message: `${model_id} is the champion already` };
  if (!isUnderWay(state)) return { name: 'Conflict', message: `${model_id}: ${deploymentText(state)}` };
  if (override) return undefined;
  if (approved)
    return { name: 'Conflict', message: `${model_id} is approved already: ${deploymentText(state)}` };
  const isAsked = waits_for.some((wait) => wait.for === 'person');
  if (isAsked && verdict === 'bless') return undefined;
  const why = isAsked ? `the gate says ${verdict ?? 'nothing yet'}` : deploymentText(state);
  return {
    name: 'NotBlessed',
    message: `${model_id}: ${why}. To let it serve at once: --override --reason TEXT`,
  };
}

/** Why a deployment cannot be aborted; undefined where it can. */
export function refusalToAbort(state: DeploymentState): DeploymentRefusal | undefined {
  if (state.stage === 'watch')
    return { name: 'InvalidInput', message: `${state.model_id} serves: "models rollback" rolls it back` };
  return isUnderWay(state)
    ? undefined
    : { name: 'InvalidInput', message: `the deployment of ${state.model_id} is over: ${state.stage}` };
}

/** A line for people. */
export function deploymentText({ stage, waits_for, reason }: DeploymentState): string {
  const waits = waits_for.map(waitText).join(' and ');
  return `${STAGES[stage]}${waits === '' ? '' : `: waits for ${waits}`}${reason === null ? '' : `: ${reason}`}`;
}

function waitText({ for: what, missing }: DeploymentWait): string {
  switch (what) {
    case 'canary':
      return 'the canary of another model to end';
    case 'scored':
      return counted(missing ?? 0, 'more labelled decision');
    case 'sessions':
      return counted(missing ?? 0, 'more session');
    case 'blessing':
      return `the gate’s blessing${missing === null ? '' : `, ${counted(missing, 'more labelled decision')} as it goes`}`;
    case 'person':
      return 'a person (“models promote”)';
  }
}

const STAGES: Record<DeploymentStage, string> = {
  queued: 'not scored yet',
  shadow: 'in shadow',
  approval: 'to be approved',
  canary: 'canary',
  promotion: 'to be promoted',
  watch: 'serves, watched',
  done: 'serves; the watch is over',
  rolled_back: 'rolled back',
  replaced: 'replaced',
  rejected: 'rejected',
  superseded: 'superseded',
  aborted: 'aborted',
};
