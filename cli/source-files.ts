import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { NotFound } from '../domain/errors.js';

/** A file to import: where it is, and the path as the user gave it. */
export interface SourceFile {
  path: string;
  givenPath: string;
}

/** The file at a path, or all files at and below a folder, sorted, hidden ones left out. Throws NotFound where there is nothing. */
export async function sourceFiles(path: string): Promise<SourceFile[]> {
  const entry = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new NotFound(`no such file or folder: ${path}`) : error;
  });
  if (!entry.isDirectory()) return [{ path: resolve(path), givenPath: path }];
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
  const below = [];
  for (const name of names) below.push(...(await sourceFiles(join(path, name))));
  return below;
}
