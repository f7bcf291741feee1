import type { Refused } from '../features/feature-specification.js';
import { effectiveRows, policyEstimates, sum, type Estimates, type WeightedRow } from './estimates.js';
import { ruleFor, type LoggedDecision, type PolicyRule } from './policy-log.js';

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

/** Squares of larger ones, or their sums, are no numbers any more. */
const MOST_WEIGHT = 1e100;
const LEAST_ESS = 100;
const MOST_SHARE = 0.1;
/** How much the mean of all actions weighs in that of one, in rows. */
const PRIOR_ROWS = 50;

/**
 * Evaluates a target policy on a log. The model of rewards is the mean of each action, drawn to that of all with the
 * weight of fifty rows; rows of even number are judged by that of the odd ones, and the other way round. Refused where
 * the target has no rule for a logged context.
 */
export function evaluatePolicy(
  log: readonly LoggedDecision[],
  target: readonly PolicyRule[],
): PolicyEvaluation | Refused {
  const models = [0, 1].map((parity) => meanRewards(log.filter((_, i) => i % 2 === parity)));
  const largest = log.reduce((most, { reward }) => Math.max(most, Math.abs(reward)), 0);
  const rows: (WeightedRow & { rule: PolicyRule })[] = [];
  for (const [i, { context, action, propensity, reward, line }] of log.entries()) {
    const rule = ruleFor(target, context);
    if (rule === undefined)
      return {
        refused: `line ${line}: context: ${JSON.stringify(context).slice(0, 200)}: the target has no rule for it`,
      };
    const chance = Object.hasOwn(rule.probabilities, action) ? (rule.probabilities[action] ?? 0) : 0;
    const weight = chance / propensity;
    if (weight > MOST_WEIGHT)
      return { refused: `line ${line}: propensity: ${propensity}: too small to be divided by` };
    // What is expected of an action may be as large as any reward.
    if (Math.max(1, weight) * largest > MOST_WEIGHT)
      return { refused: `line ${line}: propensity: ${propensity}: too small for a reward of ${largest}` };
    const expectedOf = models[1 - (i % 2)] as (action: string) => number;
    rows.push({
      rule,
      weight,
      reward,
      expected: expectedOf(action),
      value: sum(Object.entries(rule.probabilities).map(([one, chance]) => chance * expectedOf(one))),
    });
  }
  const weights = rows.map(({ weight }) => weight);
  const all = sum(weights);
  const ess = effectiveRows(weights);
  const max_weight_share = all > 0 ? weights.reduce((most, one) => Math.max(most, one), 0) / all : 0;
  const reasons = [
    ...(all > 0 ? [] : ['the target never does what was logged']),
    ...(ess < LEAST_ESS ? [`effective rows: ${Number(ess.toFixed(1))}, asked ${LEAST_ESS}`] : []),
    ...(max_weight_share > MOST_SHARE
      ? [`one row has ${Math.round(100 * max_weight_share)} % of all weight, at most ${100 * MOST_SHARE} %`]
      : []),
    ...neverLogged(log, rows),
  ];
  return {
    rows: log.length,
    actions: [...new Set(log.map(({ action }) => action))].sort(),
    ess,
    max_weight_share,
    mean_weight: all / log.length,
    support: reasons.length === 0 ? 'enough' : 'insufficient',
    reasons,
    estimates: policyEstimates(rows),
  };
}

function meanRewards(rows: readonly LoggedDecision[]): (action: string) => number {
  const mean = rows.length === 0 ? 0 : sum(rows.map(({ reward }) => reward)) / rows.length;
  const sums = new Map<string, { reward: number; rows: number }>();
  for (const { action, reward } of rows) {
    const own = sums.get(action) ?? { reward: 0, rows: 0 };
    sums.set(action, { reward: own.reward + reward, rows: own.rows + 1 });
  }
  return (action) => {
    const own = sums.get(action) ?? { reward: 0, rows: 0 };
    return (own.reward + PRIOR_ROWS * mean) / (own.rows + PRIOR_ROWS);
  };
}

/** Actions that the target takes where a rule holds, and that the log never has there. */
function neverLogged(log: readonly LoggedDecision[], rows: readonly { rule: PolicyRule }[]): string[] {
  const logged = new Map<PolicyRule, Set<string>>();
  rows.forEach(({ rule }, i) => {
    const actions = logged.get(rule) ?? new Set();
    logged.set(rule, actions.add((log[i] as LoggedDecision).action));
  });
  return [...logged].flatMap(([{ when, probabilities }, actions]) =>
    Object.entries(probabilities)
      .filter(([action, chance]) => chance > 0 && !actions.has(action))
      .map(([action]) => `never logged when ${JSON.stringify(when)}: ${action}`),
  );
}
