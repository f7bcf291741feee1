import type { Stats } from 'node:fs';
import { chmod, lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Home } from './home.js';

/** What the group and others may do with a file. */
const OTHERS = 0o077;

/**
 * What lies open to other users of a home's own files and folders, the home itself first. Files that are not the
 * home's, as of another home below it, are none of it, nor is what a link points to. A system that knows no such modes
 * gives none.
 */
export async function openToOthers(home: Home): Promise<string[]> {
  if (process.platform === 'win32') return [];
  const { dir, ...own } = home;
  const found = await stat(dir).catch(() => undefined);
  if (!found) return [];
  const open = isOpen(found) ? [dir] : [];
  for (const name of (await readdir(dir)).sort())
    if (Object.values(own).some((path) => join(dir, name).startsWith(path)))
      open.push(...(await openWithin(join(dir, name))));
  return open;
}

/** Takes from others what they may do with these files and folders. */
export async function closeToOthers(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const { mode } = await stat(path);
    await chmod(path, mode & 0o777 & ~OTHERS).catch((error: NodeJS.ErrnoException) => {
      // Another user's file, as of a run by root, is closed by the folder above it.
      if (error.code !== 'EPERM') throw error;
    });
  }
}

async function openWithin(path: string): Promise<string[]> {
  // Gone meanwhile, as what a running system writes beside it.
  const found = await lstat(path).catch(() => undefined);
  if (!found || found.isSymbolicLink()) return [];
  const open = isOpen(found) ? [path] : [];
  if (found.isDirectory())
    for (const name of await readdir(path)) open.push(...(await openWithin(join(path, name))));
  return open;
}

function isOpen({ mode }: Stats): boolean {
  return (mode & OTHERS) !== 0;
}
