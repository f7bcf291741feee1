import { stageFile } from '../../activities/import/staging-folder.js';
import { orRefused } from '../../activities/import/import-each.js';
import type { FileOutcome, FileReport, ImportInput, StagedImport } from '../../activities/import-reports.js';
import type { AskedSteps, Steps } from '../../activities/steps.js';
import { DiskFault, NotStaged } from '../../domain/errors.js';
import { hashId, hashOfAll } from '../../domain/hash.js';
import { tooFullToImport } from '../../store/home/disk.js';
import type { Home } from '../../store/home/home.js';
import * as ids from '../../workflows/ids.js';
import type { importBatch } from '../../workflows/import-batch.js';
import type { importFiles } from '../../workflows/import-files.js';
import { WORDS } from '../../workflows/words.js';
import { resultWithProgress } from './ask-progress.js';
import { errorOf } from './named-error.js';
import type { ImportMemo } from './imports-under-way.js';
import { resultOf, startWorkflow, type RunOptions, type Starter } from './run-workflow.js';

/** How often a file is handed in where another import of the same content, as it ended, took the copy away. */
const HAND_INS = 3;

/** So many files are one workflow: their reports together stay far below what the server takes. */
const BATCH_FILES = 128;
/** So many copies are written at a time, since each waits for the disk. */
const STAGED_AT_ONCE = 4;

/** Imports of files, each by a copy in the home: one file alone, or several as one batch. */
export function runningImports(starter: Starter): Pick<Steps, 'importFile'> & Pick<AskedSteps, 'importEach'> {
  const { home } = starter;

  async function importFile(file: ImportInput): Promise<FileReport> {
    const { path, ...said } = file;
    requireRoom(home);
    for (let handIn = 1; ; handIn += 1) {
      try {
        return await runStaged(starter, { ...said, sha256: await stageFile(home, path) });
      } catch (error) {
        if (!(error instanceof NotStaged) || handIn === HAND_INS) throw error;
      }
    }
  }

  async function importEach(
    files: readonly ImportInput[],
    tell: (done: number) => void,
  ): Promise<FileOutcome[]> {
    const [only, ...others] = files;
    if (only === undefined) return [];
    if (others.length === 0) return [await orRefused(async () => ({ report: await importFile(only) }))];
    const outcomes: FileOutcome[] = [];
    for (let at = 0; at < files.length; at += BATCH_FILES)
      outcomes.push(
        ...(await runBatch(
          { starter, home, tell: (done) => tell(at + done) },
          files.slice(at, at + BATCH_FILES),
        )),
      );
    return outcomes;
  }

  return { importFile, importEach };
}

/** Throws DiskFault where there is too little room to take anything in. */
function requireRoom({ dir }: Home): void {
  const tooFull = tooFullToImport(dir);
  if (tooFull !== undefined) throw new DiskFault(tooFull);
}

/** The workflow of a staged file's import: its content, and what was said of it, make it other work. */
export function importWorkflow(
  starter: Pick<Starter, 'storeId' | 'idPrefix'>,
  file: StagedImport,
): RunOptions<typeof importFiles> & { type: string } {
  return {
    type: 'importFiles',
    id: ids.importId(starter, file.sha256, ...saidOf(file)),
    args: [{ storeId: starter.storeId, file }],
    summary: WORDS.importFile.asked(file),
    memo: { hashes: [file.sha256] } satisfies ImportMemo,
  };
}

/** One that is refused is no failure of its run. */
async function runStaged(starter: Starter, file: StagedImport): Promise<FileReport> {
  const { type, ...options } = importWorkflow(starter, file);
  const handle = await startWorkflow<typeof importFiles>(starter, type, options);
  const outcome = await resultOf(starter, handle);
  if ('refused' in outcome) throw errorOf(outcome.refused);
  return outcome.report;
}

interface Batch {
  starter: Starter;
  home: Home;
  tell(this: void, done: number): void;
}

/** Hands files in and imports them as one batch; those whose copy another import took away once more. */
async function runBatch(batch: Batch, files: readonly ImportInput[]): Promise<FileOutcome[]> {
  const outcomes = new Map<number, FileOutcome>();
  let left = [...files.keys()];
  for (let handIn = 1; left.length > 0; handIn += 1) {
    const found = await importStaged(
      batch,
      left.map((at) => files[at] as ImportInput),
    );
    left.forEach((at, place) => outcomes.set(at, found[place] as FileOutcome));
    left = handIn === HAND_INS ? [] : left.filter((at) => isNotStaged(outcomes.get(at)));
  }
  return [...files.keys()].map((at) => outcomes.get(at) as FileOutcome);
}

function isNotStaged(outcome: FileOutcome | undefined): boolean {
  return outcome !== undefined && 'refused' in outcome && outcome.refused.name === 'NotStaged';
}

type HandedIn = { staged: StagedImport } | Extract<FileOutcome, { refused: unknown }>;

async function importStaged(
  { starter, home, tell }: Batch,
  files: readonly ImportInput[],
): Promise<FileOutcome[]> {
  requireRoom(home);
  const handedIn = await handIn(home, files);
  const staged = handedIn.flatMap((one) => ('staged' in one ? [one.staged] : []));
  const reports = staged.length === 0 ? [] : await runImportBatch(starter, staged, tell);
  return handedIn.map((one) => ('staged' in one ? (reports.shift() as FileOutcome) : one));
}

async function runImportBatch(
  starter: Starter,
  files: readonly StagedImport[],
  tell: Batch['tell'],
): Promise<FileOutcome[]> {
  const { storeId } = starter;
  const digest = hashOfAll(
    files.map((file) => JSON.stringify([file.sha256, file.givenPath, ...saidOf(file)])),
  );
  const memo: ImportMemo = { hashes: files.map(({ sha256 }) => sha256) };
  const handle = await startWorkflow<typeof importBatch>(starter, 'importBatch', {
    id: ids.importBatchId(starter, digest),
    args: [{ storeId, files }],
    summary: WORDS.importFiles.asked({ files }),
    memo,
  });
  return resultWithProgress(starter, handle, { query: 'filesDone', tell });
}

/** Copies files into the home. */
async function handIn(home: Home, files: readonly ImportInput[]): Promise<HandedIn[]> {
  const handedIn: HandedIn[] = [];
  const waiting = [...files.entries()];
  const copyInTurn = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, { path, ...said }] = next;
      handedIn[at] = await orRefused(async () => ({
        staged: { ...said, sha256: await stageFile(home, path) },
      }));
    }
  };
  await Promise.all(Array.from({ length: STAGED_AT_ONCE }, copyInTurn));
  return handedIn;
}

/** What the user said of a file, which makes its import other work. */
function saidOf({ account, coveredThrough, mapping }: StagedImport): (string | null)[] {
  return [account, coveredThrough, mapping ? hashId(JSON.stringify(mapping)) : null];
}
