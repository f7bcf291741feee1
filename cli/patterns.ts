import { shortId } from '../domain/short-id.js';
import { Command } from 'commander';
import type { Reads } from '../activities/named-reads.js';
import { counted } from '../domain/counted.js';
import { LOG_WORTH_A_LOOK, logThreshold } from '../domain/evidence/false-discovery.js';
import type { IsoWeek } from '../domain/time/iso-week.js';
import type { Row } from '../store/exports/table-rows.js';
import { answering, localOption } from './context.js';
import { weekArgument } from './day-range.js';
import { textOf } from '../domain/records/row-text.js';
import { terminalWidth } from './terminal-width.js';
import { textTable, type TableColumn } from '../domain/text-table.js';
import { withReads } from './with-reads.js';
import { wrapped } from '../domain/wrapped.js';

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

function listLines({ week, hypotheses, patterns }: Listed): string[] {
  if (week === null) return ['no patterns yet: run "npx tradeloop week"'];
  const found = patterns.filter((row) => row['found'] === true).length;
  const unsure = patterns.filter((row) => row['found'] !== true && isWorthALook(row)).length;
  const heading = `${counted(found, 'habit')} found of ${hypotheses} looked for, as of ${week}`;
  const columns: TableColumn<Row>[] = [
    { heading: 'id', of: ({ pattern_id }) => shortId(textOf(pattern_id)) },
    { heading: 'found', of: foundText },
    { heading: 'what', wraps: true, of: ({ text }) => textOf(text) },
  ];
  return [
    unsure === 0 ? heading : `${heading}; ${unsure} more may be habits or chance`,
    ...(patterns.length === 0
      ? []
      : [
          ...textTable(patterns, columns, terminalWidth()),
          '',
          '"npx tradeloop patterns show ID" shows one week by week.',
          '"npx tradeloop candidates list" shows what they ask of the algorithm.',
        ]),
  ];
}

function foundText(row: Row): string {
  if (isTiming(row)) return 'not tested';
  if (row['found'] === true) return textOf(row['first_found_week']);
  if (isWorthALook(row)) return 'not sure';
  return Number(row['log_e']) > 0 ? 'weak' : 'no sign';
}

function isWorthALook(row: Row): boolean {
  return !isTiming(row) && Number(row['log_e']) >= LOG_WORTH_A_LOOK;
}

/** It is shown, and never tested. */
function isTiming({ kind }: Row): boolean {
  return kind === 'timing';
}

function detailLines({ pattern, weeks, reasons }: Detail): string[] {
  const size = SIZES[textOf(pattern['unit'])];
  const columns: TableColumn<Detail['weeks'][number]>[] = [
    { heading: 'week', of: ({ week }) => textOf(week) },
    { heading: 'evidence', right: true, of: ({ log_e }) => (isTiming(pattern) ? '' : fixed(log_e)) },
    { heading: 'found', of: ({ found }) => (found === true ? 'found' : '') },
    { heading: 'last 8 weeks', right: true, of: ({ share }) => percent(share) },
    ...(size === undefined
      ? []
      : [{ heading: size, right: true, of: ({ effect }: Detail['weeks'][number]) => textOf(effect) }]),
  ];
  const sentences = [
    textOf(pattern['text']),
    ...(isTiming(pattern) ? [] : [sureness(pattern), costText(pattern)]),
    reasonText(reasons),
  ];
  return [
    ...sentences.filter((one) => one !== '').flatMap((one) => wrapped(one, terminalWidth())),
    ...underlyingLines(pattern),
    '',
    ...textTable(weeks, columns, terminalWidth()),
    ...(isTiming(pattern) ? [] : ['', ...wrapped(evidenceText(pattern), terminalWidth())]),
  ];
}

/** What an effect counts, by unit; none of what has no size. */
const SIZES: Readonly<Record<string, string>> = {
  weeks: 'weeks',
  strikes: 'strikes',
  contracts_ratio: 'of the quantity',
  usd: 'USD',
  sessions: 'sessions',
  share: 'of the premium',
};

interface Part {
  underlying: string;
  changed: number;
  answered: number;
  in_pattern: boolean;
}

/** Where the habit shows, the most often first; nothing where there is but one underlying. */
function underlyingLines({ underlyings }: Row): string[] {
  const parts = underlyings as unknown as readonly Part[];
  if (parts.length < 2) return [];
  const shown = parts.filter(({ changed }) => changed > 0).sort((a, b) => b.changed - a.changed);
  const columns: TableColumn<Part>[] = [
    { heading: 'name', of: ({ underlying }) => underlying },
    { heading: 'times', right: true, of: ({ changed, answered }) => `${changed} of ${answered}` },
    { heading: '', of: ({ in_pattern }) => (in_pattern ? 'the rule' : '') },
  ];
  return ['', 'In the last 13 weeks', ...textTable(shown, columns, terminalWidth())];
}

function evidenceText({ budget }: Row): string {
  const least = logThreshold(Number(budget), 1).toFixed(2);
  return `Evidence is the logarithm of what a fair bet against chance would have made. Alone, this habit is found at ${least}; beside others that are found, at less.`;
}

function sureness({ found, first_found_week, needed }: Row): string {
  if (found === true) return `Found since ${textOf(first_found_week)}.`;
  if (typeof needed !== 'number') return 'Not found: it may be chance.';
  return `Not found: it may be chance. ${needed} more decisions like these would make it sure.`;
}

/** A cost that is sure stands in the text of the habit. */
function costText({ cost, cost_low, cost_high, cost_status, judged_weeks }: Row): string {
  if (typeof cost !== 'number' || cost_low === null) return 'What it costs is not known yet.';
  const weeks = counted(Number(judged_weeks), 'week');
  if (cost_status === 'costly') return `The cost is that of ${weeks} that could be judged.`;
  const sign = cost < 0 ? 'lost' : 'gained';
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
