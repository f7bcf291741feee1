import { compare } from '../domain/compare.js';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { NotFound } from '../domain/errors.js';

/** A file to import: where it is, and the path as the user gave it. */
export interface SourceFile {
  path: string;
  givenPath: string;
}

/** Endings of what brokers, bots and data vendors write; a folder's readme or picture is not taken for an export. */
const DATA = /\.(csv|tsv|txt|json|jsonl|ndjson|parquet|xml|zip|gz|feather|sqlite)$/i;

/** What is at a path: files to import, and others of a folder, which are no data by their endings. */
export interface FoundFiles {
  files: SourceFile[];
  skipped: string[];
}

/**
 * The file at a path whatever it is called, or all files at and below a folder, sorted, hidden ones left out. Throws
 * NotFound where there is nothing.
 */
export async function sourceFiles(path: string): Promise<FoundFiles> {
  const entry = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new NotFound(`no such file or folder: ${path}`) : error;
  });
  if (!entry.isDirectory()) return { files: [{ path: resolve(path), givenPath: path }], skipped: [] };
  const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  const found: FoundFiles = { files: [], skipped: [] };
  for (const inside of entries.sort((a, b) => compare(a.name, b.name))) {
    const below = join(path, inside.name);
    if (!inside.isDirectory() && !DATA.test(inside.name)) found.skipped.push(below);
    else {
      const { files, skipped } = await sourceFiles(below);
      found.files.push(...files);
      found.skipped.push(...skipped);
    }
  }
  return found;
}
