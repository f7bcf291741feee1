/** Files that are there whole or not at all, whenever the power goes: written beside, synced, renamed, the folder synced. */
import { open, rename } from 'node:fs/promises';
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

/** Flushes a file's bytes, or a folder's entries, to the disk. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
