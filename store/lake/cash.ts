import type { ExportedTable } from '../exported-table.js';
import type { ManifestEntry } from '../home/manifest.js';
import type { Decimal } from '../../domain/number/decimal.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';
import { SIGN, TRADED, tradedSql, USUAL } from '../staging/cash.js';

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

/** Cash that the files of an account say, and what its records come to. */
export interface UntiedCash {
  account: string;
  currency: string;
  stated: Decimal;
  found: Decimal;
}

/**
 * The accounts and currencies in which the two differ, without those `except`: where files overlap each says all of its
 * cash, and a record counts once. Accounts with executions that others supersede are left out for the same reason. What
 * records come to is rounded as that of files is.
 */
export function untiedCash(
  warehouse: Reader,
  { except }: { except: readonly string[] },
): Promise<UntiedCash[]> {
  return warehouse.rows<UntiedCash>(
    `WITH stated AS (SELECT account, currency, sum(total)::DECIMAL(38,10) AS stated FROM cash GROUP BY account, currency),
     trades AS (
       SELECT account, currency, sum(amount) AS said, sum(CASE WHEN amount IS NULL THEN fees END) AS fees,
         ${tradedSql('amount IS NULL')}
       FROM (SELECT *, ${SIGN} AS sign, ${USUAL} AS usual FROM (
         SELECT * REPLACE (coalesce(multiplier, CASE WHEN "right" IS NULL THEN 1 ELSE 100 END) AS multiplier) FROM executions))
       GROUP BY account, currency, sign, multiplier),
     records AS (
       SELECT account, currency, coalesce(said, 0) - coalesce(fees, 0) + ${TRADED} AS amount FROM trades
       UNION ALL SELECT account, currency, amount FROM cash_flows),
     found AS (SELECT account, currency, sum(amount)::DECIMAL(38,10) AS found FROM records GROUP BY account, currency)
     SELECT account, currency, stated, coalesce(found, 0)::DECIMAL(38,10) AS found
     FROM stated LEFT JOIN found USING (account, currency)
     WHERE round(stated, 2) <> round(coalesce(found, 0), 2) AND NOT list_contains($except, account)
       AND account NOT IN (SELECT account FROM superseded_executions)
     ORDER BY account, currency`,
    { except },
  );
}

/** The currencies of each account, and whether any file says what its cash comes to. */
export function accountCurrencies(
  warehouse: Reader,
): Promise<{ account: string; currency: string; stated: boolean }[]> {
  return warehouse.rows(
    `SELECT account, currency, bool_or(stated) AS stated FROM (
       SELECT account, currency, TRUE AS stated FROM cash
       UNION ALL SELECT account, currency, FALSE FROM executions WHERE currency IS NOT NULL)
     GROUP BY ALL ORDER BY ALL`,
  );
}
