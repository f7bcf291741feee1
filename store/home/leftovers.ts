import { readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { PARTIAL } from './durable-file.js';
import type { Home } from './home.js';
import { factsOf, type Facts } from './journal.js';
import type { Manifest } from './manifest.js';
import { sweepPartialModels } from './model-folders.js';

interface Parts {
  home: Home;
  manifest: Manifest;
  journal: Facts;
}

/**
 * Removes what an import wrote that did not come to be one, and rows that did not come to be kept: files of the lake,
 * originals and rejects that neither the manifest nor the journal names.
 */
export async function sweepLeftovers({ home, manifest, journal }: Parts): Promise<void> {
  const landed = new Set([
    ...manifest.entries.flatMap(({ files }) => files.map(({ path }) => path)),
    ...factsOf(journal, 'rows_kept').map(({ path }) => path),
  ]);
  const imported = new Set(manifest.entries.map((entry) => entry.file_sha256));
  for (const path of await filesUnder(home.lake))
    if (join(home.lake, path) !== home.manifest && !landed.has(path)) await rm(join(home.lake, path));
  for (const folder of [home.raw, home.rejects])
    for (const name of await filesUnder(folder))
      if (name.endsWith(PARTIAL) || !imported.has(name.slice(0, 64))) await rm(join(folder, name));
  await rm(home.currentAlgorithm + PARTIAL, { force: true });
  await sweepPartialModels(home, PARTIAL);
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
