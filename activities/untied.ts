import { toFixed } from '../domain/number/decimal.js';
import type { Home } from '../store/home/home.js';
import type { Facts } from '../store/home/journal.js';
import type { Manifest } from '../store/home/manifest.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { untiedCash } from '../store/lake/cash.js';
import { listedImports } from './listed-imports.js';

/** What it is found in. */
export interface CashStore {
  home: Home;
  journal: Facts;
  manifest: Pick<Manifest, 'entries'>;
  warehouse: Reader;
}

/** A line each for accounts whose files do not overlap: there the records have to come to what the files say. */
export async function untiedLines(store: CashStore): Promise<string[]> {
  const inForce = listedImports(store).filter(({ in_force }) => in_force);
  const overlapping = inForce.filter(({ duplicates }) => duplicates > 0).flatMap(({ accounts }) => accounts);
  const untied = await untiedCash(store.warehouse, { except: overlapping });
  return untied.map(
    ({ account, currency, stated, found }) =>
      `cash of ${account} does not tie: its files say ${toFixed(stated, 2)} ${currency}, its records come to ${toFixed(found, 2)}`,
  );
}
