import { counted } from '../../counted.js';
import { reasonText } from '../gate/reason-text.js';
import type { ScenarioStatus } from '../scenarios/scenario.js';
import type { LearningReport } from './learning-report.js';

/** What else of the scenarios a person reads: what was really followed. */
export interface FollowedSum {
  followed: number;
  /** With a gain. */
  won: number;
  /** Labels a month, as it has been. */
  a_month: number | null;
}

const WHY_NOT: Readonly<Record<Exclude<ScenarioStatus, 'labelled'>, string>> = {
  pending: 'waiting: not answered, or not known by then',
  exogenous: 'no choice of yours: an outage, an order that was not filled, advice you did not see',
  no_outcome:
    'without anything to judge: a hold or wait, a position that is open, a trade that only closed one, what you excluded',
  undetermined: 'declined, and what following would have made is not sure',
  unscaled:
    'not comparable: no price or volatility is known, or paid in another currency than your first result',
};

/** The report in words, a sentence or two a line. */
export function reportMessage(report: Omit<LearningReport, 'message'>, sum: FollowedSum): string {
  const total = Object.values(report.scenarios).reduce((all, n) => all + n, 0);
  if (total === 0) return 'No advice asked for a decision yet: import advice and trades first.';
  const { labelled = 0 } = report.scenarios;
  const not = Object.entries(WHY_NOT).flatMap(([status, why]) => {
    const n = report.scenarios[status as ScenarioStatus] ?? 0;
    return n === 0 ? [] : [`  ${n} ${why}.`];
  });
  return [
    `Through ${report.as_of} ${counted(total, 'piece of advice', 'pieces of advice')} asked for a decision. ` +
      `${labelled} can be learned from.`,
    ...not,
    ...followedLines(sum),
    ...servedLines(report),
    ...verdictLines(report, sum),
  ].join('\n');
}

function followedLines({ followed, won }: FollowedSum): string[] {
  if (followed === 0) return [];
  return [`You followed ${followed} that are over: ${won} made a gain (${percent(won / followed)}).`];
}

/** How good the model that serves is, where there is one. */
function servedLines({ champion, baselines }: Omit<LearningReport, 'message'>): string[] {
  if (champion === null) return [];
  const { model_id, scored, log_loss, accuracy } = champion;
  if (log_loss === null || accuracy === null)
    return [`${model_id} serves; nothing that it said can be scored yet.`];
  const beside = baselines.base_rate.log_loss;
  return [
    `${model_id} serves. Over ${counted(scored, 'scenario')} it was right in ${percent(accuracy)}, with a log loss of ` +
      `${log_loss.toFixed(3)}${beside === null ? '' : `; the base rate has ${beside.toFixed(3)}, and lower is better`}.`,
  ];
}

const RESULTS: Readonly<Record<LearningReport['verdict'], string>> = {
  bless: 'blessed: it is better than the base rate, and sure to be',
  reject: 'rejected: it is proven worse, or unfit',
  insufficient: 'insufficient: not known yet',
  infra_fail: 'not judged: something does not work',
};

function verdictLines(report: Omit<LearningReport, 'message'>, { a_month }: FollowedSum): string[] {
  const { scored } = report.baselines.logistic;
  if (scored === 0)
    return ['No prediction can be scored yet: it takes a few weeks with twenty labels known before them.'];
  const failed = report.reasons.filter(({ passed }) => !passed);
  return [
    `The logistic regression beside the base rate, over ${counted(scored, 'scenario')} it had not seen: ${RESULTS[report.verdict]}.`,
    ...(report.verdict === 'insufficient' ? [neededLine(report.needed, a_month)] : []),
    ...failed.map((reason) => `  not met: ${reasonText(reason)}`),
  ];
}

function neededLine(needed: number | null, aMonth: number | null): string {
  if (needed === null)
    return 'So far it is no better than the base rate: more of the same would never make it sure.';
  const months = aMonth ? Math.ceil(needed / aMonth) : null;
  const time =
    months === null
      ? ''
      : `, about ${months < 24 ? counted(months, 'month') : `${Math.round(months / 12)} years`} at your pace`;
  return `As it goes so far, about ${needed} more labelled decisions would make it sure${time}.`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
