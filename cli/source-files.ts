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

/**
 * The file at a path whatever it is called, or all data files at and below a folder, sorted, hidden ones left out. Throws NotFound
 * where there is nothing.
 */
export async function sourceFiles(path: string): Promise<SourceFile[]> {
  const entry = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new NotFound(`no such file or folder: ${path}`) : error;
  });
  if (!entry.isDirectory()) return [{ path: resolve(path), givenPath: path }];
  const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  const below = [];
  for (const inside of entries.sort((a, b) => compare(a.name, b.name)))
    if (inside.isDirectory() || DATA.test(inside.name))
      below.push(...(await sourceFiles(join(path, inside.name))));
  return below;
}
