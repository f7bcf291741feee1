import type { ExportedTable } from '../exported-table.js';
import type { ManifestEntry } from '../home/manifest.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/** The cash of each file in force, per account and currency. */
export const cashTable: ExportedTable = {
  name: 'cash',
  columns: {
    file_sha256: 'text',
    account: 'text',
    currency: 'text',
    trades: 'decimal',
    fees: 'decimal',
    income: 'decimal',
    transfers: 'decimal',
    total: 'decimal',
  },
  order: ['file_sha256', 'account', 'currency', 'total', 'trades', 'fees'],
};

/** Adds the cash of an import. */
export async function addCash(warehouse: Warehouse, entry: ManifestEntry): Promise<void> {
  for (const { account, currency, trades, fees, income, transfers, total } of entry.cash)
    await warehouse.run(
      `INSERT INTO cash (file_sha256, account, currency, trades, fees, income, transfers, total, seq)
       VALUES (?, ?, ?, ?::DECIMAL(38,10), ?::DECIMAL(38,10), ?::DECIMAL(38,10), ?::DECIMAL(38,10), ?::DECIMAL(38,10), ?)`,
      [entry.file_sha256, account, currency, trades, fees, income, transfers, total, entry.seq],
    );
}

/** Takes the cash of some imports out. */
export async function removeCash(warehouse: Warehouse, seqs: readonly number[]): Promise<void> {
  await warehouse.run(`DELETE FROM cash WHERE seq IN (${seqs.join(', ')})`);
}
