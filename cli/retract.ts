import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import type { Retraction } from '../activities/reads.js';
import { counted } from '../domain/counted.js';
import { InvalidInput } from '../domain/errors.js';
import { STEPS } from '../workflows/step-table.js';
import { quoted } from '../workers/asking/import-report.js';
import { accountOption } from './account-option.js';
import { answering, localOption, printNote, type Context } from './context.js';
import { withSteps } from './with-steps.js';

interface RetractOptions {
  account?: string;
  yes?: true;
}

/** `import retract FILE`: the document is a RetractReport. */
export function retractCommand(): Command {
  return new Command('retract')
    .description('retract an imported file; records that other files have as well stay')
    .argument('<file>', 'the file as it was imported, or its sha256 as `import` printed it')
    .addOption(accountOption('only where it was imported for this account'))
    .option('--yes', 'without asking')
    .addOption(localOption())
    .action(
      answering(async (context, file: string, _: object, command: Command) => {
        // `import` has --account too, and takes it wherever it stands.
        const { account, yes } = command.optsWithGlobals<RetractOptions>();
        const fileSha256 = SHA256.test(file) ? file : await hashOf(file);
        const of = account === undefined ? { fileSha256 } : { fileSha256, account };
        const report = await withSteps(context, async (steps, reads) => {
          const retraction = await reads.retraction(of);
          refuseSeveral(retraction, { context, file });
          for (const line of retractionLines(retraction, file)) printNote(line);
          if (!yes) await askFirst(context);
          return steps.retractImport(of);
        });
        return { document: report, lines: STEPS.retract.lines(report).map((line) => `${file}: ${line}`) };
      }),
    );
}

/** Retracting it from all accounts is hardly what is meant. */
function refuseSeveral(
  { accounts }: Retraction,
  { context, file }: { context: Context; file: string },
): void {
  if (accounts.length < 2) return;
  const { home, homeGiven, local } = context;
  const where = `${homeGiven ? ` --home ${quoted(home)}` : ''}${local ? ' --local' : ''}`;
  const commands = accounts.map(
    (account) => `"npx tradeloop import retract ${quoted(file)} --account ${quoted(account)}${where}"`,
  );
  throw new InvalidInput(
    `${file} stands under ${accounts.length} accounts; retract one: ${commands.join(' or ')}`,
  );
}

const WEEKS_NAMED = 4;

/** What goes, before it does. */
function retractionLines({ accounts, imports, records, weeks }: Retraction, file: string): string[] {
  const [first, last] = [weeks[0], weeks.at(-1)];
  const named = weeks.length <= WEEKS_NAMED ? weeks.join(', ') : `${first} to ${last}`;
  return [
    `${file}${accounts[0] ? ` (${accounts[0]})` : ''}: ${counted(records, 'record')} of ${counted(imports.length, 'import')} will go`,
    ...(weeks.length === 0
      ? []
      : [
          `  ${counted(weeks.length, 'published week')} will change (${named}), and weeks in which its positions closed`,
        ]),
  ];
}

/** Throws InvalidInput where nobody can be asked, or says no. */
async function askFirst({ json }: Context): Promise<void> {
  if (json || !process.stdin.isTTY)
    throw new InvalidInput('nothing is retracted: nobody can be asked here, so say --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Retract it? [y/N] ');
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new InvalidInput('nothing is retracted');
}

const SHA256 = /^[0-9a-f]{64}$/;

/** The hash by which an import knows a file. Throws NotFound where there is none. */
async function hashOf(path: string): Promise<string> {
  const { requireFile } = await import('../activities/import/received-file.js');
  const { hashFile } = await import('../store/lake/landing.js');
  await requireFile(path);
  return hashFile(path);
}
