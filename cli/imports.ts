import { basename } from 'node:path';
import { Command } from 'commander';
import type { ListedImport } from '../domain/records/import-report.js';
import { decimalIn, priceText } from '../domain/records/trade-text.js';
import { answering, localOption } from './context.js';
import { terminalWidth } from './terminal-width.js';
import { textTable } from '../domain/text-table.js';
import { retractCommand } from './retract.js';
import { withReads } from './with-reads.js';

/** `imports list`, which `import list` is too. */
export function importListCommand(): Command {
  return new Command('list')
    .description('list all imports, the newest first')
    .addOption(localOption())
    .action(
      answering(async (context) => {
        const found = await withReads(context, (reads) => reads.imports());
        return { document: found, lines: listLines(found.imports) };
      }),
    );
}

/** `imports list` gives `{imports: ListedImport[]}`, `imports show ID` one of them. */
export function importsCommand(): Command {
  return new Command('imports')
    .description('list what was imported, whose it is, and whether it is in force')
    .addCommand(importListCommand(), { isDefault: true })
    .addCommand(retractCommand())
    .addCommand(
      new Command('show')
        .description('print the report of one import')
        .argument('<id>', 'its number, or the sha256 of its file or the beginning of it')
        .addOption(localOption())
        .action(
          answering(async (context, id: string) => {
            const found = await withReads(context, (reads) => reads.import({ id }));
            return { document: found, lines: await detailLines(found) };
          }),
        ),
    );
}

/**
 * Of a hash so much that two files hardly ever begin alike; `imports show` and `import retract` take the beginning of
 * one.
 */
const SHA_SHOWN = 8;

function listLines(imports: readonly ListedImport[]): string[] {
  if (imports.length === 0) return ['nothing is imported'];
  return textTable(
    imports,
    [
      { heading: 'id', right: true, of: ({ id }) => String(id) },
      { heading: 'sha256', of: ({ sha256 }) => sha256.slice(0, SHA_SHOWN) },
      { heading: 'file', of: ({ path }) => basename(path) },
      { heading: 'state', of: stateOf },
      { heading: 'accounts', of: ({ accounts }) => accounts.join(', ') },
      { heading: 'from', of: ({ covered_from }) => covered_from ?? '' },
      { heading: 'through', of: ({ covered_through }) => covered_through ?? '' },
      { heading: 'lines', right: true, of: ({ lines }) => String(lines) },
      { heading: 'rejected', right: true, of: ({ rejected }) => (rejected === 0 ? '' : String(rejected)) },
      { heading: 'cash', right: true, of: cashText },
      { heading: 'format', of: ({ format, mapped }) => (mapped ? `${format}, mapped` : format) },
      { heading: 'imported', of: ({ imported_at }) => imported_at.slice(0, 16).replace('T', ' ') },
    ],
    terminalWidth(),
  );
}

function stateOf({ in_force, retracted }: ListedImport): string {
  return in_force ? 'in force' : retracted ? 'retracted' : 'corrected';
}

/** What the file's cash comes to, of each account and currency. */
function cashText({ cash }: ListedImport): string {
  return cash.map(({ total, currency }) => `${priceText(decimalIn(total) ?? 0n)} ${currency}`).join(', ');
}

async function detailLines(found: ListedImport): Promise<string[]> {
  const { importLines } = await import('../workers/asking/import-report.js');
  const { id, account, accounts, imported_at, corrects, mapped } = found;
  const said = account === null ? '' : ' (said by you)';
  return [
    `import ${id}, ${imported_at.slice(0, 16).replace('T', ' ')} UTC: ${stateOf(found)}`,
    ...importLines([{ ...found, also_under: [] }]),
    ...(accounts.length === 0 ? [] : [`  accounts: ${accounts.join(', ')}${said}`]),
    ...(mapped ? ['  read by a mapping of its columns'] : []),
    ...(corrects === null ? [] : [`  a corrected form of import ${corrects}`]),
  ];
}
