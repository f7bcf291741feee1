import type {
  DayReport,
  HourReport,
  LearnedStep,
  MorningPrepReport,
} from '../activities/learning-reports.js';
import { counted } from '../domain/counted.js';
import { betText } from '../domain/evidence/bet-text.js';

/** What was found before a session, and how learning stands. */
export function preparationLines(report: MorningPrepReport): string[] {
  const { day, known_through, champion, rows_scored, problems } = report;
  const checked =
    champion === null ? 'no model serves' : `${champion} serves, ${counted(rows_scored ?? 0, 'row')} scored`;
  return [
    `prepared ${day}: known through ${known_through ?? 'no day'}; ${checked}`,
    ...problems.map((problem) => `  ${problem}`),
    ...(report.report ?? '').trimEnd().split('\n').filter(Boolean),
  ];
}

/** `2025-01-06 10:00 in New York`. */
export function hourText(hour: string): string {
  return `${hour.replace('T', ' ')}:00 in New York`;
}

/** `60 labels: online_logistic-…: insufficient`. */
export function stepText({ state, samples, min_samples, updates }: LearnedStep): string {
  if (state === 'nothing_new') return 'nothing became known since the step before';
  const known = counted(samples ?? 0, 'label');
  if (state === 'insufficient') return `insufficient: ${known}, and an update takes ${min_samples}`;
  return `${known}: ${updates.map(({ model_id, verdict }) => `${model_id} ${verdict}`).join(', ')}`;
}

/** What came of an hour: of which accounts, what was learned, which models are in force. */
export function hourLines({ hour, accounts, step }: HourReport): string[] {
  if (step === null)
    return [
      `${hourText(hour)}: off; no account closes twenty within a day on four of the last twenty sessions`,
      ...accounts.map((one) => `  ${one.account}: ${accountText(one)}`),
      ...(accounts.length === 0 ? ['  no account has advice that anything is known of'] : []),
    ];
  const on = accounts.filter((one) => one.on).map(({ account }) => account);
  const misspelt = accounts.filter(({ known }) => !known);
  return [
    `by the hour: ${on.join(', ')}`,
    ...misspelt.map((one) => `  ${one.account}: ${accountText(one)}`),
    ...stepLines(step),
  ];
}

function accountText({ on, sessions, switched, known }: HourReport['accounts'][number]): string {
  if (!known) return `switched ${switched}, but nothing is imported of an account of that name`;
  if (switched !== null) return `switched ${switched}`;
  return on ? 'on' : counted(sessions, 'such session');
}

/** What came of a day and of those missed before it, what the report says, and what is to be trained anew. */
export function dayLines({ steps, report, retrain }: DayReport): string[] {
  return [
    ...steps.flatMap(stepLines),
    ...report.message.trimEnd().split('\n'),
    ...retrain.map(({ stream, at }) => `to be trained anew: ${stream} (${at})`),
  ];
}

function stepLines(step: LearnedStep): string[] {
  const { of, updates, champion, shadow, taken_back } = step;
  return [
    `${of.includes('T') ? hourText(of) : of}: ${stepText(step)}`,
    ...updates.map(
      ({ weighting, model_id, verdict, evidence, needed }) =>
        `  ${weighting === 'pnl' ? 'learned' : 'reinforced'}: ${model_id}, a bet of 1 became ${betText(evidence)}, ${verdict}` +
        `${needed === null || verdict === 'bless' ? '' : `; ${needed} more scored would do`}`,
    ),
    ...(taken_back === null ? [] : [`  the champion was rolled back: ${taken_back}`]),
    ...(champion === null && shadow === null
      ? []
      : [`  champion: ${champion ?? 'none'}; scored beside it: ${shadow ?? 'none'}`]),
  ];
}
