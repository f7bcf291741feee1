import { Command } from 'commander';
import type { KnownAccount } from '../activities/named-reads.js';
import { counted } from '../domain/counted.js';
import { answering, localOption } from './context.js';
import { terminalWidth } from './terminal-width.js';
import { textTable } from '../domain/text-table.js';
import { withReads } from './with-reads.js';

/** `accounts`: the document is `{accounts: KnownAccount[], known_through}`. */
export function accountsCommand(): Command {
  return new Command('accounts')
    .description('list how far each account is known, and what waits for its next files')
    .addOption(localOption())
    .action(
      answering(async (context) => {
        const found = await withReads(context, (reads) => reads.accounts());
        return { document: found, lines: accountLines(found.accounts) };
      }),
    );
}

function accountLines(accounts: readonly KnownAccount[]): string[] {
  if (accounts.length === 0) return ['no accounts: import a file of trades first'];
  return textTable(
    accounts,
    [
      { heading: 'account', of: ({ account }) => account },
      { heading: 'from', of: ({ covered_from }) => covered_from ?? '' },
      { heading: 'through', of: ({ covered_through }) => covered_through ?? 'nothing imported' },
      { heading: 'in use', of: ({ in_use }) => (in_use ? 'yes' : 'no') },
      { heading: 'what waits for it', of: waitingText },
    ],
    terminalWidth(),
  );
}

function waitingText({ waiting }: KnownAccount): string {
  if (waiting === null) return '';
  return `${counted(waiting.matches, 'piece')} of advice: import its files from ${waiting.since} on`;
}
