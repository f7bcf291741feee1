import { Command, InvalidArgumentError } from 'commander';
import { InvalidInput } from '../domain/errors.js';
import { TARGETS } from '../domain/metrics/month-metrics.js';
import type { Row } from '../store/exports/table-rows.js';
import { answering, localOption } from './context.js';
import { textOf } from '../domain/records/row-text.js';
import { terminalWidth } from './terminal-width.js';
import { textTable, type TableColumn } from '../domain/text-table.js';
import { withReads } from './with-reads.js';
import { wrapped } from '../domain/wrapped.js';

/** `metrics`: the document is `{months, targets}`, months as rows of the table. */
export function metricsCommand(): Command {
  return new Command('metrics')
    .description('month by month: how much diverges by choice, what changed, how long reviews took')
    .option('--from <month>', 'from this month on, like 2026-01', monthArgument)
    .option('--to <month>', 'to this month', monthArgument)
    .addOption(localOption())
    .action(
      answering(async (context, { from = '', to = '9999' }: { from?: string; to?: string }) => {
        if (from > to) throw new InvalidInput(`--from ${from} is after --to ${to}`);
        const { rows } = await withReads(context, (reads) => reads.tableRows({ table: 'metrics' }));
        // Rows with days come the newest first.
        const months = rows
          .toReversed()
          .filter((row) => textOf(row['month']) >= from && textOf(row['month']) <= to);
        return { document: { months, targets: TARGETS }, lines: metricLines(months) };
      }),
    );
}

/** What fits into 80 columns first; what the headings mean stands below. */
const COLUMNS: TableColumn<Row>[] = [
  { heading: 'month', of: ({ month }) => textOf(month) },
  { heading: 'decided', right: true, of: ({ active }) => textOf(active) },
  { heading: 'diverge', right: true, of: ({ divergence_chosen }) => percent(divergence_chosen) },
  {
    heading: '95 %',
    right: true,
    of: ({ divergence_chosen_low: low, divergence_chosen_high: high }) =>
      low === null ? '' : `${percent(low)} to ${percent(high)}`,
  },
  { heading: 'found', right: true, of: ({ patterns_found }) => textOf(patterns_found) },
  { heading: 'asked', right: true, of: ({ candidates_opened }) => textOf(candidates_opened) },
  { heading: 'made', right: true, of: (row) => textOf(row['candidates_implemented_total']) },
  { heading: 'undone', right: true, of: ({ rolled_back }) => textOf(rolled_back) },
  { heading: 'min', right: true, of: ({ review_minutes }) => minutes(review_minutes) },
  { heading: 'weeks', right: true, of: ({ weeks }) => textOf(weeks) },
];
const LEGEND =
  'decided, diverge: decisions, and how many of them diverge by choice. found: habits. asked: candidates opened. made, undone: changes implemented so ' +
  'far, and taken back. min: minutes of answering, a week.';

function metricLines(months: readonly Row[]): string[] {
  if (months.length === 0) return ['no weeks are published: run "npx tradeloop week"'];
  const { divergence_chosen, review_minutes } = TARGETS;
  const targets = `Targets, month after month: ${divergence_chosen.join(', ')} % diverge; ${review_minutes.join(', ')} minutes a week.`;
  return [
    ...textTable(months, COLUMNS, terminalWidth()),
    '',
    ...[LEGEND, targets].flatMap((line) => wrapped(line, terminalWidth())),
  ];
}

function percent(share: Row[string] | undefined): string {
  return typeof share === 'number' ? `${Math.round(100 * share)} %` : '';
}

function minutes(value: Row[string] | undefined): string {
  return typeof value === 'number' ? value.toFixed(1) : '';
}

function monthArgument(text: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) throw new InvalidArgumentError('not a month like 2026-01');
  return text;
}
