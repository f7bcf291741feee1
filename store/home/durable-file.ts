/**
 * Files that are there whole or not at all, whenever the power goes: written beside, synced, renamed, the folder
 * synced.
 */
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What marks a file that is still being written; one that is found at a start is a leftover. */
export const PARTIAL = '.partial';

/** Writes a small file durably, replacing one of that name. */
export async function writeDurably(path: string, content: string): Promise<void> {
  const partial = path + PARTIAL;
  const file = await open(partial, 'w');
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
  await putInPlace(partial, path);
}

/** Makes a finished file appear under its name: syncs it, renames it, syncs the folder. */
export async function putInPlace(partial: string, path: string): Promise<void> {
  await sync(partial);
  await rename(partial, path);
  await sync(dirname(path));
}

/**
 * Makes a folder and those above it where they are not there. Node's own `recursive` never returns where the system
 * says ENOENT of a folder whose parent is there, as it does below `/proc`.
 */
export async function makeFolder(path: string): Promise<void> {
  const made = await mkdirUnlessThere(path).catch((error: NodeJS.ErrnoException) => error);
  if (made === undefined) return;
  const above = dirname(path);
  if (made.code !== 'ENOENT' || above === path || (await isThere(above))) throw made;
  await makeFolder(above);
  await mkdirUnlessThere(path);
}

async function mkdirUnlessThere(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error;
  }
}

/** Whether anything is at a path. */
export function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Flushes a file's bytes, or a folder's entries, to the disk. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
