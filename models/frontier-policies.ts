import type { FrontierPolicy } from '../domain/learning/policies/frontier.js';
import { cloneFit } from '../domain/learning/policies/clone-fit.js';
import type { Choice } from '../domain/learning/policies/preference.js';
import { logitOf, type Seen } from '../domain/learning/training/fitting.js';
import type { TrainingConfig } from '../domain/learning/training/training-config.js';
import { policyFit } from './policy-fit.js';
import type { TrainNetwork } from './train-network.js';

/** How much it costs to leave the human's ways, from much to little. */
const BETAS = [3, 1, 0.3, 0.1] as const;
export const [CLONE, GREEDY] = ['clone', 'reward_greedy'] as const;

/** What a policy of the frontier would do. */
export interface NamedPolicy extends Omit<FrontierPolicy, 'follows'> {
  follows: (values: Float64Array) => boolean;
}

/**
 * The policies between what the human does and what pays, by what may be seen: the behaviour clone; DPO by hindsight;
 * the blends π ∝ π_clone · exp(reward ÷ β), which are the best for a reward model at that price of leaving the clone
 * (Peters, Mülling, Altün, 2010); and the one that looks at the reward model alone.
 */
export async function frontierPolicies(
  fits: TrainNetwork,
  name: string,
  { seen, choices, config }: { seen: Seen; choices: readonly Choice[]; config: TrainingConfig },
): Promise<NamedPolicy[]> {
  const asked = { basis: 'hindsight' as const, choices };
  const human = logitOf(await cloneFit(choices)(name, seen));
  const reward = logitOf(await policyFit(fits, { ...asked, kind: 'reward', config })(`${name}-reward`, seen));
  const policies: NamedPolicy[] = [{ policy: CLONE, beta: null, follows: (values) => human(values) > 0 }];
  for (const beta of BETAS) {
    const fit = policyFit(fits, { ...asked, kind: 'dpo', config: { ...config, beta } });
    const dpo = logitOf(await fit(`${name}-dpo-${beta}`, seen));
    policies.push({ policy: 'dpo', beta, follows: (values) => dpo(values) > 0 });
  }
  for (const beta of BETAS)
    policies.push({
      ...{ policy: 'blend', beta },
      follows: (values) => human(values) + reward(values) / beta > 0,
    });
  return [...policies, { policy: GREEDY, beta: null, follows: (values) => reward(values) > 0 }];
}
