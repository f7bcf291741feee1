import { logLoss, sigmoid } from '../baselines/ridge-logistic.js';

/**
 * The losses by which policies learn, of one row: each gives its value and adds its slope by each logit into `slope`.
 * Actions are in the order of the specification; `logits` are the policy's, `reference` the reference's.
 */

/** What one row says: a reward for each action. */
export type Rewards = ArrayLike<number>;

/** How far PPO trusts its last policy: ratios beyond 1 ± this gain nothing. */
const CLIP = 0.2;

/** ln of the softmax of logits; `chances` is where they are put, which may be the logits themselves. */
export function logChances(
  logits: ArrayLike<number>,
  chances = new Float64Array(logits.length),
): Float64Array {
  let most = -Infinity;
  for (let i = 0; i < logits.length; i++) most = Math.max(most, logits[i] as number);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp((logits[i] as number) - most);
  const all = most + Math.log(sum);
  for (let i = 0; i < logits.length; i++) chances[i] = (logits[i] as number) - all;
  return chances;
}

/** The Kullback–Leibler divergence of a policy from another, both as logarithms of chances: Σ π ln(π ÷ π'). */
export function divergenceFrom(own: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < own.length; i++)
    sum += Math.exp(own[i] as number) * ((own[i] as number) - (other[i] as number));
  // Rounding may take it below.
  return Math.max(0, sum);
}

/** The action with the highest reward; of equal ones the first. */
export function bestOf(rewards: Rewards): number {
  let best = 0;
  for (let i = 1; i < rewards.length; i++) if ((rewards[i] as number) > (rewards[best] as number)) best = i;
  return best;
}

/** The action with the lowest reward; of equal ones the last. */
function worstOf(rewards: Rewards): number {
  let worst = 0;
  for (let i = 1; i < rewards.length; i++)
    if ((rewards[i] as number) <= (rewards[worst] as number)) worst = i;
  return worst;
}

/**
 * Direct preference optimisation: −ln σ(βh), h = ln π(c) ÷ π_ref(c) − ln π(r) ÷ π_ref(r), c the action with the highest
 * reward and r that with the lowest (Rafailov et al., 2023). Nothing of a row whose rewards are all the same.
 */
export function dpoLoss(
  logits: ArrayLike<number>,
  { rewards, reference, beta }: { rewards: Rewards; reference: ArrayLike<number>; beta: number },
  slope: Float64Array,
): number {
  const [c, r] = [bestOf(rewards), worstOf(rewards)];
  if (rewards[c] === rewards[r]) return 0;
  const apart = (of: ArrayLike<number>) => (of[c] as number) - (of[r] as number);
  const margin = beta * (apart(logits) - apart(reference));
  const wrong = sigmoid(-margin);
  slope[c] = (slope[c] as number) - beta * wrong;
  slope[r] = (slope[r] as number) + beta * wrong;
  return logLoss(margin);
}

/**
 * Ranking responses by rewards: Σ max(0, p_j − p_i) over the pairs with reward_i > reward_j, less p of the best one, p
 * the logarithm of the chance (Yuan et al., "RRHF", 2023).
 */
export function rrhfLoss(
  logits: ArrayLike<number>,
  { rewards }: { rewards: Rewards },
  slope: Float64Array,
): number {
  const chances = logChances(logits);
  const best = bestOf(rewards);
  let loss = -(chances[best] as number);
  for (let k = 0; k < chances.length; k++)
    slope[k] = (slope[k] as number) + Math.exp(chances[k] as number) - (k === best ? 1 : 0);
  for (let i = 0; i < chances.length; i++)
    for (let j = 0; j < chances.length; j++) {
      const ahead = (chances[j] as number) - (chances[i] as number);
      if (!((rewards[i] as number) > (rewards[j] as number)) || ahead <= 0) continue;
      loss += ahead;
      slope[j] = (slope[j] as number) + 1;
      slope[i] = (slope[i] as number) - 1;
    }
  return loss;
}

/**
 * Proximal policy optimisation with all actions' rewards known, so that nothing is drawn: −min(ρA, clip(ρ, .8, 1.2)A)
 * expected over the old policy, ρ = π ÷ π_old and A the reward less that expected of the old policy, and β·KL(π‖π_ref)
 * (Schulman et al., 2017). `old` and `reference` are logarithms of chances.
 */
export function ppoLoss(
  logits: ArrayLike<number>,
  {
    rewards,
    reference,
    old,
    beta,
  }: { rewards: Rewards; reference: ArrayLike<number>; old: ArrayLike<number>; beta: number },
  slope: Float64Array,
): number {
  const chances = logChances(logits);
  const divergence = divergenceFrom(chances, reference);
  let expected = 0;
  for (let i = 0; i < chances.length; i++) expected += Math.exp(old[i] as number) * (rewards[i] as number);
  let loss = beta * divergence;
  /** Σ over unclipped actions of π·A, whose share each logit's chance is taken of. */
  let pushed = 0;
  for (let i = 0; i < chances.length; i++) {
    const advantage = (rewards[i] as number) - expected;
    const ratio = Math.exp((chances[i] as number) - (old[i] as number));
    const share = Math.exp(old[i] as number);
    loss -= share * clippedGain(ratio, advantage);
    const chance = Math.exp(chances[i] as number);
    slope[i] =
      (slope[i] as number) + beta * chance * ((chances[i] as number) - (reference[i] as number) - divergence);
    if (isClipped(ratio, advantage)) continue;
    slope[i] = (slope[i] as number) - chance * advantage;
    pushed += chance * advantage;
  }
  for (let i = 0; i < chances.length; i++)
    slope[i] = (slope[i] as number) + Math.exp(chances[i] as number) * pushed;
  return loss;
}

/** min(ρA, clip(ρ, .8, 1.2)A). */
export function clippedGain(ratio: number, advantage: number): number {
  const within = Math.min(Math.max(ratio, 1 - CLIP), 1 + CLIP);
  return Math.min(ratio * advantage, within * advantage);
}

/** Whether a ratio has gone so far the right way that going further gains nothing. */
function isClipped(ratio: number, advantage: number): boolean {
  return advantage > 0 ? ratio > 1 + CLIP : ratio < 1 - CLIP;
}

/** From here on an error of a reward counts as far as it goes, and no more by its square. */
const HUBER = 1;

/**
 * A reward model of two actions, the second's reward beside the first's, which is 0: by Bradley and Terry −ln σ of how
 * much better the preferred one is said to be, and Huber's loss of the reward itself. `slope` has one place.
 */
export function rewardLoss(said: number, reward: number, slope: Float64Array): number {
  const margin = reward > 0 ? said : -said;
  const wrong = sigmoid(-margin);
  const off = said - reward;
  const isFar = Math.abs(off) > HUBER;
  slope[0] = (slope[0] as number) + (reward > 0 ? -wrong : wrong) + (isFar ? HUBER * Math.sign(off) : off);
  return logLoss(margin) + (isFar ? HUBER * (Math.abs(off) - HUBER / 2) : off ** 2 / 2);
}
