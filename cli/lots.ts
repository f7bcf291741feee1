import { compare } from '../domain/compare.js';
import { Command } from 'commander';
import type { OpenLots } from '../activities/named-reads.js';
import { counted } from '../domain/counted.js';
import { toFixed, ZERO } from '../domain/number/decimal.js';
import { coveredLessClause } from '../domain/records/covered-less.js';
import { decimalIn, priceText } from '../domain/records/trade-text.js';
import { daysBetween } from '../domain/time/dates.js';
import type { Row } from '../store/exports/table-rows.js';
import { accountOption } from './account-option.js';
import { answering, localOption } from './context.js';
import { noteBehind } from './note-behind.js';
import { instrumentText, textOf } from '../domain/records/row-text.js';
import { terminalWidth } from './terminal-width.js';
import { textTable, type TableColumn } from '../domain/text-table.js';
import { withReads } from './with-reads.js';

/** `lots`: the document is {@link OpenLots}, lots as rows of the table. */
export function lotsCommand(): Command {
  return new Command('lots')
    .description('what is open: every lot that is held, or owed, and what they come to')
    .addOption(accountOption('of this account only'))
    .option('--underlying <symbol>', 'of this underlying only')
    .addOption(localOption())
    .action(
      answering(async (context, { account, underlying }: { account?: string; underlying?: string }) => {
        const found = await withReads(context, async (reads) => {
          await noteBehind(reads, account === undefined ? [] : [account]);
          return reads.lots({ account, underlying });
        });
        return { document: found, lines: lotLines(found) };
      }),
    );
}

function lotLines({ lots, total, expired, as_of, covered_less, sums }: OpenLots): string[] {
  if (as_of === null) return ['no lots yet: run "npx tradeloop outcomes"'];
  const open = total - expired;
  const heading = `${open === 0 ? 'no open lots' : counted(open, 'open lot')} as of ${as_of}${coveredLessClause(covered_less)}`;
  const sorted = [...lots].sort(byPlace);
  const isExpired = ({ expiration }: Row) => typeof expiration === 'string' && expiration <= as_of;
  const table = (rows: readonly Row[]) => textTable(rows, columnsAsOf(as_of), terminalWidth());
  const sections = [
    [heading, ...(open === 0 ? [] : table(sorted.filter((lot) => !isExpired(lot))))],
    sums.length === 0 ? [] : ['In sum, each currency by itself', ...textTable(sums, SUMS, terminalWidth())],
    expired === 0
      ? []
      : [
          `${counted(expired, 'lot')} past the expiration, and no file says how they ended; those whose account is known so far have lapsed`,
          ...table(sorted.filter(isExpired)),
        ],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

function countText(count: string | null): string {
  return count === '0' ? '' : (count ?? '');
}

function sumText(value: string, currency: string): string {
  const sum = decimalIn(value) ?? ZERO;
  return sum === ZERO ? '' : `${toFixed(sum, 2)} ${currency}`;
}

const SUMS: TableColumn<OpenLots['sums'][number]>[] = [
  { heading: 'name', of: ({ underlying }) => underlying ?? 'all' },
  { heading: 'lots', right: true, of: ({ lots }) => String(lots) },
  { heading: 'shares', right: true, of: ({ shares }) => countText(shares) },
  { heading: 'contracts', right: true, of: ({ contracts }) => countText(contracts) },
  { heading: 'paid', right: true, of: ({ paid, currency }) => sumText(paid, currency) },
  { heading: 'received', right: true, of: ({ received, currency }) => sumText(received, currency) },
];

/** By account and underlying, shares first, then by expiration and strike. */
function byPlace(a: Row, b: Row): number {
  return (
    compare(nameOf(a), nameOf(b)) ||
    compare(decimalIn(a['strike']) ?? ZERO, decimalIn(b['strike']) ?? ZERO) ||
    compare(textOf(a['opened_at']), textOf(b['opened_at']))
  );
}

function nameOf({ account, underlying, expiration }: Row): string {
  return [account, underlying, expiration].map(textOf).join('\n');
}

function amount(value: unknown, currency: unknown): string {
  const exact = decimalIn(value);
  return exact === null ? '' : `${priceText(exact)} ${textOf(currency)}`;
}

function columnsAsOf(asOf: string): TableColumn<Row>[] {
  const text = (name: string) => (row: Row) => textOf(row[name]);
  return [
    { heading: 'account', of: text('account') },
    { heading: 'name', of: text('underlying') },
    {
      heading: 'what',
      of: (row) => instrumentText(row, asOf),
    },
    { heading: 'side', of: text('side') },
    { heading: 'quantity', right: true, of: text('quantity') },
    { heading: 'opened', of: ({ opened_at }) => textOf(opened_at).slice(0, 10) },
    { heading: 'cost', right: true, of: ({ cost, currency }) => amount(cost, currency) },
    {
      heading: 'days left',
      right: true,
      of: ({ expiration }) =>
        typeof expiration === 'string' && expiration > asOf ? String(daysBetween(asOf, expiration)) : '',
    },
    { heading: 'flags', of: ({ flags }) => (Array.isArray(flags) ? flags.join(', ') : '') },
  ];
}
