import { sigmoid } from '../../domain/learning/baselines/ridge-logistic.js';
import { cloneFit } from '../../domain/learning/policies/clone-fit.js';
import type { Choice } from '../../domain/learning/policies/preference.js';
import { defaultConfig } from '../../domain/learning/training/default-config.js';
import { logitOf, type Fit } from '../../domain/learning/training/fitting.js';
import { normal, type Random } from '../../domain/number/random.js';
import { policyFit } from '../../models/policy-fit.js';
import { useBackend } from '../../models/tensors.js';
import { FORGETFUL, trainNetwork } from '../../models/train-network.js';
import { percentText } from '../planted/figures.js';
import { row, type Measurement } from './measurement.js';

const [PEOPLE, PAIRS, FRESH, FEATURES] = [40, 400, 2_000, 8];
const KINDS = ['clone', 'dpo', 'ppo', 'rrhf'] as const;
type Kind = (typeof KINDS)[number];

/** How often each policy prefers what the person prefers, beside the best that anybody could do. */
interface Person {
  best: number;
  accuracy: Record<Kind, number>;
}

/** What policies that learn of a person's choices alone foresee of further ones, which the person makes by chances. */
export const policies: Measurement = {
  title: `Policies by taste: ${PAIRS} pairs of ${FEATURES} features, right of ${FRESH} further pairs.`,
  rows: [
    personRow('Bradley–Terry, taste SD 1 on the logit', { spread: 1, goal: 'within 2 points' }),
    personRow('Bradley–Terry, taste SD 2 on the logit', { spread: 2, goal: 'within 2 points' }),
    personRow('no taste', { spread: 0, goal: 'a coin' }),
  ],
};

function personRow(name: string, { spread, goal }: { spread: number; goal: string }) {
  return row({
    ...{ name, lives: PEOPLE },
    async play(random, seed): Promise<Person> {
      await useBackend('wasm');
      const taste = tasteOf(random, spread);
      const choices = Array.from({ length: PAIRS }, (_, i) => ({ ...drawn(random, taste), ...placed(i) }));
      const fresh = Array.from({ length: FRESH }, () => drawn(random, taste));
      const accuracy = {} as Person['accuracy'];
      for (const kind of KINDS) accuracy[kind] = await rightOf(fitOf(kind, choices, seed), fresh);
      const best = mean(fresh.map(({ values }) => chanceOf(taste, values)).map((p) => Math.max(p, 1 - p)));
      return { best, accuracy };
    },
    cells: (played: readonly Person[]) => ({
      person: name,
      best: percentText(mean(played.map(({ best }) => best))),
      ...Object.fromEntries(
        KINDS.map((kind) => [kind, percentText(mean(played.map(({ accuracy }) => accuracy[kind])))]),
      ),
      goal,
    }),
  });
}

/** The weights of features by which a person chooses, and how much they like to follow. */
interface Taste {
  weights: number[];
  intercept: number;
}

function tasteOf(random: Random, spread: number): Taste {
  const drawnWeights = Array.from({ length: FEATURES }, () => normal(random));
  const size = Math.hypot(...drawnWeights);
  return {
    weights: drawnWeights.map((weight) => (spread * weight) / size),
    intercept: spread * 0.3 * normal(random),
  };
}

function chanceOf({ weights, intercept }: Taste, values: Float64Array): number {
  return sigmoid(values.reduce((sum, value, i) => sum + value * (weights[i] as number), intercept));
}

function drawn(random: Random, taste: Taste): Pick<Choice, 'values' | 'target'> {
  const values = Float64Array.from({ length: FEATURES }, () => normal(random));
  return { values, target: random() < chanceOf(taste, values) ? 1 : 0 };
}

function placed(i: number): Omit<Choice, 'values' | 'target'> {
  return { scenario_id: String(i), trading_date: '2025-01-06', asked: i, known: i };
}

function fitOf(kind: Kind, choices: readonly Choice[], seed: number): Fit {
  if (kind === 'clone') return cloneFit(choices);
  const config = defaultConfig(kind);
  const fits = trainNetwork(config, { memory: FORGETFUL, seedOf: () => seed });
  return policyFit(fits, { kind, basis: 'taste', choices, config });
}

async function rightOf(fit: Fit, fresh: readonly Pick<Choice, 'values' | 'target'>[]): Promise<number> {
  const logit = logitOf(await fit('all', { rows: [], maySee: () => true }));
  return mean(fresh.map(({ values, target }) => Number(logit(values) > 0 === (target === 1))));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
