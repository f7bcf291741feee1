import { counted } from '../../counted.js';
import { figure } from '../../number/figure.js';
import type { PolicyEvaluation } from './evaluate-policy.js';
import type { BoundedChoices, ReplayedChoices } from './replayed-choices.js';
import type { LeftOut } from './valued-scenarios.js';

/** What a policy is worth by logged chances, in words. */
export function offPolicyText(value: PolicyEvaluation & { left_out: LeftOut }): string {
  const { rows, ess, support, reasons, estimates, left_out } = value;
  const { dr, naive } = estimates;
  const says = `By the chances that the bot logged: ${counted(rows, 'decision')} say as much as ${Math.round(ess)} of its own would.`;
  const worth =
    support === 'enough'
      ? `It would have made ${reward(dr.value)} a decision${interval(dr.low, dr.high)}, the bot made ${reward(naive.value)}.`
      : `That is not enough to believe any figure: ${reasons.join('; ')}.`;
  return [says, worth, ...leftOutText(left_out), SELECTED].join(' ');
}

/** What a replay comes to, in words. */
export function replayText(replay: ReplayedChoices): string {
  return ['No chances were logged, so this is a replay.', ...replayed(replay), SELECTED].join(' ');
}

/** What a replay comes to, and from what to what with the rest. */
export function boundsText(replay: ReplayedChoices, bounds: BoundedChoices): string {
  const { undetermined, reward_least, reward_most, reward_least_low, reward_most_high } = bounds;
  const between =
    `With ${undetermined} more whose outcome is not determined it lies between ${reward(reward_least)} and ` +
    `${reward(reward_most)} a decision${interval(reward_least_low, reward_most_high)}, ${figure(bounds.usd_least, 2)} and ` +
    `${figure(bounds.usd_most, 2)} dollars, costs of those not taken off.`;
  return ['No chances were logged, so this is a replay with bounds.', ...replayed(replay), between].join(' ');
}

function replayed({ determined, follows, left_out, net_usd, ...replay }: ReplayedChoices): string[] {
  if (determined === 0)
    return ['Nothing that it said has a determined outcome yet.', ...leftOutText(left_out)];
  const { mean_reward, mean_reward_low, mean_reward_high } = replay;
  return [
    `On ${counted(determined, 'decision')} whose outcome is determined it would follow ${follows} and have made ` +
      `${reward(mean_reward)} a decision${interval(mean_reward_low, mean_reward_high)}, ${figure(net_usd, 2)} dollars after costs.`,
    ...leftOutText(left_out),
  ];
}

/** Outcomes are not determined at random. */
const SELECTED =
  'What you declined counts only where the sign of its outcome is sure, so small results are missing.';

const WHY: Readonly<Record<keyof LeftOut, string>> = {
  labelled: 'without costs',
  pending: 'pending',
  exogenous: 'exogenous',
  unscaled: 'unscaled',
  no_outcome: 'without an outcome',
  undetermined: 'undetermined',
  no_propensity: 'without a logged chance',
  unsaid: 'holds that it said nothing about',
  folds: 'of folds, which say nothing of holds',
};

function leftOutText(left: LeftOut): string[] {
  const parts = Object.entries(left).map(([why, count]) => `${count} ${WHY[why as keyof LeftOut]}`);
  return parts.length === 0 ? [] : [`Left out: ${parts.join(', ')}.`];
}

function interval(low: number | null, high: number | null): string {
  return low === null || high === null ? '' : ` (95 %: ${reward(low)} to ${reward(high)})`;
}

function reward(value: number | null): string {
  return figure(value ?? 0, 3);
}
