import { workflowInfo } from '@temporalio/workflow';
import type { FileReport, StagedImport } from '../activities/steps.js';
import { refusalOf, type Refusal } from './refusal.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';

export interface ImportFilesInput {
  storeId: string;
  file: StagedImport;
}

/** A file's report, or why nothing of it went in. */
export type ImportFilesReport = { report: FileReport } | { refused: Refusal };

/** Imports a file. One that is refused is told as that: it is no failure of the run, and running it again would not help. */
export async function importFiles({ storeId, file }: ImportFilesInput): Promise<ImportFilesReport> {
  mark('import');
  // The run stays the same however often its step is tried, and across a reset.
  const { firstExecutionRunId: request } = workflowInfo();
  try {
    return { report: await stepsOf(storeId).importFile({ ...file, request }) };
  } catch (error) {
    const refused = refusalOf(error);
    if (!refused) throw error;
    return { refused };
  }
}
