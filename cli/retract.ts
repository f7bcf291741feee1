import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import type { Reads, Retraction } from '../activities/named-reads.js';
import type { RetractInput } from '../activities/import-reports.js';
import { counted } from '../domain/counted.js';
import { InvalidInput, NotFound } from '../domain/errors.js';
import { shiftWeek, type IsoWeek } from '../domain/time/iso-week.js';
import { STEPS } from '../workflows/step-table.js';
import { quoted } from '../workers/asking/import-report.js';
import { accountOption } from './account-option.js';
import { answering, localOption, printNote, type Context } from './context.js';
import { withSteps } from './with-steps.js';

interface RetractOptions {
  account?: string;
  yes?: true;
}

/** `import retract FILE`, which `imports retract` is too: the document is a RetractReport. */
export function retractCommand(): Command {
  return new Command('retract')
    .description('retract an imported file; records that other files have as well stay')
    .argument(
      '<file>',
      'the file as it was imported; or its number, sha256 or the beginning of that, as `imports` prints them',
    )
    .addOption(accountOption('only where it was imported for this account'))
    .option('--yes', 'without asking')
    .addOption(localOption())
    .action(
      answering(async (context, file: string, _: object, command: Command) => {
        // `import` has --account too, and takes it wherever it stands.
        const { account, yes } = command.optsWithGlobals<RetractOptions>();
        const hash = await hashOf(file);
        const report = await withSteps(context, async (steps, reads) => {
          const named = hash === undefined ? await importNamed(reads, file) : { fileSha256: hash };
          const of = account === undefined ? named : { ...named, account };
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

/** What goes, before it does. */
function retractionLines({ accounts, imports, records, weeks }: Retraction, file: string): string[] {
  return [
    `${file}${accounts[0] ? ` (${accounts[0]})` : ''}: ${counted(records, 'record')} of ${counted(imports.length, 'import')} will go`,
    ...(weeks.length === 0
      ? []
      : [`  ${counted(weeks.length, 'published week')} can change: ${weekSpans(weeks).join(', ')}`]),
  ];
}

/** Weeks in order, those that follow one another as one: `2025-W02 to 2025-W05`. */
function weekSpans(weeks: readonly IsoWeek[]): string[] {
  const spans: [IsoWeek, IsoWeek][] = [];
  for (const week of weeks) {
    const last = spans.at(-1);
    if (last && shiftWeek(last[1], 1) === week) last[1] = week;
    else spans.push([week, week]);
  }
  return spans.map(([first, last]) => (first === last ? first : `${first} to ${last}`));
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
const NUMBER = /^\d{1,9}$/;
const BEGINNING = /^[0-9a-f]{4,63}$/;

/**
 * The hash by which an import knows a file; undefined for what is not there and may name an import. Throws NotFound for
 * what does neither.
 */
async function hashOf(file: string): Promise<string | undefined> {
  if (SHA256.test(file)) return file;
  const { requireFile } = await import('../activities/import/received-file.js');
  const { hashFile } = await import('../store/lake/landing.js');
  try {
    await requireFile(file);
  } catch (error) {
    if (error instanceof NotFound && (NUMBER.test(file) || BEGINNING.test(file))) return undefined;
    throw error;
  }
  return hashFile(file);
}

/** An import by its number, of which the account is known with it; or the file whose hash begins so. */
async function importNamed(reads: Reads, id: string): Promise<RetractInput> {
  const { imports } = await reads.imports();
  const numbered = NUMBER.test(id) ? imports.find((one) => String(one.id) === id) : undefined;
  if (numbered) {
    const { sha256, account, accounts } = numbered;
    const of = account ?? accounts.join(', ');
    return of === '' ? { fileSha256: sha256 } : { fileSha256: sha256, account: of };
  }
  const [hash, ...others] = [
    ...new Set(imports.map(({ sha256 }) => sha256).filter((sha256) => sha256.startsWith(id))),
  ];
  if (hash === undefined)
    throw new NotFound(`no import ${JSON.stringify(id)}: "npx tradeloop imports" lists them`);
  if (others.length > 0)
    throw new InvalidInput(`${others.length + 1} files have a sha256 that begins with ${id}`);
  return { fileSha256: hash };
}
