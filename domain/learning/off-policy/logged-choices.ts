import { evaluatePolicy, type PolicyEvaluation } from './evaluate-policy.js';
import { sum } from './estimates.js';
import type { PolicyRule } from './policy-rules.js';
import { leftOutCounts, type LeftOut, type ValuedScenarios } from './valued-scenarios.js';
import type { WeighedLog } from './weighed-log.js';

/** So many standard errors may the mean weight be away from 1. */
const MOST_ERRORS = 4;
const ROUNDING = 1e-9;

/**
 * What a model would have been worth by the chances that a bot logged: it advised a trade, or it held. A hold is worth
 * 0, a trade what following it came to. Null where no chance is logged of anything that the model said something about.
 *
 * Folds say nothing of holds. Where holds were logged meanwhile, trades alone would pass for all that the bot did: then
 * only what was said live counts. Weights have the mean 1 where the log is whole. Where theirs is surely another, part
 * of what the bot did is missing, and no figure is to be believed.
 */
export function loggedChoices(scenarios: ValuedScenarios): (PolicyEvaluation & { left_out: LeftOut }) | null {
  const { status, idle, propensity, live, follow, acts, vetoed, reward } = scenarios;
  const [isWhole, left] = [holdsAreSaid(scenarios), leftOutCounts()];
  const log = growingLog();
  for (let i = 0; i < status.length; i++) {
    if (Number.isNaN(follow[i])) left.add('unsaid');
    else if (!((propensity[i] as number) > 0)) left.add('no_propensity');
    else if (live[i] === 0 && !isWhole) left.add('folds');
    else if (idle[i] !== 1 && Number.isNaN(reward[i]))
      left.add(status[i] as ValuedScenarios['status'][number]);
    else
      log.add({
        isSkip: idle[i] === 1,
        follow: vetoed[i] === 1 ? 0 : (acts[i] as number),
        propensity: propensity[i] as number,
        reward: idle[i] === 1 ? 0 : (reward[i] as number),
      });
  }
  const { weighed, rules } = log.end();
  if (weighed.reward.length === 0) return null;
  const evaluation = evaluatePolicy(weighed, rules);
  const reasons = [...new Set([...evaluation.reasons, ...missingPart(weighed.weight)])];
  const support = reasons.length === 0 ? 'enough' : 'insufficient';
  return { ...evaluation, support, reasons, left_out: left.counts };
}

/** Whether the model has said something of each logged hold that came while its folds speak. */
function holdsAreSaid({ status, asked, propensity, live, follow }: ValuedScenarios): boolean {
  const [first, last] = [live.indexOf(0), live.lastIndexOf(0)];
  if (first < 0) return true;
  const [from, to] = [asked[first] as number, asked[last] as number];
  return !status.some((_, i) => {
    const at = asked[i] as number;
    return at >= from && at <= to && Number.isNaN(follow[i]) && (propensity[i] as number) > 0;
  });
}

/** A log that grows row by row; rules are by what the model does. */
function growingLog() {
  const rules = new Map<number, { place: number; rule: PolicyRule; logged: Set<string> }>();
  const loggedBy = new Map<string, Set<string>>();
  const actions = new Map<string, number>();
  const columns = {
    rule: [] as number[],
    action: [] as number[],
    weight: [] as number[],
    reward: [] as number[],
  };
  const ruleOf = (follow: number) => {
    const known = rules.get(follow);
    if (known !== undefined) return known;
    const model = follow === 1 ? 'follow' : 'skip';
    const logged = loggedBy.get(model) ?? new Set<string>();
    loggedBy.set(model, logged);
    const rule = { when: { model }, probabilities: { follow, skip: 1 - follow } };
    const added = { place: rules.size, rule, logged };
    rules.set(follow, added);
    return added;
  };
  return {
    add(row: { isSkip: boolean; follow: number; propensity: number; reward: number }) {
      const { place, logged } = ruleOf(row.follow);
      const action = row.isSkip ? 'skip' : 'follow';
      if (!actions.has(action)) actions.set(action, actions.size);
      logged.add(action);
      columns.rule.push(place);
      columns.action.push(actions.get(action) as number);
      columns.weight.push((row.isSkip ? 1 - row.follow : row.follow) / row.propensity);
      columns.reward.push(row.reward);
    },
    end(): { weighed: WeighedLog; rules: PolicyRule[] } {
      const weighed = {
        ...{ rule: Int32Array.from(columns.rule), action: Int32Array.from(columns.action) },
        ...{ weight: Float64Array.from(columns.weight), reward: Float64Array.from(columns.reward) },
        ...{ actions, loggedWhere: [...rules.values()].map(({ logged }) => logged) },
      };
      return { weighed, rules: [...rules.values()].map(({ rule }) => rule) };
    },
  };
}

/** That what the bot did otherwise is missing: then weights have another mean than 1. */
function missingPart(weight: Float64Array): string[] {
  const mean = sum(weight) / weight.length;
  const squares = sum(weight.map((one) => (one - mean) ** 2));
  const error = Math.sqrt(squares / Math.max(1, weight.length - 1) / weight.length);
  if (Math.abs(mean - 1) <= MOST_ERRORS * error + ROUNDING) return [];
  return [`weights have the mean ${Number(mean.toFixed(2))}, not 1: part of what was done is missing`];
}
