import { Command } from 'commander';
import type { Reads } from '../activities/named-reads.js';
import { newYorkDay } from '../domain/time/calendar.js';
import type { IsoDate } from '../domain/time/dates.js';
import { besideRuleLines } from './beside-rule-lines.js';
import { answering, localOption } from './context.js';
import { dateArgument } from './day-range.js';
import { terminalWidth } from './terminal-width.js';
import { textTable, type TableColumn } from '../domain/text-table.js';
import { withSteps } from './with-steps.js';

type Report = Awaited<ReturnType<Reads['learning']>>['report'];

/** `learn report`: the document is a LearningReport. */
export function reportCommand(): Command {
  return new Command('report')
    .description('how good the baselines and you are, how sure that is, and how much is missing')
    .option('--as-of <date>', 'by the end of this day (default: the last that is known)', dateArgument)
    .addOption(localOption())
    .action(
      answering(async (context, { asOf }: { asOf?: IsoDate }) => {
        const { report } = await withSteps(context, async (steps, reads) => {
          await steps.updateScenarios({});
          return reads.learning({ asOf });
        });
        return { document: report, lines: reportLines(report) };
      }),
    );
}

type Baseline = readonly [name: string, scores: Report['baselines'][keyof Report['baselines']]];
type Performer = Omit<Report['by_hour'][number], 'hour'>;

const NAMES: Readonly<Record<string, string>> = {
  base_rate: 'base rate, a week ahead',
  always_follow: 'always follow',
  logistic: 'logistic regression, a week ahead',
  clone: 'clone, of what you will do',
};

const BASELINES: TableColumn<Baseline>[] = [
  { heading: 'who says it', of: ([name]) => NAMES[name] ?? name },
  { heading: 'scored', right: true, of: ([, { scored }]) => String(scored) },
  { heading: 'log loss', right: true, of: ([, { log_loss }]) => fixed(log_loss) },
  { heading: 'Brier', right: true, of: ([, { brier }]) => fixed(brier) },
  { heading: 'right', right: true, of: ([, { accuracy }]) => percent(accuracy) },
  { heading: 'AUC', right: true, of: ([, { auc }]) => fixed(auc) },
  { heading: 'ECE', right: true, of: ([, { ece }]) => fixed(ece) },
  { heading: 'ECE by luck, up to', right: true, of: ([, { ece_null_95 }]) => fixed(ece_null_95) },
];

function reportLines({ message, best, worst, by_hour, drift, ...report }: Report): string[] {
  const lines = message.split('\n');
  const served = (['champion', 'shadow'] as const).flatMap((alias): Baseline[] => {
    const scores = report[alias];
    return scores === null ? [] : [[`${alias}: ${scores.model_id}`, scores]];
  });
  const scored = [...served, ...Object.entries(report.baselines)].filter(([, { scored: n }]) => n > 0);
  if (scored.length > 0) lines.push('', ...textTable(scored, BASELINES, terminalWidth()));
  lines.push(...besideRuleLines(report.beside_rule));
  const nameOf = ({ underlying }: Report['best'][number]) => underlying;
  if (worst.length < best.length)
    lines.push(...performerLines('underlying, best first', [...best, ...[...worst].reverse()], nameOf));
  else {
    lines.push(...performerLines('best', best, nameOf));
    lines.push(...performerLines('worst', worst, nameOf));
  }
  lines.push(...performerLines('hour in New York', by_hour, ({ hour }) => hour));
  if (drift.length > 0) lines.push('', ...textTable(drift, DRIFT, terminalWidth()));
  return lines;
}

type Drift = Report['drift'][number];

const DRIFT: TableColumn<Drift>[] = [
  {
    heading: 'has it changed?',
    of: ({ stream, feature }) => (feature === null ? stream : `${stream}: ${feature}`),
  },
  {
    heading: '',
    of: ({ alarm, since }) => (alarm ? (since === null ? 'yes' : `yes, since ${newYorkDay(since)}`) : 'no'),
  },
  { heading: 'by', of: ({ detector }) => DETECTORS[detector] },
  { heading: 'seen', right: true, of: ({ statistic }) => statistic.toPrecision(3) },
  {
    heading: 'alarm',
    right: true,
    of: ({ detector, limit }) => `${detector === 'ks' ? '<' : '>'} ${limit.toPrecision(3)}`,
  },
];

const DETECTORS: Readonly<Record<Drift['detector'], string>> = {
  cusum: 'CUSUM, which decides',
  adwin: 'ADWIN',
  page_hinkley: 'Page–Hinkley',
  ks: 'Kolmogorov–Smirnov, p',
  psi: 'PSI',
};

function performerLines<P extends Performer>(
  heading: string,
  performers: readonly P[],
  name: (performer: P) => string,
): string[] {
  if (performers.length === 0) return [];
  const columns: TableColumn<P>[] = [
    { heading, of: name },
    { heading: 'followed', right: true, of: ({ scored }) => String(scored) },
    { heading: 'P&L, USD', right: true, of: ({ pnl }) => pnl.toFixed(2) },
    { heading: 'gains', right: true, of: ({ win_rate }) => percent(win_rate) },
    { heading: 'mean reward', right: true, of: ({ mean_reward }) => fixed(mean_reward) },
    { heading: 'shrunk', right: true, of: ({ shrunk }) => fixed(shrunk) },
  ];
  return ['', ...textTable(performers, columns, terminalWidth())];
}

function fixed(value: number | null): string {
  return value === null ? '' : value.toFixed(3).replace(/^-(0\.0+)$/, '$1');
}

function percent(share: number | null): string {
  return share === null ? '' : `${Math.round(100 * share)} %`;
}
