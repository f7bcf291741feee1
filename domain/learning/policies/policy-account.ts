import { placed } from '../artifact/trained-model.js';
import { compare } from '../../compare.js';
import { groupBy } from '../../group-by.js';
import { scorerOf } from '../serving/scorer.js';
import type { Retrained } from '../training/retrain.js';
import type { TrainingRow } from '../training/training-row.js';
import { behaviourClone, cloneLayer } from './behaviour-clone.js';
import type { Basis } from './basis.js';
import { divergenceFrom, logChances } from './losses.js';
import { choicesOf } from './preference.js';

/** What a policy learned, how far it goes from what the human does, and what guardrails change of it. */
export interface PolicyAccount {
  basis: Basis;
  /** Determined ones that it learned. */
  preferences: number;
  /** The Kullback–Leibler divergence from the behaviour clone, in nats: the mean over all decisions, and the most. */
  divergence: number;
  most_divergence: number;
  /** Decisions that it had not seen and that were the human's, and the share in which it does the same. */
  compared: number;
  agreement: number | null;
  /** Decisions that it would follow, and those of them that a guardrail speaks against: they are skipped. */
  follows: number;
  vetoed: number;
  /** The latter by the names of guardrails. */
  vetoes: Record<string, number>;
}

/** Of a policy that was trained on a window; `all` are the window's decisions, labelled or not. */
export function policyAccount(
  { model }: Pick<Retrained, 'model'>,
  {
    all,
    features,
    basis,
    preferences,
    forward,
  }: Pick<PolicyAccount, 'basis' | 'preferences'> & {
    all: readonly TrainingRow[];
    features: readonly string[];
    forward: Pick<PolicyAccount, 'compared' | 'agreement'>;
  },
): PolicyAccount {
  const choices = choicesOf(all, { features, inputs: model.inputs });
  const clone = behaviourClone(choices, model.inputs.length);
  const reference = { ...model, standardise: clone.standardise, layers: [cloneLayer(clone)] };
  const [policy, human] = [model, reference].map((one) => {
    const { model: file, weights } = placed(one, 'clone');
    return scorerOf(file, weights, features);
  }) as [ReturnType<typeof scorerOf>, ReturnType<typeof scorerOf>];
  const decided = all
    .filter(({ action }) => action !== 'hold' && action !== 'wait')
    .sort((a, b) => compare(a.scenario_id, b.scenario_id));
  const logits = (scorer: typeof policy, row: TrainingRow) =>
    logChances([0, scorer.logit(row.values, NOBODY)]);
  const divergences = decided.map((row) => divergenceFrom(logits(policy, row), logits(human, row)));
  const followed = decided.filter((row) => policy.logit(row.values, NOBODY) > 0);
  const against = followed.flatMap(({ vetoes }) => vetoes);
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  return {
    ...{ basis, preferences },
    divergence: divergences.length === 0 ? 0 : mean(divergences),
    most_divergence: divergences.reduce((most, one) => Math.max(most, one), 0),
    ...forward,
    follows: followed.length,
    vetoed: followed.filter(({ vetoes }) => vetoes.length > 0).length,
    vetoes: Object.fromEntries(
      [...groupBy(against, (name) => name)]
        .map(([name, own]) => [name, own.length] as const)
        .sort(([a], [b]) => compare(a, b)),
    ),
  };
}

const NOBODY = { underlying: '', session_hour: null, account: null };
