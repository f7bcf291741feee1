import { isAbsolute, join } from 'node:path';
import { InvalidInput } from '../domain/errors.js';
import { makeFolder } from '../store/home/durable-file.js';
import { EXPORT_TABLES } from '../store/exports/tables.js';
import { EXPORT_FORMATS, writeExport } from '../store/exports/writer.js';
import { hashFile } from '../store/lake/landing.js';
import type { Store } from '../store/open-store.js';
import type { Steps } from './steps.js';

/** What the system says of a folder that will not be there however often it is tried. */
const UNUSABLE = new Set(['EEXIST', 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'ENAMETOOLONG']);

/**
 * Writes tables as files. Throws InvalidInput for a table or a format there is none of, whoever asks: they name the file; and for a folder that
 * cannot be one.
 */
export function exportSteps(store: Pick<Store, 'warehouse' | 'home'>): Pick<Steps, 'exportTable'> {
  return {
    async exportTable({ table, format, out }) {
      if (!EXPORT_TABLES.includes(table))
        throw new InvalidInput(
          `no table ${JSON.stringify(table)} to export; there are ${EXPORT_TABLES.join(', ')}`,
        );
      if (!EXPORT_FORMATS.includes(format) || !isAbsolute(out))
        throw new InvalidInput(`not a format and an absolute folder: ${JSON.stringify({ format, out })}`);
      const path = join(out, `${table}.${format}`);
      await makeFolder(out).catch((error: NodeJS.ErrnoException) => {
        throw UNUSABLE.has(error.code ?? '')
          ? new InvalidInput(`no folder to write to: ${error.message}`)
          : error;
      });
      const rows = await writeExport(store, { table, format, path });
      return { table, path, rows, sha256: await hashFile(path) };
    },
  };
}
