import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInput, NotFound } from '../../domain/errors.js';
import type { NamedMapping } from '../../ingest/mapping/fitting-mapping.js';
import type { TableMapping } from '../../ingest/mapping/mapping.js';

/** The mappings that a home keeps, a file each, by their names. */
const FOLDER = 'mappings';
const ENDING = '.json';
const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

function pathOf(home: string, name: string): string {
  if (!NAME.test(name))
    throw new InvalidInput(`not a name of letters, digits, dots and dashes: ${JSON.stringify(name)}`);
  return join(home, FOLDER, `${name}${ENDING}`);
}

/** Throws NotFound where there is no such file and InvalidInput, with the place, for what is no mapping. */
export async function readMapping(path: string): Promise<TableMapping> {
  const { parseMapping } = await import('../../ingest/mapping/mapping.js');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new NotFound(`no such file: ${path}`) : error;
  });
  const parsed = parseMapping(text);
  if (!parsed.ok) throw new InvalidInput(`${path}: ${parsed.problem}`);
  return parsed.mapping;
}

/** All that the home keeps, by name; of a file that is none `note` is told why, and the others count. */
export async function keptMappings(home: string, note: (line: string) => void): Promise<NamedMapping[]> {
  const names = await readdir(join(home, FOLDER)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const kept: NamedMapping[] = [];
  for (const file of names.filter((one) => one.endsWith(ENDING)).toSorted()) {
    const name = file.slice(0, -ENDING.length);
    if (!NAME.test(name)) continue;
    try {
      kept.push({ name, mapping: await readMapping(pathOf(home, name)) });
    } catch (error) {
      note(`the mapping ${name} is skipped: ${(error as Error).message}`);
    }
  }
  return kept;
}

/** Keeps a mapping, in the place of one of that name. */
export async function keepMapping(home: string, { name, mapping }: NamedMapping): Promise<void> {
  const path = pathOf(home, name);
  const { makeFolder, writeDurably } = await import('../../store/home/durable-file.js');
  await makeFolder(home);
  await makeFolder(join(home, FOLDER));
  await writeDurably(path, `${JSON.stringify(mapping, null, 2)}\n`);
}

/** The mapping that is kept under a name, else the bundled one. Throws NotFound where there is neither. */
export async function keptMapping(home: string, name: string): Promise<TableMapping> {
  const { BUNDLED } = await import('../../ingest/mapping/bundled-mappings.js');
  return readMapping(pathOf(home, name)).catch((error: unknown) => {
    const bundled = BUNDLED.find((one) => one.name === name);
    if (bundled && error instanceof NotFound) return bundled.mapping;
    throw error instanceof NotFound ? new NotFound(`no mapping is kept as ${name}`) : error;
  });
}

/** Throws NotFound where none of that name is kept. */
export async function removeMapping(home: string, name: string): Promise<void> {
  await rm(pathOf(home, name)).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new NotFound(`no mapping is kept as ${name}`) : error;
  });
}
