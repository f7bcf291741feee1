import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Home } from '../../store/home/home.js';

/** A failure by its run: the same id may fail again, and then it is another one. */
export interface DismissedRun {
  workflow_id: string;
  closed_at: string | null;
}

const dismissedFile = z.array(z.object({ workflow_id: z.string(), closed_at: z.string().nullable() }));

/** The failures of a home that a person wants to see no more. */
export async function dismissedRuns(home: Home): Promise<DismissedRun[]> {
  const text = await readFile(home.dismissed, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  return dismissedFile.parse(JSON.parse(text));
}

export function isSameFailure(a: DismissedRun, b: DismissedRun): boolean {
  return a.workflow_id === b.workflow_id && a.closed_at === b.closed_at;
}
