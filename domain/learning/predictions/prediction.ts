import type { ModelKind } from '../artifact/manifest.js';
import { sigmoid } from '../baselines/ridge-logistic.js';
import { isPolicy } from '../training/kinds.js';

/** Who said something of a scenario: `canary` the model that a share of decisions is served by. */
export const ROLES = ['champion', 'shadow', 'previous', 'canary', 'baseline'] as const;
export type Role = (typeof ROLES)[number];

/** What a model said of a scenario before its label was known. Once said it stays, whatever becomes of the model. */
export interface PredictionRow {
  scenario_id: string;
  model_id: string;
  /** The way of making models that the model came of: evidence is its. */
  lineage: string;
  /** `live`: by the model that an alias stood for; `walk_forward`: by one trained on what was known before. */
  source: 'live' | 'walk_forward';
  role: Role;
  /** When the last label was known that the model had learned: before the advice came. */
  trained_through: string;
  /** Of the model's specification; null of a baseline. */
  spec_id: string | null;
  /** P(following pays); null of the clone, which says what the human does. */
  p_win: number | null;
  /** Null of a model that says no more than a chance. */
  expected_reward: number | null;
  action: string;
  /** JSON by action. */
  action_probabilities: string;
  /** The guardrails that the action ran into; with one the final action is to skip. */
  vetoes: readonly string[];
  final_action: string;
}

/** What is said, and what comes of it. */
type Saying = Pick<
  PredictionRow,
  'expected_reward' | 'action' | 'action_probabilities' | 'vetoes' | 'final_action'
>;

/** Whether advice is followed at a chance: above one half. Ties skip: nothing speaks for the trade. */
export function isFollowed(p: number): boolean {
  return p > 0.5;
}

/** What is done at a chance. A guardrail that speaks against following has the last word. */
export function chosenAction(p: number, against: readonly string[]): Saying & { p_win: number } {
  const follows = isFollowed(p);
  const action = follows ? 'follow' : 'skip';
  const vetoes = follows ? against : [];
  return {
    p_win: p,
    expected_reward: null,
    action,
    action_probabilities: JSON.stringify({ follow: Number(follows), skip: Number(!follows) }),
    vetoes,
    final_action: vetoes.length > 0 ? 'skip' : action,
  };
}

/** What the clone says: the chance that the human follows, and nothing of whether that pays. */
export function likelyChoice(p: number, against: readonly string[]): Saying & { p_win: null } {
  return {
    ...chosenAction(p, against),
    ...{ p_win: null, action_probabilities: JSON.stringify({ follow: p, skip: 1 - p }) },
  };
}

/** What a reward model says: a chance like any other, and the reward that it expects of following. */
function expectedReward(
  { reward, p }: { reward: number; p: number },
  against: readonly string[],
): Saying & { p_win: number } {
  return { ...chosenAction(p, against), expected_reward: reward };
}

/**
 * What a policy says: it does what is the likelier of its two, whose logit this is; the chance that following pays
 * comes of that by what came of others.
 */
function policyAction(
  { logit, p }: { logit: number; p: number },
  against: readonly string[],
): Saying & { p_win: number } {
  return { ...likelyChoice(sigmoid(logit), against), p_win: p };
}

/** Whether a model of a kind would follow: a policy does what is the likelier, others go by whether it pays. */
export function follows(kind: ModelKind, { logit, p }: { logit: number; p: number }): boolean {
  return isPolicy(kind) ? logit > 0 : p > 0.5;
}

/** What a model of a kind says by its logit and its chance. */
export function modelSaying(
  kind: ModelKind,
  said: { logit: number; p: number },
  against: readonly string[],
): Saying & { p_win: number } {
  if (isPolicy(kind)) return policyAction(said, against);
  if (kind === 'reward') return expectedReward({ reward: said.logit, p: said.p }, against);
  return chosenAction(said.p, against);
}
