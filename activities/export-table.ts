import { join } from 'node:path';
import { InvalidInput } from '../domain/errors.js';
import type { Facts } from '../store/home/journal.js';
import { makeFolder } from '../store/home/durable-file.js';
import { EXPORT_TABLES, MADE_WHEN_ASKED } from '../store/exports/tables.js';
import { EXPORT_FORMATS, writeExport } from '../store/exports/writer.js';
import { hashFile } from '../store/lake/landing.js';
import type { Store } from '../store/open-store.js';
import { makePerturbations } from './perturbations.js';
import { makeScenarios } from './scenarios.js';
import type { Steps } from './steps.js';

/** With those, copies that a model was trained on. */
const WITH_COPIES: ReadonlySet<string> = new Set(['scenarios', 'features']);

/**
 * Writes tables as files of the home's `exports/`; scenarios, features and rewards are first brought up to date in the
 * warehouse. Throws InvalidInput for a table or a format there is none of, whoever asks: they name the file.
 */
export function exportSteps(
  store: Pick<Store, 'warehouse' | 'home'> & { journal: Facts },
): Pick<Steps, 'exportTable'> {
  return {
    async exportTable({ table, format }) {
      if (!EXPORT_TABLES.includes(table))
        throw new InvalidInput(
          `no table ${JSON.stringify(table)} to export; there are ${EXPORT_TABLES.join(', ')}`,
        );
      if (!EXPORT_FORMATS.includes(format))
        throw new InvalidInput(
          `no format ${JSON.stringify(format)} to export in; there are ${EXPORT_FORMATS.join(', ')}`,
        );
      if (MADE_WHEN_ASKED.has(table)) await makeScenarios(store);
      if (WITH_COPIES.has(table)) await makePerturbations(store);
      const path = join(store.home.exports, `${table}.${format}`);
      await makeFolder(store.home.exports);
      const rows = await writeExport(store, { table, format, path });
      return { table, path, rows, sha256: await hashFile(path) };
    },
  };
}
