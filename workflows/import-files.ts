import type { FileReport, ImportInput } from '../activities/steps.js';
import { refusalOf, type Refusal } from './refusal.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';

export interface ImportFilesInput {
  storeId: string;
  files: ImportInput[];
}

export interface ImportFilesReport {
  files: FileReport[];
  /** Files of which nothing went in; `path` as the user gave it. */
  refused: (Refusal & { path: string })[];
}

/** Imports the files one after another; a file that is refused does not keep the others out. */
export async function importFiles({ storeId, files }: ImportFilesInput): Promise<ImportFilesReport> {
  mark('import');
  const steps = stepsOf(storeId);
  const report: ImportFilesReport = { files: [], refused: [] };
  for (const file of files) {
    try {
      report.files.push(await steps.importFile(file));
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      report.refused.push({ path: file.givenPath, ...refusal });
    }
  }
  return report;
}
