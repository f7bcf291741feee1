/** How the reports of the steps read. */
import type { AlgorithmReport, DecideReport, ReplayReport } from '../activities/algorithm-reports.js';
import type { ExportReport, RebuildReport, RetractReport } from '../activities/import-reports.js';
import type { ScenariosReport } from '../activities/learning-reports.js';
import type {
  AdviseReport,
  FactsReport,
  MorningReport,
  OutcomesReport,
  ReconcileReport,
  WeekReport,
} from '../activities/loop-reports.js';
import { counted } from '../domain/counted.js';
import { COST_WORDS } from '../domain/evidence/cost-words.js';
import { withHowTo } from '../domain/market/share-count.js';

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
    ...withHowTo(bars_off_scale),
  ];
}

/** The week's message and what became of it. */
export function weekLines(report: WeekReport): string[] {
  const { week, revision, published, as_of, caught_up, others, message, sent_otherwise } = report;
  const known = as_of === null ? '' : ` as of ${as_of}`;
  return [
    ...message.trimEnd().split('\n'),
    ...(revision === null
      ? []
      : [
          '',
          `${week}: revision ${revision}${known}${published ? '' : ', unchanged since it was published'}`,
        ]),
    ...(caught_up ? ['matches and outcomes were older than what is imported: brought up to date first'] : []),
    ...sentLines(report, sent_otherwise),
    ...othersLine(others),
  ];
}

const SENT_LINES = 8;

function sentLines({ week, revision }: WeekReport, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - SENT_LINES;
  return [
    `messages/${week}-r${revision}.txt, as it was sent, had other lines:`,
    ...lines.slice(0, SENT_LINES).map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
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
  const [first, last] = [others[0], others.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (others.length > OTHERS_NAMED)
    return [`with it: ${others.length} other weeks published, ${first.week} to ${last.week}`];
  return [`with it: ${others.map(({ week, revision }) => `${week} (revision ${revision})`).join(', ')}`];
}

export function adviseLines(report: AdviseReport): string[] {
  return [
    `${versionsText(report)}: ${counted(report.recommendations, 'recommendation')} over ${counted(report.sessions, 'session')}, ` +
      `${report.from} to ${report.to}`,
    ...countLines(report.by_action),
    ...Object.entries(report.without_bars).map(
      ([underlying, sessions]) =>
        `  ${underlying}: no bars for ${counted(sessions, 'session')} with a position, no advice`,
    ),
    ...withHowTo(report.bars_off_scale),
  ];
}

/** Of several versions each with its sessions. A report of an earlier program names one. */
function versionsText({ algorithm_version, sessions_by_version = {} }: Partial<AdviseReport>): string {
  const versions = Object.entries(sessions_by_version);
  if (versions.length < 2) return algorithm_version ?? '';
  return versions.map(([version, sessions]) => `${version} (${counted(sessions, 'session')})`).join(', ');
}

export function rebuildLines(report: RebuildReport): string[] {
  return [
    `rebuilt from ${report.imports} imports: ${report.executions} executions, ${report.recommendations} ` +
      `recommendations, ${report.matches} matches, ${report.outcomes} outcomes`,
  ];
}

/** `806 scenarios: labelled 150, undetermined 90`. */
export function scenariosLines({ scenarios }: Pick<ScenariosReport, 'scenarios'>): string[] {
  const total = Object.values(scenarios).reduce((sum, n) => sum + n, 0);
  const counts = Object.entries(scenarios).map(([status, n]) => `${status} ${n}`);
  return [`${counted(total, 'scenario')}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}`];
}

export function retractLines({ records_removed }: RetractReport): string[] {
  const kept = records_removed === 0 ? ': other files have them as well' : '';
  return [`retracted, ${counted(records_removed, 'record')} removed${kept}`];
}

export function factsLines({ facts, match_ids }: FactsReport): string[] {
  const matches = counted(match_ids.length, 'match', 'matches');
  return [
    facts === 0
      ? `said before: nothing changes (${matches})`
      : `${counted(facts, 'fact')} recorded about ${matches}`,
  ];
}

export function decideLines({ decision, version, repeated }: DecideReport): string[] {
  const { candidate_id, until, effective_from } = decision;
  const name = `candidate ${candidate_id.slice(0, ID_SHOWN)}`;
  const again = repeated ? ', as was decided before' : '';
  switch (decision.decision) {
    case 'implement':
      return [`${name} is implemented: ${version} is in force from ${effective_from} on${again}`];
    case 'defer':
      return [`${name} is deferred until ${until}${again}`];
    case 'reject':
      return [`${name} is rejected${again}`];
  }
}

/** Of an id so much that two of some hundred hardly ever begin alike. */
const ID_SHOWN = 6;

export function algorithmLines({ change }: AlgorithmReport): string[] {
  const { to_version, from_version, effective_from, outcome } = change;
  if (outcome === 'kept') return [`${to_version} is kept: it is no longer watched`];
  return [`${to_version} is in force from ${effective_from} on, in place of ${from_version}`];
}

export function exportLines({ path, rows }: ExportReport): string[] {
  return [`${path}: ${rows} rows`];
}

export function replayLines(report: ReplayReport): string[] {
  const { document, decisions, diverged_before, diverged_after, patches_replayed, file } = report;
  const { base, from, to, sessions, advices_total, advices_changed, became_consent, ceased_consent } =
    document;
  return [
    `${base}, ${from} to ${to}, ${counted(sessions, 'session')}: ` +
      `${advices_changed} of ${counted(advices_total, 'recommendation')} would be others`,
    ...(document.patch.base === base ? [] : [`  the patch is of ${document.patch.base}; it fits ${base}`]),
    `  divergence: ${shareText(document.divergence_before)} (${diverged_before} of ${counted(decisions, 'decision')}), ` +
      `then ${shareText(document.divergence_after)}${rangeText(document)}, ${diverged_after} diverging`,
    `  ${became_consent} would be followed as advised, ${ceased_consent} no longer`,
    `  ${costText(report)}`,
    ...document.by_underlying.filter(({ changed }) => changed > 0).map(underlyingLine),
    document.assumption,
    `Patches replayed so far: ${patches_replayed}. The more are tried, the better the best one looks by chance.`,
    ...(file === null ? [] : [`${file.path}: ${counted(file.rows, 'line')}`]),
  ];
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(2)}`;
}

function underlyingLine(one: ReplayReport['document']['by_underlying'][number]): string {
  const { underlying, changed, divergence_before, divergence_after } = one;
  return `  ${underlying}: ${changed} changed, ${shareText(divergence_before)} then ${shareText(divergence_after)}`;
}

function costText({ cost_status, document }: ReplayReport): string {
  const { cost, cost_low, cost_high, judged_weeks, worst_week } = document;
  if (cost === null || worst_week === null) return 'gain or loss: no outcome is known by then';
  const ends =
    cost_low === null || cost_high === null ? '' : ` (${signed(cost_low)} to ${signed(cost_high)})`;
  return (
    `${cost < 0 ? 'loss' : 'gain'}: ${signed(cost)} % of the price a decision${ends}, ${COST_WORDS[cost_status]}, ` +
    `over ${counted(judged_weeks, 'week')}; worst week ${worst_week.week}: ${signed(worst_week.usd)} USD`
  );
}

function shareText(share: number | null): string {
  return share === null ? 'none' : `${(100 * share).toFixed(1)} %`;
}

function rangeText({
  divergence_after_low: low,
  divergence_after_high: high,
}: ReplayReport['document']): string {
  return low === null || high === null ? '' : ` (${shareText(low)} to ${shareText(high)})`;
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
