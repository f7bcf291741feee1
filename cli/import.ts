import { Command } from 'commander';
import { InvalidInput, NotFound } from '../domain/errors.js';
import type { IsoDate } from '../domain/time/dates.js';
import { wallClock } from '../domain/time/zone.js';
import type { NamedMapping } from '../ingest/mapping/fitting-mapping.js';
import type { TableMapping } from '../ingest/mapping/mapping.js';
import type { FileOutcome } from '../activities/import-reports.js';
import type { AskedSteps } from '../activities/steps.js';
import { accountOption } from './account-option.js';
import { answering, localOption, printNote, type Answer, type Context } from './context.js';
import { dateArgument } from './day-range.js';
import { keptMapping, readMapping } from '../activities/import/kept-mappings.js';
import { importListCommand } from './imports.js';
import { importLines, warningLines, type Refused } from '../workers/asking/import-report.js';
import { showBar } from './progress.js';
import { retractCommand } from './retract.js';
import { sourceFiles, type SourceFile } from './source-files.js';
import { suggest } from './suggest.js';
import { withSteps } from './with-steps.js';

interface ImportOptions {
  account?: string;
  coveredThrough?: IsoDate;
  map?: string;
  suggest?: true;
  yes?: true;
}

/** A file, and the mapping that it is read by, where it has one of its own. */
type MappedFile = SourceFile & { mapping?: TableMapping };

/** What the user says of all files of a call. */
interface SaidOfFiles extends Pick<ImportOptions, 'account' | 'coveredThrough'> {
  mapping?: TableMapping | undefined;
}

/**
 * `import PATH…`: the document is the contract's import report, and beside `files` the `refused` ones ({@link Refused})
 * and the `skipped`, other files of the folders.
 */
export function importCommand(): Command {
  return new Command('import')
    .description('import broker exports, advice and bars: files, or folders with all that is in them')
    .argument('<path...>', 'files and folders')
    .addOption(accountOption('the account, for files that name none'))
    .option('--covered-through <date>', 'how far the account is known by these files', dateArgument)
    .option(
      '--map <file>',
      'read the files as tables by this mapping, a file or one that is kept (docs/mapping.md)',
    )
    .option('--suggest', 'import nothing, but print a mapping proposed for the file')
    .option('--yes', 'with --suggest: ask nothing; what no column says is USD, and New York’s clock')
    .addOption(localOption())
    .action(answering(importPaths))
    .addCommand(importListCommand())
    .addCommand(retractCommand());
}

async function importPaths(context: Context, paths: string[], options: ImportOptions): Promise<Answer> {
  if (options.yes && !options.suggest) throw new InvalidInput('--yes is for --suggest');
  if (options.suggest) return suggest(paths, { yes: options.yes === true });
  const mapping = options.map === undefined ? undefined : await mappingNamed(context.home, options.map);
  const { date: today } = wallClock(new Date().toISOString());
  if (options.coveredThrough !== undefined && options.coveredThrough > today)
    throw new InvalidInput(`--covered-through ${options.coveredThrough} is in the future`);
  const { found, skipped, refused } = await findFiles(paths);
  const mapped = mapping ? found : await withKeptMappings(context.home, found);
  const outcomes = await withSteps(context, (steps) => importShown(steps, mapped, { ...options, mapping }));
  const files = outcomes.flatMap((outcome) => ('report' in outcome ? [outcome.report] : []));
  refused.push(
    ...outcomes.flatMap((outcome, at) =>
      'refused' in outcome ? [{ path: found[at]?.givenPath ?? '', ...outcome.refused }] : [],
    ),
  );
  const { CONTRACT_VERSION } = await import('../domain/records/records.js');
  const account = options.account ?? null;
  for (const line of files.flatMap((file) => warningLines(file, account))) printNote(line);
  return {
    document: {
      contract: CONTRACT_VERSION,
      files: files.map(({ also_under: _, ...file }) => file),
      refused,
      skipped,
    },
    lines: importLines(files, { refused, skipped }),
    failed: refused.length > 0,
  };
}

interface Found {
  found: SourceFile[];
  /** Other files of the folders. */
  skipped: string[];
  refused: Refused[];
}

/** What is at the paths; a path where nothing is keeps the others from nothing. */
async function findFiles(paths: readonly string[]): Promise<Found> {
  const all: Found = { found: [], skipped: [], refused: [] };
  for (const path of paths)
    try {
      const { files, skipped } = await sourceFiles(path);
      all.found.push(...files);
      all.skipped.push(...skipped);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      all.refused.push({ path, name: error.name, message: error.message });
    }
  return all;
}

/** A mapping in a file, else the one that is kept under that name. */
async function mappingNamed(home: string, given: string): Promise<TableMapping> {
  try {
    return await readMapping(given);
  } catch (error) {
    if (!(error instanceof NotFound) || !/^[\w.-]+$/.test(given)) throw error;
    return keptMapping(home, given).catch(() => {
      throw error;
    });
  }
}

/** Files that no format knows with the mapping, kept or bundled, that fits their columns; the others as they are. */
async function withKeptMappings(home: string, found: readonly SourceFile[]): Promise<MappedFile[]> {
  const { knownMapping, knownMappings } = await import('../activities/import/known-mapping.js');
  let read: Promise<NamedMapping[]> | undefined;
  const known = () => (read ??= knownMappings(home, printNote));
  const mapped: MappedFile[] = [];
  for (const file of found) {
    const fitting = await knownMapping(file, known);
    if (fitting) printNote(`${file.givenPath}: read by the mapping ${fitting.name}`);
    mapped.push(fitting ? { ...file, mapping: fitting.mapping } : file);
  }
  return mapped;
}

/** Imports files, and shows on a terminal how far that is. */
export async function importShown(
  steps: Pick<AskedSteps, 'importEach'>,
  found: readonly MappedFile[],
  { account, coveredThrough, mapping }: SaidOfFiles,
): Promise<FileOutcome[]> {
  const said = {
    account: account ?? null,
    coveredThrough: coveredThrough ?? null,
    ...(mapping ? { mapping } : {}),
  };
  const progress = await showBar('import', found.length);
  const at = (done: number) => progress.at(done, found[done]?.givenPath ?? '');
  at(0);
  try {
    return await steps.importEach(
      found.map((file) => ({ ...file, ...said })),
      at,
    );
  } finally {
    progress.end();
  }
}
