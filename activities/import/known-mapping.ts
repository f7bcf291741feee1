import { FileRefused, NotFound } from '../../domain/errors.js';
import { detectFormat } from '../../ingest/formats.js';
import { BUNDLED } from '../../ingest/mapping/bundled-mappings.js';
import { fittingMapping, type NamedMapping } from '../../ingest/mapping/fitting-mapping.js';
import { isParquet } from './bulk-file.js';
import { keptMappings } from './kept-mappings.js';
import { readHead } from './received-file.js';

/**
 * The mapping, kept or bundled, that fits the columns of a file which no format knows, for which alone they are read.
 * Undefined where none does; a file that cannot be read is for the import to refuse.
 */
export async function knownMapping(
  file: { path: string; givenPath: string },
  known: () => Promise<readonly NamedMapping[]>,
): Promise<NamedMapping | undefined> {
  try {
    const { bytes } = await readHead(file.path);
    return isParquet(bytes) || isKnown(bytes, file.givenPath)
      ? undefined
      : fittingMapping(bytes, await known());
  } catch (error) {
    if (error instanceof FileRefused || error instanceof NotFound) return undefined;
    throw error;
  }
}

/** All that a home keeps and that come with the program; of a file that is none `note` is told. */
export async function knownMappings(home: string, note: (line: string) => void): Promise<NamedMapping[]> {
  return [...(await keptMappings(home, note)), ...BUNDLED];
}

function isKnown(head: Uint8Array, fileName: string): boolean {
  try {
    return detectFormat(head, fileName) !== undefined;
  } catch (error) {
    if (error instanceof FileRefused) return false;
    throw error;
  }
}
