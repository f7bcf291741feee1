/** How the reports of the steps read. */
import type {
  AdviseReport,
  ExportReport,
  MorningReport,
  OutcomesReport,
  RebuildReport,
  ReconcileReport,
  RetractReport,
  WeekReport,
} from '../activities/steps.js';
import { counted } from '../domain/counted.js';
import { weekRange } from '../domain/time/iso-week.js';

export function reconcileLines(report: ReconcileReport): string[] {
  const { from, to, as_of, units, units_changed, matches_by_type } = report;
  return [
    `reconciled ${from === to ? from : `${from} to ${to}`} as of ${as_of}: ${changedLine(units_changed, units)}`,
    ...countLines(matches_by_type),
  ];
}

export function outcomesLines(report: OutcomesReport): string[] {
  const { through, outcomes, lots_open, counterfactuals, units, units_changed, bars_off_scale } = report;
  return [
    `outcomes through ${through}: ${counted(outcomes, 'outcome')}, ${counted(lots_open, 'open lot')}, ` +
      `${counted(counterfactuals, 'counterfactual')}; ${changedLine(units_changed, units)}`,
    ...bars_off_scale,
  ];
}

/** The week's message and what became of it. */
export function weekLines(report: WeekReport): string[] {
  const { week, revision, published, as_of, others, message } = report;
  const known = as_of === null ? '' : ` as of ${as_of}`;
  const isReconciled = as_of !== null && as_of >= weekRange(week).from;
  return [
    ...message.trimEnd().split('\n'),
    '',
    revision === null
      ? `${week}: nothing to publish`
      : `${week}: revision ${revision}${known}${published ? '' : ', unchanged since it was published'}`,
    ...othersLine(others),
    ...(isReconciled ? [] : [`${week} is not reconciled yet: run "npx tradeloop reconcile"`]),
  ];
}

export function morningLines({ day, message }: Omit<MorningReport, 'sent'>): string[] {
  if (message !== null) return message.trimEnd().split('\n');
  return [
    day === null ? 'nothing is reconciled yet: run "npx tradeloop reconcile"' : `nothing to say of ${day}`,
  ];
}

const OTHERS_NAMED = 5;

function othersLine(others: WeekReport['others']): string[] {
  if (others.length === 0) return [];
  const named = others.slice(-OTHERS_NAMED).map(({ week, revision }) => `${week} (revision ${revision})`);
  const more = others.length - named.length;
  return [`with it: ${more > 0 ? `${counted(more, 'earlier week')}, ` : ''}${named.join(', ')}`];
}

export function adviseLines(report: AdviseReport): string[] {
  return [
    `${report.algorithm_version}: ${counted(report.recommendations, 'recommendation')} over ${counted(report.sessions, 'session')}, ` +
      `${report.from} to ${report.to}`,
    ...countLines(report.by_action),
    ...Object.entries(report.without_bars).map(
      ([underlying, sessions]) =>
        `  ${underlying}: no bars for ${counted(sessions, 'session')} with a position, no advice`,
    ),
    ...report.bars_off_scale,
  ];
}

export function rebuildLines(report: RebuildReport): string[] {
  return [
    `rebuilt from ${report.imports} imports: ${report.executions} executions, ${report.recommendations} ` +
      `recommendations, ${report.matches} matches, ${report.outcomes} outcomes`,
  ];
}

export function retractLines({ records_removed }: RetractReport): string[] {
  const kept = records_removed === 0 ? ': other files have them as well' : '';
  return [`retracted, ${counted(records_removed, 'record')} removed${kept}`];
}

export function exportLines({ path, rows }: ExportReport): string[] {
  return [`${path}: ${rows} rows`];
}

/** How many of each there are, a line each, the numbers in line. */
export function countLines(counts: Readonly<Record<string, number>>): string[] {
  const width = Math.max(0, ...Object.values(counts).map((count) => String(count).length));
  return Object.entries(counts).map(([what, count]) => `  ${String(count).padStart(width)} × ${what}`);
}

/** How much of what was looked at had changed. */
function changedLine(changed: number, units: number): string {
  return units === 0 ? 'nothing was new or changed' : `${changed} of ${counted(units, 'unit')} changed`;
}
