/** How the reports of what makes and changes models read. */
import type {
  EvaluateReport,
  FrontierReport,
  ModelChangeReport,
  OnlineReport,
  RetrainReport,
} from '../activities/learning-reports.js';
import { counted } from '../domain/counted.js';
import { textTable, type TableColumn } from '../domain/text-table.js';
import type { Reason } from '../domain/learning/gate/gate.js';
import { reasonText } from '../domain/learning/gate/reason-text.js';

/** What became known, how good what was said of it is, and what the gate says. */
export function onlineLines(report: OnlineReport): string[] {
  const { as_of, from, samples, min_samples, model_id, prequential, cv, verdict, reasons } = report;
  const known = `${counted(samples, 'label')} became known from ${from} to ${as_of}`;
  if (model_id === null)
    return [
      `insufficient: ${known}, and an update takes ${min_samples}; name more hours ("learn update 720"), or wait`,
    ];
  const { log_loss, incumbent_log_loss } = prequential;
  return [
    `${model_id}: ${known}`,
    `  before each label was learned: log loss ${figure(log_loss)}, the base rate ${figure(incumbent_log_loss)}; ` +
      `right in ${cv.accuracy === null ? 'none' : `${Math.round(100 * cv.accuracy)} %`}`,
    `  the gate says ${verdict}`,
    ...notMet(reasons),
  ];
}

/** What was trained, how good it is, and what the gate says of it. */
export function retrainLines(report: RetrainReport): string[] {
  const { model_id, rows, folds, purged, embargoed, held_back, evaluation } = report;
  const of = counted(rows, 'labelled scenario');
  if (model_id === null || evaluation === null) return [`${of}: too few to train a model`];
  return [
    `${model_id}: trained on ${of}; ${folds} folds forward in time, ${purged} purged, ${embargoed} embargoed`,
    ...(held_back.length === 0
      ? []
      : [`  held back, since they know the outcome too well: ${held_back.join(', ')}`]),
    ...(report.policy === undefined ? [] : policyLines(report.policy)),
    ...judgedLines(evaluation),
  ];
}

function policyLines(policy: NonNullable<RetrainReport['policy']>): string[] {
  const { basis, preferences, divergence, compared, agreement, follows, vetoed } = policy;
  const learned = `  learned ${counted(preferences, 'preference')} by ${basis}, ${figure(divergence)} nats from what you do`;
  return [
    agreement === null
      ? learned
      : `${learned}; does as you did in ${Math.round(100 * agreement)} % of ${compared} it had not seen`,
    `  would follow ${counted(follows, 'decision')}; guardrails make it skip ${vetoed} of them`,
  ];
}

const POINTS: TableColumn<FrontierReport['points'][number]>[] = [
  { heading: 'policy', of: ({ policy }) => policy.replaceAll('_', ' ') },
  { heading: 'β', right: true, of: ({ beta }) => (beta === null ? '' : String(beta)) },
  { heading: 'does as you did', right: true, of: ({ agreement }) => `${Math.round(100 * agreement)} %` },
  { heading: 'reward', right: true, of: ({ reward }) => reward.toFixed(3) },
  {
    heading: '95 % interval',
    right: true,
    of: ({ reward_low: low, reward_high: high }) =>
      low === null || high === null ? '' : `${low.toFixed(3)} to ${high.toFixed(3)}`,
  },
  {
    heading: 'dollars a month',
    right: true,
    of: ({ usd_month }) => Math.round(usd_month).toLocaleString('en-US'),
  },
];

/** What each policy between taste and reward would have come to, and what taste costs. */
export function frontierLines({ as_of, scenarios, determined, points, text }: FrontierReport): string[] {
  if (points.length === 0)
    return [
      'too few labelled decisions to train policies on; name more days ("learn frontier --days 365"), or wait',
    ];
  return [
    `${counted(scenarios, 'decision')} of yours by ${as_of}, each by policies that had not seen it; what they earn by the ` +
      `${determined} whose outcome is determined`,
    '',
    ...textTable(points, POINTS, WIDTH),
    '',
    text,
  ];
}

const WIDTH = 100;

export function evaluationLines({ evaluation, value }: EvaluateReport): string[] {
  return [
    `${evaluation.model_id} by ${evaluation.as_of}:`,
    ...judgedLines(evaluation),
    '  what its policy would have made:',
    `    ${value.text}`,
  ];
}

function judgedLines(evaluation: EvaluateReport['evaluation']): string[] {
  const { scored, log_loss, auc, incumbent_id, verdict, needed, reasons } = evaluation;
  return [
    `  scored ${scored}, log loss ${figure(log_loss)}, AUC ${figure(auc)}, beside ${incumbent_id}`,
    `  the gate says ${verdict}${needed === null || verdict === 'bless' ? '' : `; ${needed} more scored scenarios would do`}`,
    ...notMet(reasons),
  ];
}

function notMet(reasons: readonly Reason[]): string[] {
  return reasons.filter(({ passed }) => !passed).map((reason) => `    not met: ${reasonText(reason)}`);
}

function figure(value: number | null): string {
  return value === null ? 'unknown' : value.toFixed(3);
}

export function modelLines({ seq, champion, previous }: ModelChangeReport): string[] {
  return [`${champion ?? 'no model'} is the champion (change ${seq})`, `  before it: ${previous ?? 'none'}`];
}
