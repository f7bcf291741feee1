import { Command } from 'commander';
import type { Reads } from '../activities/reads.js';
import { counted } from '../domain/counted.js';
import type { IsoWeek } from '../domain/time/iso-week.js';
import type { Row } from '../store/exports/table-rows.js';
import { answering, localOption } from './context.js';
import { weekArgument } from './day-range.js';
import { textOf } from './row-text.js';
import { terminalWidth, textTable, type TableColumn } from './table.js';
import { withReads } from './with-reads.js';

type Listed = Awaited<ReturnType<Reads['patterns']>>;
type Detail = Awaited<ReturnType<Reads['pattern']>>;

interface ListOptions {
  week?: IsoWeek;
  found?: true;
  all?: true;
}

/**
 * `patterns list` gives `{week, alpha, hypotheses, patterns}`, rows of the table; `patterns show ID`
 * `{pattern, weeks, reasons}`.
 */
export function patternsCommand(): Command {
  return new Command('patterns')
    .description('your habits: how often, how surely, what they cost')
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(showCommand());
}

function listCommand(): Command {
  return new Command('list')
    .description('the surest first: what is found, and what is worth a look')
    .option('--week <week>', 'as of this week, like 2026-W02 (default: the last)', weekArgument)
    .option('--found', 'only what is found')
    .option('--all', 'everything that is looked for')
    .addOption(localOption())
    .action(
      answering(async (context, { week, found, all }: ListOptions) => {
        const which = all ? 'all' : found ? 'found' : 'told';
        const listed = await withReads(context, (reads) => reads.patterns({ week, which }));
        return { document: listed, lines: listLines(listed) };
      }),
    );
}

function showCommand(): Command {
  return new Command('show')
    .description('one habit: what is known of it, and how that grew week by week')
    .argument('<id>', 'the id, or at least six characters of its beginning')
    .addOption(localOption())
    .action(
      answering(async (context, id: string) => {
        const detail = await withReads(context, (reads) => reads.pattern({ id }));
        return { document: detail, lines: detailLines(detail) };
      }),
    );
}

/** Of an id so much that two of some hundred hardly ever begin alike. */
const ID_SHOWN = 6;

function listLines({ week, hypotheses, patterns }: Listed): string[] {
  if (week === null) return ['no patterns yet: run "npx tradeloop week"'];
  const found = patterns.filter((row) => row['found'] === true).length;
  const unsure = patterns.filter((row) => row['found'] !== true && !isTiming(row)).length;
  const heading = `${counted(found, 'habit')} found of ${hypotheses} looked for, as of ${week}`;
  const columns: TableColumn<Row>[] = [
    { heading: 'id', of: ({ pattern_id }) => textOf(pattern_id).slice(0, ID_SHOWN) },
    { heading: 'found', of: foundText },
    { heading: 'what', of: ({ text }) => textOf(text) },
  ];
  return [
    unsure === 0 ? heading : `${heading}; ${unsure} more may be habits or chance`,
    ...(patterns.length === 0 ? [] : textTable(patterns, columns, terminalWidth())),
  ];
}

function foundText(row: Row): string {
  if (isTiming(row)) return '';
  return row['found'] === true ? textOf(row['first_found_week']) : 'not sure';
}

/** It is shown, and never tested. */
function isTiming({ kind }: Row): boolean {
  return kind === 'timing';
}

function detailLines({ pattern, weeks, reasons }: Detail): string[] {
  const columns: TableColumn<Detail['weeks'][number]>[] = [
    { heading: 'week', of: ({ week }) => textOf(week) },
    { heading: 'ln E', right: true, of: ({ log_e }) => fixed(log_e) },
    { heading: 'found', of: ({ found }) => (found === true ? 'found' : '') },
    { heading: 'share', right: true, of: ({ share }) => percent(share) },
    { heading: 'effect', right: true, of: ({ effect }) => textOf(effect) },
  ];
  const sentences = [
    textOf(pattern['text']),
    ...(isTiming(pattern) ? [] : [sureness(pattern), costText(pattern)]),
    reasonText(reasons),
  ];
  return [...sentences.filter((one) => one !== ''), '', ...textTable(weeks, columns, terminalWidth())];
}

function sureness({ found, first_found_week, needed }: Row): string {
  if (found === true) return `Found since ${textOf(first_found_week)}.`;
  if (typeof needed !== 'number') return 'Not found: it may be chance.';
  return `Not found: it may be chance. ${needed} more decisions like these would make it sure.`;
}

function costText({ cost, cost_low, cost_high, judged_weeks }: Row): string {
  if (typeof cost !== 'number' || cost_low === null) return 'What it costs is not known yet.';
  const sign = cost < 0 ? 'lost' : 'gained';
  const weeks = counted(Number(judged_weeks), 'week');
  return (
    `Beside the advice it ${sign} ${Math.abs(cost).toFixed(2)} % of the underlying's price a decision, ` +
    `in ${weeks} that could be judged (90 % interval of the gain: ${fixed(cost_low)} to ${fixed(cost_high)} %).`
  );
}

function reasonText(reasons: Detail['reasons']): string {
  const given = Object.entries(reasons).map(([code, n]) => `${code} ${n}`);
  return given.length === 0 ? '' : `Reasons that you gave: ${given.join(', ')}.`;
}

function percent(share: unknown): string {
  return typeof share === 'number' ? `${Math.round(100 * share)} %` : '';
}

function fixed(value: unknown): string {
  return typeof value === 'number' ? value.toFixed(2) : '';
}
