import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { stageFile } from '../../activities/import/staging-folder.js';
import type { AskedSteps, FileReport, ImportInput, StagedImport, Steps } from '../../activities/steps.js';
import { DiskFault, NotStaged } from '../../domain/errors.js';
import { hashId } from '../../domain/hash.js';
import type { DateRange } from '../../domain/time/dates.js';
import { tooFullToImport } from '../../store/home/disk.js';
import type { backfill, BackfillInput } from '../../workflows/backfill.js';
import type { BackfillProgress, BackfillReport } from '../../workflows/catch-up.js';
import * as ids from '../../workflows/ids.js';
import type { importFiles } from '../../workflows/import-files.js';
import {
  STEPS,
  stepNamed,
  workflowOf,
  type InputOf,
  type ReportOf,
  type StepName,
} from '../../workflows/step-table.js';
import { backfillWords, WORDS } from '../../workflows/words.js';
import { errorOf } from './failure.js';
import type { ImportMemo } from './imports-under-way.js';
import { resultOf, startWorkflow, type Starter } from './run-workflow.js';

/** Before the first further look at an earlier step that is under way; what a person asks for does not wait for one. */
const PAUSE_SECONDS = 30;
const PROGRESS_MS = 500;

/** The steps, each as a workflow of the running system: durable from the moment it is asked for. */
export function runningSteps(starter: Starter): AskedSteps {
  const asked = (Object.keys(STEPS) as StepName[]).map((step) => [
    stepNamed(step).activity,
    (input: InputOf<StepName>) => runAsked(starter, step, input),
  ]);
  const importFile: Steps['importFile'] = (file) => runImport(starter, file);
  return { ...(Object.fromEntries(asked) as Omit<AskedSteps, 'importFile'>), importFile };
}

async function runAsked<S extends StepName>(
  starter: Starter,
  step: S,
  input: InputOf<S>,
): Promise<ReportOf<S>> {
  const { storeId, idPrefix } = starter;
  const run = { storeId, idPrefix, input, after: null, pauseSeconds: PAUSE_SECONDS };
  const { type, args, summary } = workflowOf(step, run);
  const id = ids.stepId(starter, step, input);
  const handle = await startWorkflow(starter, type, { id, args, summary });
  return (await resultOf(starter, handle)) as ReportOf<S>;
}

/** How often a file is handed in where another import of the same content, as it ended, took the copy away. */
const HAND_INS = 3;

/** Hands a file in, by a copy in the home, and imports that. Throws DiskFault where there is too little room to take anything in. */
async function runImport(starter: Starter, file: ImportInput): Promise<FileReport> {
  const { home } = starter;
  const { path, ...said } = file;
  const tooFull = tooFullToImport(home.dir);
  if (tooFull !== undefined) throw new DiskFault(tooFull);
  for (let handIn = 1; ; handIn += 1) {
    try {
      return await runStaged(starter, { ...said, sha256: await stageFile(home, path) });
    } catch (error) {
      if (!(error instanceof NotStaged) || handIn === HAND_INS) throw error;
    }
  }
}

/** The file's content is what makes an import other work; one that is refused is no failure of its run. */
async function runStaged(starter: Starter, file: StagedImport): Promise<FileReport> {
  const { storeId } = starter;
  const mapping = file.mapping ? hashId(JSON.stringify(file.mapping)) : null;
  const said = [file.account, file.coveredThrough, mapping];
  const id = ids.importId(starter, file.sha256, ...said);
  const handle = await startWorkflow<typeof importFiles>(starter, 'importFiles', {
    id,
    args: [{ storeId, file }],
    summary: WORDS.importFile.asked(file),
    memo: { hashes: [file.sha256] } satisfies ImportMemo,
  });
  const told = await resultOf(starter, handle);
  if ('refused' in told) throw errorOf(told.refused);
  return told.report;
}

/** Catches up over a range, or joins the backfill of that range that is under way; `tell` hears how far it has come. */
export async function runBackfill(
  starter: Starter,
  range: DateRange,
  tell: (progress: BackfillProgress) => void,
): Promise<BackfillReport> {
  const { storeId } = starter;
  const args: [BackfillInput] = [{ storeId, range, done: null }];
  const handle = await startWorkflow<typeof backfill>(starter, 'backfill', {
    id: ids.backfillId(starter, range),
    args,
    summary: backfillWords(range),
  });
  const finished = new AbortController();
  const stop = AbortSignal.any([finished.signal, starter.closed]);
  const asking = starter.client.connection.withAbortSignal(stop, () => askProgress(handle, tell, stop));
  try {
    return await resultOf(starter, handle);
  } finally {
    finished.abort();
    await asking;
  }
}

/** Asks now and then, until it is told to stop: a question on its way would break on the connection that is closed then. */
async function askProgress(
  handle: WorkflowHandle<typeof backfill>,
  tell: (progress: BackfillProgress) => void,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    // A worker that is being started again does not answer; the next question will do.
    await handle.query<BackfillProgress>('progress').then(tell, () => undefined);
    await sleep(PROGRESS_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}
