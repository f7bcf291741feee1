import { ESTIMATORS, type Estimates } from '../../domain/learning/off-policy/estimates.js';
import { evaluatePolicy } from '../../domain/learning/off-policy/evaluate-policy.js';
import type { PolicyRule } from '../../domain/learning/off-policy/policy-rules.js';
import type { WeighedLog } from '../../domain/learning/off-policy/weighed-log.js';
import { integerBetween, normal, type Random } from '../../domain/number/random.js';
import { percentText } from '../planted/figures.js';
import { row, type Measurement } from './measurement.js';

const LIVES = 500;
const ROWS = 5_000;
const CONTEXTS = 3;
const ACTIONS = Array.from({ length: 10 }, (_, at) => `a${at}`);

/** A log of one policy evaluated for another, whose worth is known. */
interface Drawn {
  truth: number;
  estimates: Estimates;
}

/** How often intervals hold what the target is truly worth, and how far off the estimates are. */
export const offPolicy: Measurement = {
  title:
    `Off-policy estimates by logs of ${ROWS.toLocaleString('en')} decisions, ${ACTIONS.length} actions in ${CONTEXTS} contexts, ` +
    'all policies drawn anew: intervals that hold the truth (goal: 92–98 % of ips, snips and dr), and errors beside those of ips (goal: dr ≤ 1).',
  rows: [
    drawnRow('actions alike, the target much like the log', { log: 0.3, target: 0.3, rewards: 0.2 }),
    drawnRow('actions differ, the target has favourites', { log: 0.5, target: 1, rewards: 1 }),
    drawnRow('actions differ, both have favourites', { log: 0.8, target: 1, rewards: 1 }),
  ],
};

/** Standard deviations: of the logits of chances of actions, and of expected rewards, whose noise has 1. */
interface Spread {
  log: number;
  target: number;
  rewards: number;
}

function drawnRow(name: string, spread: Spread) {
  return row({
    ...{ name, lives: LIVES },
    play: (random) => drawn(random, spread),
    cells(played: readonly Drawn[]) {
      const error = (name: keyof Estimates) =>
        Math.sqrt(
          played.reduce(
            (sum, { truth, estimates }) => sum + ((estimates[name].value ?? NaN) - truth) ** 2,
            0,
          ),
        );
      const held = (name: keyof Estimates) =>
        played.filter(({ truth, estimates }) => {
          const { low, high } = estimates[name];
          return low !== null && high !== null && low <= truth && truth <= high;
        }).length / played.length;
      return {
        log: name,
        ...Object.fromEntries(
          ESTIMATORS.map((name) => [
            name,
            `${percentText(held(name))}, ${(error(name) / error('ips')).toFixed(2)}`,
          ]),
        ),
      };
    },
  });
}

/** Decisions of one policy, the estimates for another, and what that is truly worth. */
export function drawn(random: Random, spread: Spread): Drawn {
  const contexts = Array.from({ length: CONTEXTS }, () => ({
    logged: policy(random, spread.log),
    target: policy(random, spread.target),
    rewards: ACTIONS.map(() => 1 + spread.rewards * normal(random)),
  }));
  const target = contexts.map(({ target: chances }, context): PolicyRule => {
    const probabilities = Object.fromEntries(ACTIONS.map((action, at) => [action, chances[at] as number]));
    return { when: { context }, probabilities };
  });
  const log: WeighedLog = {
    ...{ rule: new Int32Array(ROWS), action: new Int32Array(ROWS) },
    ...{ weight: new Float64Array(ROWS), reward: new Float64Array(ROWS) },
    actions: new Map(ACTIONS.map((action, at) => [action, at])),
    loggedWhere: target.map(() => new Set(ACTIONS)),
  };
  for (let i = 0; i < ROWS; i++) {
    const context = integerBetween(random, 0, CONTEXTS - 1);
    const { logged, target: asked, rewards } = contexts[context] as (typeof contexts)[number];
    const action = chosen(random, logged);
    log.rule[i] = context;
    log.action[i] = action;
    log.weight[i] = (asked[action] as number) / (logged[action] as number);
    log.reward[i] = (rewards[action] as number) + normal(random);
  }
  const worth = contexts.map(({ target: chances, rewards }) =>
    chances.reduce((sum, chance, at) => sum + chance * (rewards[at] as number), 0),
  );
  const truth = worth.reduce((sum, one) => sum + one, 0) / CONTEXTS;
  return { truth, estimates: evaluatePolicy(log, target).estimates };
}

/** Chances of the actions whose logits have the spread. */
function policy(random: Random, spread: number): number[] {
  const parts = ACTIONS.map(() => Math.exp(spread * normal(random)));
  const whole = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / whole);
}

function chosen(random: Random, chances: readonly number[]): number {
  let left = random();
  const at = chances.findIndex((chance) => (left -= chance) < 0);
  return at === -1 ? chances.length - 1 : at;
}
