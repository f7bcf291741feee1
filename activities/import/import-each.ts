import { DiskFault, TradeloopError } from '../../domain/errors.js';
import { isRefusal } from '../../domain/refusal.js';
import type { FileOutcome } from '../import-reports.js';
import type { AskedSteps, Steps } from '../steps.js';

type RefusedFile = Extract<FileOutcome, { refused: unknown }>;

/**
 * What the work on one file of several gives, or what the file is refused for. Throws what fails otherwise
 * ({@link isRefusal}).
 */
export async function orRefused<T>(work: () => Promise<T>): Promise<T | RefusedFile> {
  try {
    return await work();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return refusedBy(error);
  }
}

/** Imports files one after the other. Not even a fault of the program on one of them keeps the others out. */
export function importEachBy({ importFile }: Pick<Steps, 'importFile'>): AskedSteps['importEach'] {
  return async (files, tell) => {
    const outcomes: FileOutcome[] = [];
    for (const file of files) {
      tell(outcomes.length);
      const imported = orRefused(async () => ({ report: await importFile(file) }));
      outcomes.push(await imported.catch(refusedByFault));
    }
    return outcomes;
  };
}

function refusedByFault(error: unknown): RefusedFile {
  if (!(error instanceof Error) || error instanceof DiskFault || error instanceof TradeloopError) throw error;
  return refusedBy(error);
}

function refusedBy({ name, message }: Error): RefusedFile {
  return { refused: { name, message } };
}
