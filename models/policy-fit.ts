import { standardised } from '../domain/learning/baselines/ridge-logistic.js';
import { behaviourClone, type BehaviourClone } from '../domain/learning/policies/behaviour-clone.js';
import { logChances } from '../domain/learning/policies/losses.js';
import type { Basis } from '../domain/learning/policies/basis.js';
import {
  hindsightOf,
  tasteOf,
  type Choice,
  type Preference,
} from '../domain/learning/policies/preference.js';
import type { Fit } from '../domain/learning/training/fitting.js';
import type { TrainingConfig } from '../domain/learning/training/training-config.js';
import { flat, outputsOf, type NetworkJob } from './fit-network.js';
import { beginningAs, layersOf, placesOf, type Place, type Widths } from './network.js';
import {
  meanDivergence,
  meanLoss,
  policyObjective,
  rewardObjective,
  type PolicyKind,
  type Referred,
} from './policy-objective.js';
import type { TrainNetwork } from './train-network.js';

/**
 * A policy may go so far from the reference, in nats, as the mean over what it learns from: farther it is drawn back.
 */
export const MOST_DIVERGENCE = 0.5;
/** How many epochs are enough is found by so many blocks of time, each tried by what was learned from the others; … */
const BLOCKS = 3;
/** … of fewer preferences in a block nothing is learned at all. */
const LEAST_A_BLOCK = 10;
/** By so many the way back is found: to a millionth. */
const HALVINGS = 20;
/** Outputs that differ by less do not differ. */
const ROUNDING = 1e-9;

interface PolicyFit {
  kind: PolicyKind | 'reward';
  basis: Basis;
  /** What the human did, in the order in which the advice came. */
  choices: readonly Choice[];
  config: TrainingConfig;
}

/**
 * Fits a policy from the behaviour clone of what was done by then, or a reward model from nothing. So many epochs are
 * gone through as did best on blocks of time that were held out, which of few samples may be none; and a policy stays
 * within {@link MOST_DIVERGENCE} of the reference.
 */
export function policyFit(fits: TrainNetwork, { kind, basis, choices, config }: PolicyFit): Fit {
  return async (name, { rows, maySee }) => {
    const done = choices.filter(maySee);
    const learned = basis === 'taste' ? done.map(tasteOf) : rows.map(hindsightOf);
    const asked = { kind, config, seed: fits.seedOf(name) };
    const epochs = await bestEpochs(fits, name, { ...asked, done, learned });
    const network = networkOf({ ...asked, done, learned });
    const reached = epochs === 0 ? network.start : await fitted(fits, name, { ...asked, network, epochs });
    const parameters = kind === 'reward' ? inRewards(reached, network) : reached;
    return {
      standardise: network.standardise,
      layers: layersOf(network.widths, parameters, kind === 'reward' ? 'linear' : 'softmax'),
    };
  };
}

interface Asked {
  kind: PolicyKind | 'reward';
  config: TrainingConfig;
  seed: number;
}

/** What is learned, and what was done meanwhile. */
interface Learned {
  done: readonly Choice[];
  learned: readonly Preference[];
}

/** A network before it learns: how it sees a preference, and its parameters. */
interface Beginning {
  standardise: BehaviourClone['standardise'];
  widths: Widths;
  start: Float32Array;
  preferences: readonly Referred[];
  /** Others as it sees them. */
  seen(others: readonly Preference[]): Referred[];
}

/** Of a policy it says what the clone says, of a reward model the mean reward. */
function networkOf({ kind, config, seed, done, learned }: Asked & Learned): Beginning {
  const width = (learned[0] ?? done[0])?.values.length ?? 0;
  const { standardise, weights, intercept } = behaviourClone(done, width);
  const [outputs, known] =
    kind === 'reward' ? [1, { weights: [], intercept: meanReward(learned) }] : [2, { weights, intercept }];
  // Without inputs there is nothing to learn but how often.
  const hidden = width === 0 ? [] : config.hidden;
  const { widths, start } = beginningAs(known, { widths: [width, ...hidden, outputs], seed });
  const seen = (preferences: readonly Preference[]) =>
    preferences.map(({ values, ...preference }): Referred => {
      const inputs = standardised(values, standardise).subarray(0, values.length);
      const follow = inputs.reduce((sum, input, i) => sum + input * (weights[i] as number), intercept);
      return { ...preference, values: inputs, reference: logChances([0, follow]) };
    });
  return { standardise, widths, start, preferences: seen(learned), seen };
}

function meanReward(learned: readonly Preference[]): number {
  return learned.reduce((sum, { rewards: [, follow] }) => sum + follow, 0) / Math.max(1, learned.length);
}

function jobOf({ kind, config }: Asked, { widths, start, preferences }: Beginning): NetworkJob {
  const objective =
    kind === 'reward' ? rewardObjective(preferences) : policyObjective(kind, preferences, config);
  const inputs = preferences.map(({ values }) => values);
  return { widths, inputs, objective, start, anchor: start };
}

/**
 * A reward model whose outputs are rewards: what is learned ranks decisions, by losses that go by signs and hold large
 * errors small, so that its size and its mean are others. Both are those of the least squares of the rewards; what
 * ranks the wrong way is their mean.
 */
function inRewards(parameters: Float32Array, { widths, preferences }: Beginning): Float32Array {
  if (widths[0] === 0) return parameters;
  const inputs = flat(preferences.map(({ values }) => values));
  const said = outputsOf(widths, parameters, inputs);
  const rewards = preferences.map(({ rewards: [, follow] }) => follow);
  const [meanSaid, mean] = [said, rewards].map(
    (values) => Array.from(values).reduce((sum, one) => sum + one, 0) / Math.max(1, values.length),
  ) as [number, number];
  let [together, squares] = [0, 0];
  said.forEach((one, i) => {
    together += (one - meanSaid) * ((rewards[i] as number) - mean);
    squares += (one - meanSaid) ** 2;
  });
  const slope = squares > ROUNDING ? Math.max(0, together / squares) : 0;
  const scaled = parameters.slice();
  const { kernel, bias } = placesOf(widths).at(-1) as Place;
  for (let i = kernel; i < bias; i++) scaled[i] = slope * (scaled[i] as number);
  scaled[bias] = slope * (scaled[bias] as number) + mean - slope * meanSaid;
  return scaled;
}

/**
 * The number of epochs after which what was held out was foreseen best, as the mean over the blocks; 0 of too few. What
 * was done in the meantime of a block has no part in what it is foreseen by.
 */
async function bestEpochs(
  fits: TrainNetwork,
  name: string,
  { done, learned, ...asked }: Asked & Learned,
): Promise<number> {
  const { kind, config } = asked;
  const blockOf = (row: number) => Math.floor((row * BLOCKS) / learned.length);
  if (learned.length < BLOCKS * LEAST_A_BLOCK || learned[0]?.values.length === 0) return 0;
  const curve = new Float64Array(config.epochs + 1);
  for (let block = 0; block < BLOCKS; block++) {
    const held = learned.filter((_, row) => blockOf(row) === block);
    const [first, last] = [held[0]?.asked ?? 0, held.at(-1)?.asked ?? 0];
    const network = networkOf({
      ...asked,
      done: done.filter((one) => one.asked < first || one.asked > last),
      learned: learned.filter((_, row) => blockOf(row) !== block),
    });
    const tried = network.seen(held);
    const inputs = flat(tried.map(({ values }) => values));
    const lossAt = (parameters: Float32Array) =>
      meanLoss(kind, tried, { outputs: outputsOf(network.widths, parameters, inputs), beta: config.beta });
    const losses = await fits.trial(`${name}-block-${block + 1}`, jobOf(asked, network), ({ parameters }) =>
      lossAt(parameters),
    );
    [lossAt(network.start), ...losses].forEach(
      (loss, epoch) => (curve[epoch] = (curve[epoch] as number) + loss * held.length),
    );
  }
  const best = curve.indexOf(Math.min(...curve));
  // Of losses that are no numbers none is the smallest: nothing is learned then.
  return Math.max(0, best);
}

/** What so many epochs come to, drawn back to where they began as far as it takes to stay near the reference. */
async function fitted(
  fits: TrainNetwork,
  name: string,
  { network, epochs, ...asked }: Asked & { network: Beginning; epochs: number },
): Promise<Float32Array> {
  const { widths, start, preferences } = network;
  const job = jobOf(asked, network);
  const reached = await fits.train(name, job, epochs);
  if (asked.kind === 'reward') return reached;
  const inputs = flat(job.inputs);
  const between = (share: number) => start.map((from, i) => from + share * ((reached[i] as number) - from));
  const isNear = (parameters: Float32Array) =>
    meanDivergence(outputsOf(widths, parameters, inputs), preferences) <= MOST_DIVERGENCE;
  if (isNear(reached)) return reached;
  let [near, far] = [0, 1];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (near + far) / 2;
    if (isNear(between(middle))) near = middle;
    else far = middle;
  }
  return between(near);
}
