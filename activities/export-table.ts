import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInput } from '../domain/errors.js';
import { EXPORT_TABLES, writeExport } from '../store/exports.js';
import { hashFile } from '../store/landing.js';
import type { Warehouse } from '../store/warehouse.js';
import type { Steps } from './steps.js';

/** Writes tables as files. Throws InvalidInput for a table there is none of. */
export function exportSteps({ warehouse }: { warehouse: Warehouse }): Pick<Steps, 'exportTable'> {
  return {
    async exportTable({ table, format, out }) {
      if (!EXPORT_TABLES.includes(table))
        throw new InvalidInput(
          `no table ${JSON.stringify(table)} to export; there are ${EXPORT_TABLES.join(', ')}`,
        );
      await mkdir(out, { recursive: true });
      const path = join(out, `${table}.${format}`);
      const rows = await writeExport(warehouse, { table, format, path });
      return { table, path, rows, sha256: await hashFile(path) };
    },
  };
}
