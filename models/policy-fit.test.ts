import { beforeAll, describe, expect, test } from '@jest/globals';
import { sigmoid } from '../domain/learning/baselines/ridge-logistic.js';
import { cloneFit } from '../domain/learning/policies/clone-fit.js';
import { divergenceFrom, logChances } from '../domain/learning/policies/losses.js';
import type { Choice } from '../domain/learning/policies/preference.js';
import { defaultConfig } from '../domain/learning/training/default-config.js';
import { logitOf, type Seen } from '../domain/learning/training/fitting.js';
import type { LabelledRow } from '../domain/learning/training/training-row.js';
import { normal, seededRandom } from '../domain/number/random.js';
import { MOST_DIVERGENCE, policyFit } from './policy-fit.js';
import type { PolicyKind } from './policy-objective.js';
import { useBackend } from './tensors.js';
import { FORGETFUL, trainNetwork } from './train-network.js';

const WIDTH = 3;
const random = seededRandom(77);
const drawn = () => Float64Array.from({ length: WIDTH }, () => normal(random));

/** A person who likes the first feature, of advice that pays by the second. */
const decisions = Array.from({ length: 300 }, (_, i) => {
  const values = drawn();
  const [liked, paid] = [values[0] as number, values[1] as number];
  const chosen = random() < sigmoid(2 * liked) ? 1 : 0;
  const reward = paid + 0.5 * normal(random);
  return { i, values, chosen, reward } as const;
});
const choices: Choice[] = decisions.map(({ i, values, chosen }) => ({
  ...{ scenario_id: `s${i}`, trading_date: '2025-01-06', asked: i, known: i, values, target: chosen },
}));
const labelled = decisions.map(
  ({ i, values, reward }) => ({ scenario_id: `s${i}`, asked: i, known: i, values, reward }) as LabelledRow,
);
const ALL: Seen = { rows: labelled, maySee: () => true };

const fitOf = (
  kind: PolicyKind | 'reward',
  {
    basis = 'hindsight',
    ...more
  }: { basis?: 'taste' | 'hindsight'; hidden?: number[]; epochs?: number } = {},
) => {
  const config = { ...defaultConfig(kind), epochs: 40, ...more };
  const fits = trainNetwork(config, { memory: FORGETFUL, seedOf: () => 3 });
  return policyFit(fits, { kind, basis, choices, config });
};
const clone = async () => logitOf(await cloneFit(choices)('all', ALL));

beforeAll(async () => {
  await useBackend('wasm');
});

describe.each(['dpo', 'ppo', 'rrhf'] as const)('policyFit of %s', (kind) => {
  test('by hindsight turns from what is liked to what pays, and stays near the clone', async () => {
    const [human, policy] = [await clone(), logitOf(await fitOf(kind)('all', ALL))];
    const at = (liked: number, paid: number) => Float64Array.of(liked, paid, 0);
    expect(human(at(1.5, 0))).toBeGreaterThan(1);
    expect(policy(at(0, 1.5)) - policy(at(0, -1.5))).toBeGreaterThan(
      human(at(0, 1.5)) - human(at(0, -1.5)) + 1,
    );
    const far = decisions.map(({ values }) =>
      divergenceFrom(logChances([0, policy(values)]), logChances([0, human(values)])),
    );
    expect(far.reduce((sum, one) => sum + one, 0) / far.length).toBeLessThanOrEqual(MOST_DIVERGENCE + 1e-6);
  });

  test('by taste knows nothing of what pays', async () => {
    const fitted = await fitOf(kind, { basis: 'taste' })('all', ALL);
    const lost = { ...ALL, rows: labelled.map((row) => ({ ...row, reward: -row.reward })) };
    expect(await fitOf(kind, { basis: 'taste' })('all', lost)).toEqual(fitted);
  });

  test('with hidden layers begins as the clone', async () => {
    const [human, policy] = [
      await clone(),
      logitOf(
        await fitOf(kind, { hidden: [5, 4], epochs: 1 })('all', { ...ALL, rows: labelled.slice(0, 9) }),
      ),
    ];
    for (const { values } of decisions) expect(policy(values)).toBeCloseTo(human(values), 4);
  });
});

test('policyFit of a reward model says what following comes to', async () => {
  const said = logitOf(await fitOf('reward')('all', ALL));
  for (const paid of [-1, 0, 1]) expect(said(Float64Array.of(0, paid, 0))).toBeCloseTo(paid, 0);
});

test('policyFit sees no choice that it may not see', async () => {
  const early: Seen = { rows: labelled.slice(0, 150), maySee: ({ known }) => known < 150 };
  const fit = await fitOf('dpo')('all', early);
  const others = choices.map((one) =>
    one.known < 150 ? one : { ...one, target: (1 - one.target) as 0 | 1 },
  );
  const config = { ...defaultConfig('dpo'), epochs: 40 };
  const fits = trainNetwork(config, { memory: FORGETFUL, seedOf: () => 3 });
  const other = policyFit(fits, { kind: 'dpo', basis: 'hindsight', choices: others, config });
  expect(await other('all', early)).toEqual(fit);
  expect(await other('all', ALL)).not.toEqual(await fitOf('dpo')('all', ALL));
});

test('policyFit learns nothing of few rewards that are noise: what is held out is foreseen best by the clone', async () => {
  const noise = seededRandom(5);
  const rows = labelled.slice(0, 45).map((row) => ({ ...row, reward: normal(noise) }));
  const [human, policy] = [await clone(), logitOf(await fitOf('dpo')('all', { ...ALL, rows }))];
  for (const { values } of decisions) expect(policy(values)).toBeCloseTo(human(values), 4);
});

test('policyFit of a reward model says rewards, also where most are small gains and few are large losses', async () => {
  const skewed = seededRandom(17);
  const rows = Array.from({ length: 600 }, (_, i) => {
    const values = Float64Array.from({ length: WIDTH }, () => normal(skewed));
    return { scenario_id: `r${i}`, asked: i, known: i, values, reward: skewed() < 0.8 ? 0.25 : -1.2 };
  }) as LabelledRow[];
  const mean = rows.reduce((sum, { reward }) => sum + reward, 0) / rows.length;
  const said = logitOf(await fitOf('reward')('all', { ...ALL, rows }));
  const all = rows.map(({ values }) => said(values));
  expect(all.reduce((sum, one) => sum + one, 0) / all.length).toBeCloseTo(mean, 3);
  const small = rows.map((row) => ({ ...row, reward: row.reward / 100 }));
  const smaller = logitOf(await fitOf('reward')('all', { ...ALL, rows: small }));
  for (const { values } of rows.slice(0, 50)) expect(Math.abs(smaller(values))).toBeLessThan(0.012);
});

test.each(['dpo', 'reward'] as const)(
  'policyFit of %s without inputs says how often, or how much',
  async (kind) => {
    const bare = choices.map((one) => ({ ...one, values: new Float64Array() }));
    const rows = labelled.map((row) => ({ ...row, values: new Float64Array() }));
    const config = { ...defaultConfig(kind), epochs: 5, hidden: [4] };
    const fits = trainNetwork(config, { memory: FORGETFUL, seedOf: () => 3 });
    const fit = policyFit(fits, { kind, basis: 'hindsight', choices: bare, config });
    expect(logitOf(await fit('all', { ...ALL, rows }))(new Float64Array())).toBeCloseTo(
      kind === 'dpo'
        ? Math.log((choices.filter(({ target }) => target === 1).length / choices.length) ** -1 - 1) * -1
        : labelled.reduce((sum, { reward }) => sum + reward, 0) / labelled.length,
      1,
    );
  },
);
