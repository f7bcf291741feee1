import { effectiveRows, policyEstimates, sum, type Estimates } from './estimates.js';
import type { PolicyRule } from './policy-rules.js';
import type { WeighedLog } from './weighed-log.js';

/** What a target policy would have been worth, by a log of another. */
export interface PolicyEvaluation {
  rows: number;
  /** The logged ones, in order. */
  actions: string[];
  /** By how many rows of equal weight the log says something about the target. */
  ess: number;
  max_weight_share: number;
  mean_weight: number;
  support: 'enough' | 'insufficient';
  /** Why not enough. */
  reasons: string[];
  estimates: Estimates;
}

const LEAST_ESS = 100;
const MOST_SHARE = 0.1;
/** How much the mean of all actions weighs in that of one, in rows. */
const PRIOR_ROWS = 50;

/**
 * Evaluates a target policy on a log. The model of rewards is the mean of each action, drawn to that of all with the
 * weight of fifty rows; rows of even number are judged by that of the odd ones, and the other way round.
 */
export function evaluatePolicy(log: WeighedLog, target: readonly PolicyRule[]): PolicyEvaluation {
  const { weight, reward, actions } = log;
  const all = sum(weight);
  const ess = effectiveRows(weight);
  const max_weight_share = all > 0 ? largestOf(weight) / all : 0;
  const reasons = [
    ...(all > 0 ? [] : ['the target never does what was logged']),
    ...(ess < LEAST_ESS ? [`effective rows: ${Number(ess.toFixed(1))}, asked ${LEAST_ESS}`] : []),
    ...(max_weight_share > MOST_SHARE
      ? [`one row has ${Math.round(100 * max_weight_share)} % of all weight, at most ${100 * MOST_SHARE} %`]
      : []),
    ...neverLogged(log, target),
  ];
  return {
    rows: weight.length,
    actions: [...actions.keys()].sort(),
    ess,
    max_weight_share,
    mean_weight: all / weight.length,
    support: reasons.length === 0 ? 'enough' : 'insufficient',
    reasons,
    estimates: policyEstimates({ weight, reward, ...modelled(log, target) }),
  };
}

/** What the model of the other rows expects of each logged action, and of the target in each context. */
function modelled({ rule, action, reward, actions }: WeighedLog, target: readonly PolicyRule[]) {
  const models = [0, 1].map((parity) => meanRewards({ action, reward, actions }, parity));
  const values = models.map(({ ofAction, ofAny }) =>
    Float64Array.from(target, ({ probabilities }) =>
      Object.entries(probabilities).reduce((value, [name, chance]) => {
        const place = actions.get(name);
        return value + chance * (place === undefined ? ofAny : (ofAction[place] as number));
      }, 0),
    ),
  );
  const expected = new Float64Array(reward.length);
  const value = new Float64Array(reward.length);
  for (const parity of [0, 1]) {
    const [{ ofAction }, ofRule] = [models[1 - parity] as MeanRewards, values[1 - parity] as Float64Array];
    for (let i = parity; i < reward.length; i += 2) {
      expected[i] = ofAction[action[i] as number] as number;
      value[i] = ofRule[rule[i] as number] as number;
    }
  }
  return { expected, value };
}

interface MeanRewards {
  ofAction: Float64Array;
  /** Of an action that was never logged: the mean of all. */
  ofAny: number;
}

/** By the rows of a parity. */
function meanRewards(
  { action, reward, actions }: Pick<WeighedLog, 'action' | 'reward' | 'actions'>,
  parity: number,
): MeanRewards {
  const sums = new Float64Array(actions.size);
  const rows = new Float64Array(actions.size);
  for (let i = parity; i < reward.length; i += 2) {
    const place = action[i] as number;
    sums[place] = (sums[place] as number) + (reward[i] as number);
    rows[place] = (rows[place] as number) + 1;
  }
  const ofAny = sum(sums) / Math.max(1, sum(rows));
  const ofAction = sums.map(
    (own, place) => (own + PRIOR_ROWS * ofAny) / ((rows[place] as number) + PRIOR_ROWS),
  );
  return { ofAction, ofAny };
}

function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i] as number);
  return largest;
}

/** Actions that the target takes where a rule holds, and that the log never has there. */
function neverLogged({ loggedWhere }: WeighedLog, target: readonly PolicyRule[]): string[] {
  return target.flatMap(({ when, probabilities }, place) => {
    const logged = loggedWhere[place];
    if (logged === undefined || logged.size === 0) return [];
    return Object.entries(probabilities)
      .filter(([action, chance]) => chance > 0 && !logged.has(action))
      .map(([action]) => `never logged when ${JSON.stringify(when)}: ${action}`);
  });
}
