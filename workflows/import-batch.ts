import { defineQuery, isCancellation, setHandler, workflowInfo } from '@temporalio/workflow';
import type { FileOutcome, StagedImport } from '../activities/import-reports.js';
import type { PayloadSteps } from '../activities/steps.js';
import { aboutFiles } from './about-files.js';
import { causeOf } from './refusal.js';
import { showDetails } from './details.js';
import { mark, markFound } from './search-attributes.js';
import { stepsOf } from './steps.js';
import { WORDS } from './words.js';

export interface ImportBatchInput {
  storeId: string;
  files: readonly StagedImport[];
}

/** How many files of a batch are done. */
export const filesDone = defineQuery<number>('filesDone');

/**
 * So many files are one activity: few enough to see how far a batch has come, and to lose little when the data process
 * ends.
 */
const FILES_AT_ONCE = 8;

/** What another file would fail on as well. */
const OF_THE_HOME = new Set(['DiskFault', 'StoreCorrupt', 'WarehouseBroken']);

/**
 * Imports the files of one call, one after the other, and gives what became of each, in their order. A file that is
 * refused, or on which its step keeps failing, keeps none of the others out.
 */
export async function importBatch({ storeId, files }: ImportBatchInput): Promise<FileOutcome[]> {
  mark('import', { accounts: [...new Set(files.flatMap(({ account }) => account ?? []))] });
  const steps = stepsOf(storeId);
  // The run stays the same however often a step is tried, and across a reset: so each file's answer is found again.
  const { firstExecutionRunId } = workflowInfo();
  const asked = files.map((file, at) => ({ ...file, request: `${firstExecutionRunId}:${at}` }));
  const outcomes: FileOutcome[] = [];
  setHandler(filesDone, () => outcomes.length);
  for (let at = 0; at < asked.length; at += FILES_AT_ONCE) {
    outcomes.push(...(await importSome(steps, asked.slice(at, at + FILES_AT_ONCE))));
    showDetails(() => `${outcomes.length} of ${files.length}: ${WORDS.importFiles.result(outcomes)}`);
  }
  markFound(aboutFiles(outcomes.flatMap((outcome) => ('report' in outcome ? [outcome.report] : []))));
  await steps.unstageFiles({ hashes: files.map(({ sha256 }) => sha256) });
  return outcomes;
}

/** Files that fail together are tried one by one, to find those on which it failed. */
async function importSome(steps: PayloadSteps, files: readonly StagedImport[]): Promise<FileOutcome[]> {
  try {
    return await steps.importFiles({ files });
  } catch (error) {
    const cause = causeOf(error);
    if (isCancellation(error) || cause === undefined || OF_THE_HOME.has(cause.name)) throw error;
    if (files.length <= 1) return files.map(() => ({ refused: cause }));
    const outcomes: FileOutcome[] = [];
    for (const file of files) outcomes.push(...(await importSome(steps, [file])));
    return outcomes;
  }
}
