import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { InvalidInput, NotFound, TradeloopError } from '../domain/errors.js';
import type { IsoDate } from '../domain/time/dates.js';
import { wallClock } from '../domain/time/zone.js';
import type { TableMapping } from '../ingest/mapping/mapping.js';
import type { FileReport, Steps } from '../activities/steps.js';
import { accountOption } from './account-option.js';
import { answering, localOption, printNote, type Answer, type Context } from './context.js';
import { dateArgument } from './day-range.js';
import { importListCommand } from './imports.js';
import { importLines, warningLines, type Refused } from '../workers/asking/import-report.js';
import { showProgress } from './progress.js';
import { retractCommand } from './retract.js';
import { sourceFiles, type SourceFile } from './source-files.js';
import { suggest } from './suggest.js';
import { withSteps } from './with-steps.js';

interface ImportOptions {
  account?: string;
  coveredThrough?: IsoDate;
  map?: string;
  suggest?: true;
}

/** `import PATH…`: the document is the contract's import report, and beside `files` the `refused` ones ({@link Refused}). */
export function importCommand(): Command {
  return new Command('import')
    .description('bring in broker exports, advice, bars: files, or folders with all that is in them')
    .argument('<path...>', 'files and folders')
    .addOption(accountOption('the account, for files that name none'))
    .option('--covered-through <date>', 'how far the account is known by these files', dateArgument)
    .option('--map <file>', 'read the files as tables by this mapping (docs/mapping.md)')
    .option('--suggest', 'import nothing, but print a mapping proposed for the file')
    .addOption(localOption())
    .action(answering(importPaths))
    .addCommand(importListCommand())
    .addCommand(retractCommand());
}

async function importPaths(context: Context, paths: string[], options: ImportOptions): Promise<Answer> {
  if (options.suggest) return suggest(paths);
  const mapping = options.map === undefined ? undefined : await readMapping(options.map);
  const { date: today } = wallClock(new Date().toISOString());
  if (options.coveredThrough !== undefined && options.coveredThrough > today)
    throw new InvalidInput(`--covered-through ${options.coveredThrough} is in the future`);
  const { found, refused } = await findFiles(paths);
  const files = await withSteps(context, async (steps) => {
    const progress = await showProgress('import', found.length);
    const reports: FileReport[] = [];
    for (const [done, file] of found.entries()) {
      progress.at(done, file.givenPath);
      const report = await orRefusal(file.givenPath, () => importOne(steps, file, { ...options, mapping }));
      if ('sha256' in report) reports.push(report);
      else refused.push(report);
    }
    progress.at(found.length, '');
    progress.end();
    return reports;
  });
  const { CONTRACT_VERSION } = await import('../domain/records/records.js');
  const account = options.account ?? null;
  for (const line of files.flatMap((file) => warningLines(file, account))) printNote(line);
  return {
    document: { contract: CONTRACT_VERSION, files: files.map(({ also_under: _, ...file }) => file), refused },
    lines: importLines(files, refused),
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
  options: ImportOptions & { mapping: TableMapping | undefined },
): Promise<FileReport> {
  return steps.importFile({
    ...file,
    account: options.account ?? null,
    coveredThrough: options.coveredThrough ?? null,
    ...(options.mapping ? { mapping: options.mapping } : {}),
  });
}

async function readMapping(path: string): Promise<TableMapping> {
  const { parseMapping } = await import('../ingest/mapping/mapping.js');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new NotFound(`no such file: ${path}`) : error;
  });
  const parsed = parseMapping(text);
  if (!parsed.ok) throw new InvalidInput(`${path}: ${parsed.problem}`);
  return parsed.mapping;
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
