import type { ListedImport } from '../domain/records/import-report.js';
import { toFixed } from '../domain/number/decimal.js';
import type { Home } from '../store/home/home.js';
import type { Facts } from '../store/home/journal.js';
import type { Manifest } from '../store/home/manifest.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { untiedCash, type UntiedCash } from '../store/lake/cash.js';
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
  return (await untiedCash(store.warehouse, { except: overlappingAccounts(inForce) })).map(untiedLine);
}

/** The accounts of which some record stands in several of these imports. */
export function overlappingAccounts(
  imports: readonly Pick<ListedImport, 'duplicates' | 'accounts'>[],
): string[] {
  return imports.filter(({ duplicates }) => duplicates > 0).flatMap(({ accounts }) => accounts);
}

export function untiedLine({ account, currency, stated, found }: UntiedCash): string {
  return `cash of ${account} does not tie: its files say ${toFixed(stated, 2)} ${currency}, its records come to ${toFixed(found, 2)}`;
}
