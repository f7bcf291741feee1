import { Command, InvalidArgumentError } from 'commander';
import type { Row } from '../store/exports/table-rows.js';
import { answering, localOption } from './context.js';
import { noteBehind } from './note-behind.js';
import { fromOption, toOption, type RangeOptions } from './day-range.js';
import { refuseFuture } from './known-dates.js';
import { limitOption, moreLine } from './page.js';
import { terminalWidth } from './terminal-width.js';
import { textTable, type TableColumn } from '../domain/text-table.js';
import { withReads } from './with-reads.js';

/** Tables that the steps make. */
const MADE = new Set(['matches', 'lots', 'outcomes', 'counterfactuals']);

interface ShowOptions extends RangeOptions {
  where?: [column: string, value: string][];
  limit: number;
}

/** `show TABLE`: the document is `{table, rows, total}`, rows as the table's JSONL export has them. */
export function showCommand(): Command {
  return new Command('show')
    .description('list the rows of any table that can be exported, the newest first')
    .argument('<table>', 'a table of the record format')
    .option('--where <column=value>', 'only rows with this value; empty: with none', equality)
    .addOption(fromOption('first day'))
    .addOption(toOption('last day'))
    .addOption(limitOption())
    .addOption(localOption())
    .action(
      answering(async (context, table: string, { where, from, to, limit }: ShowOptions) => {
        const found = await withReads(context, async (reads) => {
          await refuseFuture(reads, from, to);
          if (MADE.has(table)) await noteBehind(reads, accountsIn(where));
          return reads.tableRows({ table, where, from, to, limit });
        });
        return { document: found, lines: await rowLines(found) };
      }),
    );
}

function accountsIn(where: ShowOptions['where'] = []): string[] {
  return where.flatMap(([column, value]) => (column === 'account' ? [value] : []));
}

async function rowLines({ table: name, rows, total }: { table: string; rows: Row[]; total: number }) {
  const { EXPORTED } = await import('../store/exports/tables.js');
  const columns = Object.entries(EXPORTED.find((table) => table.name === name)?.columns ?? {});
  if (rows.length === 0) return [`${name}: no such rows`];
  return [
    ...textTable(
      rows,
      columns.map(([heading, type]): TableColumn<Row> => ({
        heading,
        right: type === 'decimal' || type === 'integer' || type === 'double',
        of: (row) => cellText(row[heading]),
      })),
      terminalWidth(),
    ),
    ...moreLine(rows.length, total, 'rows'),
  ];
}

function cellText(value: Row[string] | undefined): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function equality(text: string, before: ShowOptions['where'] = []): ShowOptions['where'] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('not like underlying=NIO');
  return [...before, [text.slice(0, at), text.slice(at + 1)]];
}
