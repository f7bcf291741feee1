import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { nameDiskFault } from '../activities/disk-fault.js';
import { InvalidInput } from '../domain/errors.js';
import { PARTIAL } from '../store/home/durable-file.js';
import { copyHashed } from '../store/home/hashed-copy.js';

const OWNER_ONLY = 0o077;

/** What the system says of a folder that will not be there however often it is tried. */
const UNUSABLE = new Set(['EEXIST', 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'ENAMETOOLONG']);

let usersMask: number | undefined;

/** From now on, what this process and its children write is readable by nobody else: a home is its owner's alone. */
export function keepToOwner(): void {
  usersMask ??= process.umask(OWNER_ONLY);
}

/**
 * Copies a file of the home to a folder of the user's, where it gets the mode that the user's own mask gives, and gives
 * its path and hash. Throws InvalidInput for a folder that cannot be one.
 */
export async function copyOut(path: string, folder: string): Promise<{ path: string; sha256: string }> {
  const target = join(folder, basename(path));
  const sha256 = await putWhole(target, async (partial) => {
    const source = await open(path, 'r');
    try {
      return await copyHashed(source, partial);
    } finally {
      await source.close();
    }
  });
  return { path: target, sha256 };
}

/**
 * Writes a file of the user's, piece by piece, with the mode that their own mask gives: whole or not at all. Throws
 * InvalidInput where there is one already, unless it is to be replaced, and for a folder that cannot be one.
 */
export async function writeOut(
  path: string,
  pieces: AsyncIterable<string>,
  { isReplaced }: { isReplaced: boolean },
): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere && !isReplaced) throw new InvalidInput(`${path} is there already: --force writes over it`);
  await putWhole(path, async (partial) => {
    const file = await open(partial, 'wx');
    try {
      for await (const piece of pieces) await file.write(piece);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** Has a file written beside its place and puts it there once it is whole; where that fails nothing is left of it. */
async function putWhole<T>(path: string, write: (partial: string) => Promise<T>): Promise<T> {
  const folder = dirname(path);
  await usersFolder(folder);
  // A name that nobody can have put a link under before, where others may write to the folder.
  const partial = `${path}.${randomUUID()}${PARTIAL}`;
  try {
    const written = await write(partial);
    await giveToUser(partial);
    await rename(partial, path);
    return written;
  } catch (error) {
    await rm(partial, { force: true });
    throw nameDiskFault(error, folder);
  }
}

/** Makes a folder of the user's where there is none. Throws InvalidInput for what cannot be one. */
export async function usersFolder(folder: string): Promise<void> {
  await makeUsersFolder(folder).catch((error: NodeJS.ErrnoException) => {
    throw UNUSABLE.has(error.code ?? '')
      ? new InvalidInput(`no folder to write to: ${error.message}`)
      : error;
  });
}

/** Gives a file the mode that the user's own mask gives. */
export async function giveToUser(path: string): Promise<void> {
  await chmod(path, 0o666 & ~maskOfUser());
}

/** As `makeFolder`, but by the user's own mask. */
async function makeUsersFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder && !(await isFolder(above))) await makeUsersFolder(above);
  await mkdir(folder);
  await chmod(folder, 0o777 & ~maskOfUser());
}

function maskOfUser(): number {
  return usersMask ?? process.umask();
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
