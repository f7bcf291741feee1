import { frontierOf, type TasteCost } from '../../domain/learning/policies/frontier.js';
import { choicesOf } from '../../domain/learning/policies/preference.js';
import { forwardFolds } from '../../domain/learning/training/time-folds.js';
import { defaultConfig } from '../../domain/learning/training/default-config.js';
import { labelledRows, type LabelledRow } from '../../domain/learning/training/training-row.js';
import { sessionsBetween } from '../../domain/time/calendar.js';
import { CLONE, frontierPolicies, GREEDY, type NamedPolicy } from '../../models/frontier-policies.js';
import { likedAndPaid, REWARD_USD } from '../../sim/learning/liked-and-paid.js';
import { useBackend } from '../../models/tensors.js';
import { FORGETFUL, trainNetwork } from '../../models/train-network.js';
import { row, shareOf, type Measurement } from './measurement.js';

const PEOPLE = 100;
const SESSIONS = sessionsBetween('2025-01-06', '2025-06-30').slice(0, 60);
const FEATURES = ['liked', 'pays', 'noise'];
const [LIKED, PAYS] = [0, 1];

interface Planted {
  /** Decisions a session. */
  aDay: number;
  /** How much the reward goes with the second feature, beside noise of SD 1. */
  skill: number;
  /** How strongly the person goes by the first one, of which nothing comes. */
  taste: number;
}

interface Person {
  cost: TasteCost | null;
  /** Dollars a month, by the true means: between the policies as they were trained, … */
  trained: number;
  /** … and between what the person does and the best that could be done. */
  planted: number;
}

/** What a taste costs, for people whose taste costs a known sum. */
export const frontier: Measurement = {
  title: `The frontier: people who go by what they like, of advice that pays by something else; 60 sessions, 5 folds, 1 reward = $${REWARD_USD}.`,
  rows: [
    personRow('taste that costs money, 10 a day', { aDay: 10, skill: 0.7, taste: 3 }),
    personRow('taste that costs money, 5 a day', { aDay: 5, skill: 0.7, taste: 3 }),
    personRow('taste, and nothing to be known', { aDay: 10, skill: 0, taste: 3 }),
  ],
};

function personRow(name: string, planted: Planted) {
  return row({
    ...{ name, lives: PEOPLE },
    async play(random, seed): Promise<Person> {
      await useBackend('wasm');
      const of = { sessions: SESSIONS, features: FEATURES.length, noise: 1, ...planted };
      return played(labelledRows(likedAndPaid(random, of)), planted, seed);
    },
    cells: (people: readonly Person[]) => ({
      person: name,
      'cost a month': dollars(people.map(({ cost }) => cost?.usd_month ?? NaN)),
      'true, as trained': dollars(people.map(({ trained }) => trained)),
      'inside the interval': shareOf(people.map(({ cost, trained }) => holds(cost, trained))),
      planted: dollars(people.map((one) => one.planted)),
      'inside it': shareOf(people.map(({ cost, planted: true_ }) => holds(cost, true_))),
      'said to cost': shareOf(people.map(({ cost }) => (cost?.low ?? 0) > 0)),
      goal: planted.skill > 0 ? '≥ 90 %' : 'seldom said to cost',
    }),
  });
}

const holds = (cost: TasteCost | null, usd: number) =>
  cost !== null && cost.low !== null && cost.high !== null && cost.low <= usd && usd <= cost.high;

async function played(rows: LabelledRow[], planted: Planted, seed: number): Promise<Person> {
  const config = { ...defaultConfig('dpo'), epochs: 40 };
  const choices = choicesOf(rows, { features: FEATURES, inputs: FEATURES });
  const fits = trainNetwork(config, { memory: FORGETFUL, seedOf: () => seed });
  const policies = new Map<string, { beta: number | null; follows: boolean[] }>();
  const tested: LabelledRow[] = [];
  for (const [i, { train, test, maySee }] of forwardFolds(rows, { folds: 5, embargoSessions: 1 }).entries()) {
    const named = await frontierPolicies(fits, `fold-${i + 1}`, {
      ...{ seen: { rows: train, maySee }, choices, config },
    });
    for (const one of named) addTo(policies, one, test);
    tested.push(...test);
  }
  const decisions = tested.map(({ trading_date: day, chosen, net_reward: reward, net_usd: usd }) => {
    return { day, followed: chosen === 'follow', result: { reward, usd } };
  });
  const sessions = new Set(tested.map(({ trading_date }) => trading_date)).size;
  const points = [...policies].map(([policy, own]) => ({ policy, ...own }));
  const { cost } = frontierOf(decisions, points, { sessions, human: CLONE, greedy: GREEDY });
  const mean = (one: LabelledRow) => planted.skill * (one.values[PAYS] as number) * REWARD_USD;
  const monthly = (of: (one: LabelledRow, i: number) => number) =>
    (tested.reduce((sum, one, i) => sum + of(one, i), 0) * 21) / sessions;
  const follows = (name: string, i: number) => Number(policies.get(name)?.follows[i]);
  return {
    cost,
    trained: monthly((one, i) => (follows(GREEDY, i) - follows(CLONE, i)) * mean(one)),
    planted: monthly(
      (one) =>
        (Number((one.values[PAYS] as number) > 0) - Number((one.values[LIKED] as number) > 0)) * mean(one),
    ),
  };
}

function addTo(
  policies: Map<string, { beta: number | null; follows: boolean[] }>,
  { policy, beta, follows }: NamedPolicy,
  test: readonly LabelledRow[],
): void {
  const key = beta === null ? policy : `${policy} ${beta}`;
  const own = policies.get(key) ?? { beta, follows: [] };
  own.follows.push(...test.map(({ values }) => follows(values)));
  policies.set(key, own);
}

function dollars(values: readonly number[]): string {
  return `$${Math.round(values.reduce((sum, value) => sum + value, 0) / values.length).toLocaleString('en-US')}`;
}
