import { Command, InvalidArgumentError } from 'commander';
import { TradeloopError } from '../domain/errors.js';
import type { IsoDate } from '../domain/dates.js';
import type { FileReport, Steps } from '../activities/steps.js';
import type { Refusal } from '../workflows/refusal.js';
import { answering, localOption, type Answer, type Context } from './context.js';
import { dateArgument } from './day-range.js';
import { showProgress } from './progress.js';
import { sourceFiles, type SourceFile } from './source-files.js';
import { withSteps } from './with-steps.js';

interface ImportOptions {
  account?: string;
  coveredThrough?: IsoDate;
}

/** A path of which nothing went in, and why: `name` is the error's (FileRefused, InvalidInput, NotFound). */
export type Refused = Refusal & { path: string };

/** `import PATH…`: the document is the contract's import report, and beside `files` the `refused` ones ({@link Refused}). */
export function importCommand(): Command {
  return new Command('import')
    .description('bring in broker exports, advice, bars: files, or folders with all that is in them')
    .argument('<path...>', 'files and folders')
    .option('--account <name>', 'the account, for files that name none')
    .option('--covered-through <date>', 'how far the account is known by these files', dateArgument)
    .addOption(localOption())
    .action(answering(importPaths))
    .addCommand(retractCommand());
}

function retractCommand(): Command {
  return new Command('retract')
    .description('take an imported file back')
    .argument('<sha256>', 'the content hash that the import reported', sha256Argument)
    .addOption(localOption())
    .action(
      answering(async (context, fileSha256: string) => {
        const report = await withSteps(context, (steps) => steps.retractImport({ fileSha256 }));
        return {
          document: report,
          lines: [`${fileSha256}: taken back, ${report.records_removed} records removed`],
        };
      }),
    );
}

async function importPaths(context: Context, paths: string[], options: ImportOptions): Promise<Answer> {
  const { found, refused } = await findFiles(paths);
  const files = await withSteps(context, async (steps) => {
    const progress = await showProgress('import', found.length);
    const reports: FileReport[] = [];
    for (const [done, file] of found.entries()) {
      progress.at(done, file.givenPath);
      const report = await orRefusal(file.givenPath, () => importOne(steps, file, options));
      if ('sha256' in report) reports.push(report);
      else refused.push(report);
    }
    progress.at(found.length, '');
    progress.end();
    return reports;
  });
  const { CONTRACT_VERSION } = await import('../domain/records.js');
  return {
    document: { contract: CONTRACT_VERSION, files, refused },
    lines: [
      ...files.flatMap(fileLines),
      ...refused.map(({ path, message }) => `${path}: refused: ${message}`),
      ...(files.length + refused.length === 0 ? ['no files there'] : []),
    ],
    failed: refused.length > 0,
  };
}

async function findFiles(paths: readonly string[]): Promise<{ found: SourceFile[]; refused: Refused[] }> {
  const found: SourceFile[] = [];
  const refused: Refused[] = [];
  for (const path of paths) {
    const files = await orRefusal(path, () => sourceFiles(path));
    if (Array.isArray(files)) found.push(...files);
    else refused.push(files);
  }
  return { found, refused };
}

function importOne(
  steps: Pick<Steps, 'importFile'>,
  file: SourceFile,
  options: ImportOptions,
): Promise<FileReport> {
  return steps.importFile({
    ...file,
    account: options.account ?? null,
    coveredThrough: options.coveredThrough ?? null,
  });
}

/** Bad data is no failure of the call: the other files still go in. */
async function orRefusal<T>(path: string, work: () => Promise<T>): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TradeloopError) || error.name === 'NotRunning') throw error;
    return { path, name: error.name, message: error.message };
  }
}

function fileLines(file: FileReport): string[] {
  const { lines, accepted, rejected, ignored, duplicates } = file;
  const covered = file.covered_from ? `, ${file.covered_from} to ${file.covered_through}` : '';
  return [
    `${file.path}: ${file.format}, ${lines} records: ${accepted} accepted, ${rejected} rejected, ${ignored} ignored, ` +
      `${duplicates} duplicates${covered}`,
    ...file.cash.map(({ account, currency, total }) => `  cash of ${account}: ${total} ${currency}`),
    ...Object.entries(file.reasons).map(([reason, count]) => `  ${count} × ${reason}`),
    ...(file.rejects_path ? [`  rejects: ${file.rejects_path}`] : []),
    `  sha256 ${file.sha256}`,
  ];
}

function sha256Argument(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new InvalidArgumentError('not a sha256 in hex');
  return text;
}
