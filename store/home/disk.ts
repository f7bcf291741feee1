import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** Below this nothing new is taken in: imports and the warehouse need at least half a gigabyte. */
export const LEAST_FREE_BYTES = 500_000_000;
/** Below this nothing gets on: the server and the warehouse write more than that at a time. */
const FULL_BYTES = 16_000_000;

/** How many bytes a user may still write where a folder is, or will be. */
export function freeBytes(dir: string): number {
  for (let folder = dir; ; folder = dirname(folder))
    try {
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || folder === dirname(folder)) throw error;
    }
}

export function isFull(dir: string): boolean {
  return freeBytes(dir) < FULL_BYTES;
}

/** What to say of a full disk, and of what goes on by itself then. */
export function fullText(dir: string): string {
  return `disk full: ${megabytes(freeBytes(dir))} free at ${dir}. Make room; what was begun goes on then`;
}

/** Why nothing is taken in now; undefined where there is room enough. */
export function tooFullToImport(dir: string, free = freeBytes(dir)): string | undefined {
  if (free >= LEAST_FREE_BYTES) return undefined;
  return (
    `disk nearly full: ${megabytes(free)} free at ${dir}. Nothing is imported below ` +
    `${megabytes(LEAST_FREE_BYTES)}: make room`
  );
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1e6)} MB`;
}
