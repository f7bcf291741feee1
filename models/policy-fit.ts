import { standardised } from '../domain/learning/baselines/ridge-logistic.js';
import {
  behaviourClone,
  cloneLayer,
  type BehaviourClone,
} from '../domain/learning/policies/behaviour-clone.js';
import { logChances } from '../domain/learning/policies/losses.js';
import type { Basis } from '../domain/learning/policies/basis.js';
import { hindsightOf, tasteOf, type Choice } from '../domain/learning/policies/preference.js';
import type { Fit, Fitted, Seen } from '../domain/learning/training/fitting.js';
import type { TrainingConfig } from '../domain/learning/training/training-config.js';
import { seededRandom } from '../domain/number/random.js';
import { flat, outputsOf, type NetworkJob } from './fit-network.js';
import { layersOf, placesOf, startingParameters, type Widths } from './network.js';
import {
  meanDivergence,
  meanLoss,
  policyObjective,
  rewardObjective,
  type PolicyKind,
  type Referred,
} from './policy-objective.js';
import type { TrainNetwork } from './train-network.js';

/** A policy may go so far from the reference, in nats, as the mean over what it learns from: there its fit ends. */
export const MOST_DIVERGENCE = 0.5;
/** How many epochs are enough is found by so many blocks of time, each tried by what was learned from the others; … */
const BLOCKS = 3;
/** … of fewer preferences in a block nothing is learned at all. */
const LEAST_A_BLOCK = 10;

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
  return async (name, seen) => {
    const done = choices.filter(seen.maySee);
    const width = (done[0] ?? seen.rows[0])?.values.length ?? 0;
    const clone = behaviourClone(done, width);
    const preferences = preferencesOf(seen, { basis, done, clone });
    const widths = [width, ...config.hidden, kind === 'reward' ? 1 : 2];
    const start = startOf({ widths, clone, isReward: kind === 'reward', seed: fits.seedOf(name) });
    const asked = { kind, widths, start, config };
    const epochs = await bestEpochs(fits, name, { ...asked, preferences });
    const parameters = epochs === 0 ? start : await fitted(fits, name, { ...asked, preferences, epochs });
    return {
      standardise: clone.standardise,
      layers: layersOf(widths, parameters, kind === 'reward' ? 'linear' : 'softmax'),
    };
  };
}

/** The behaviour clone of what was done by then. */
export function cloneFit(choices: readonly Choice[]): Fit {
  return (_name, { rows, maySee }): Promise<Fitted> => {
    const clone = behaviourClone(choices.filter(maySee), rows[0]?.values.length ?? 0);
    return Promise.resolve({ standardise: clone.standardise, layers: [cloneLayer(clone)] });
  };
}

/** With inputs as the reference has them. */
function preferencesOf(
  { rows }: Seen,
  { basis, done, clone }: { basis: Basis; done: readonly Choice[]; clone: BehaviourClone },
): Referred[] {
  const preferences = basis === 'taste' ? done.map(tasteOf) : rows.map(hindsightOf);
  const { weights, intercept } = clone;
  return preferences.map(({ values, rewards }) => {
    const inputs = standardised(values, clone.standardise).subarray(0, values.length);
    const follow = inputs.reduce((sum, input, i) => sum + input * (weights[i] as number), intercept);
    return { values: inputs, rewards, reference: logChances([0, follow]) };
  });
}

/** The clone itself where there is no hidden layer; else hidden layers at random, of which nothing comes yet. */
function startOf({
  widths,
  clone: { weights, intercept },
  isReward,
  seed,
}: {
  widths: Widths;
  clone: BehaviourClone;
  isReward: boolean;
  seed: number;
}): Float32Array {
  const start = startingParameters(widths, seededRandom(seed));
  const last = placesOf(widths).at(-1);
  if (last === undefined) return start;
  start.fill(0, last.kernel, last.bias);
  if (isReward || widths.length > 2) return start;
  weights.forEach((weight, i) => (start[last.kernel + 2 * i + 1] = weight));
  start[last.bias + 1] = intercept;
  return start;
}

interface Asked {
  kind: PolicyKind | 'reward';
  widths: Widths;
  start: Float32Array;
  config: TrainingConfig;
  preferences: readonly Referred[];
}

function jobOf({ kind, widths, start, config, preferences }: Asked): NetworkJob {
  const objective =
    kind === 'reward' ? rewardObjective(preferences) : policyObjective(kind, preferences, config);
  return { widths, inputs: preferences.map(({ values }) => values), objective, start };
}

/** The number of epochs after which what was held out was foreseen best, as the mean over the blocks; 0 of too few. */
async function bestEpochs(fits: TrainNetwork, name: string, asked: Asked): Promise<number> {
  const { kind, widths, start, config, preferences } = asked;
  const blockOf = (row: number) => Math.floor((row * BLOCKS) / preferences.length);
  if (preferences.length < BLOCKS * LEAST_A_BLOCK) return 0;
  const curve = new Float64Array(config.epochs + 1);
  for (let block = 0; block < BLOCKS; block++) {
    const learned = preferences.filter((_, row) => blockOf(row) !== block);
    const held = preferences.filter((_, row) => blockOf(row) === block);
    const inputs = flat(held.map(({ values }) => values));
    const lossAt = (parameters: Float32Array) =>
      meanLoss(kind, held, { outputs: outputsOf(widths, parameters, inputs), beta: config.beta });
    const losses = await fits.trial(
      `${name}-block-${block + 1}`,
      jobOf({ ...asked, preferences: learned }),
      ({ parameters }) => lossAt(parameters),
    );
    [lossAt(start), ...losses].forEach(
      (loss, epoch) => (curve[epoch] = (curve[epoch] as number) + loss * held.length),
    );
  }
  return curve.indexOf(Math.min(...curve));
}

/** So many epochs, or as many as keep a policy near the reference. */
function fitted(
  fits: TrainNetwork,
  name: string,
  { epochs, ...asked }: Asked & { epochs: number },
): Promise<Float32Array> {
  const { kind, widths, preferences } = asked;
  const job = jobOf(asked);
  const inputs = flat(job.inputs);
  return fits.train(name, job, {
    epochs,
    ends({ parameters }, began) {
      if (kind === 'reward') return false;
      const isFar = meanDivergence(outputsOf(widths, parameters, inputs), preferences) > MOST_DIVERGENCE;
      if (isFar) parameters.set(began);
      return isFar;
    },
  });
}
