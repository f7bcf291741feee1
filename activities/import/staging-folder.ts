import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NotStaged } from '../../domain/errors.js';
import type { Home } from '../../store/home/home.js';
import { stageChunks } from '../../store/home/staged-chunks.js';
import { openFile } from './received-file.js';

const CHUNK_BYTES = 1 << 20;

/**
 * Copies a file into the home's staging folder and gives its hash, which is the copy's name: what asks for its import
 * names the hash and no path. Throws NotFound where there is no file and FileRefused for what is no file.
 */
export async function stageFile(home: Home, path: string): Promise<string> {
  const source = await openFile(path);
  try {
    return await stageChunks(home, source.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false }));
  } finally {
    await source.close();
  }
}

/** Where the content of a hash lies: staged, or kept from an earlier import of it. Throws NotStaged. */
export async function stagedPath(home: Home, sha256: string): Promise<string> {
  for (const folder of [home.staging, home.raw]) {
    const path = join(folder, sha256);
    if (await isFile(path)) return path;
  }
  throw new NotStaged(`the copy of the file ${sha256} is not in the home any more: import it again`);
}

/** Whether the home keeps this content of an import, staged or not. */
export function isKept(home: Home, sha256: string): Promise<boolean> {
  return isFile(join(home.raw, sha256));
}

/** Removes a copy; one that was handed in again within so many milliseconds stays. */
export async function unstageFile(
  home: Home,
  sha256: string,
  { olderThanMs = 0 }: { olderThanMs?: number } = {},
): Promise<void> {
  const path = join(home.staging, sha256);
  if (olderThanMs > 0) {
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs < olderThanMs) return;
  }
  await rm(path, { force: true });
}

/** Younger copies may be of an import that is just being asked for. */
const SETTLED_MS = 60_000;

/**
 * Removes staged copies, and what a crash left of such, that no import needs; `needed` are the hashes of imports under
 * way.
 */
export async function sweepStaging(home: Home, needed: ReadonlySet<string>, now: Date): Promise<void> {
  for (const name of await readdir(home.staging)) {
    if (needed.has(name)) continue;
    const path = join(home.staging, name);
    const found = await stat(path).catch(() => undefined);
    if (found && now.getTime() - found.mtimeMs > SETTLED_MS) await rm(path, { force: true });
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
