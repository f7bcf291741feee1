import { workflowInfo } from '@temporalio/workflow';
import type { FileOutcome, StagedImport } from '../activities/import-reports.js';
import { aboutFiles } from './about-files.js';
import { showDetails } from './details.js';
import { refusalOf } from './refusal.js';
import { mark, markFound } from './search-attributes.js';
import { stepsOf } from './steps.js';
import { refusedWords, WORDS } from './words.js';

export interface ImportFilesInput {
  storeId: string;
  file: StagedImport;
}

/** Imports a file. One that is refused is no failure of the run: running it again would not help. */
export async function importFiles({ storeId, file }: ImportFilesInput): Promise<FileOutcome> {
  mark('import', { accounts: file.account === null ? [] : [file.account] });
  // The run stays the same however often its step is tried, and across a reset.
  const { firstExecutionRunId: request } = workflowInfo();
  try {
    const report = await stepsOf(storeId).importFile({ ...file, request });
    showDetails(() => WORDS.importFile.result(report));
    markFound(aboutFiles([report]));
    return { report };
  } catch (error) {
    const refused = refusalOf(error);
    if (!refused) throw error;
    showDetails(() => refusedWords(file, refused));
    return { refused };
  }
}
