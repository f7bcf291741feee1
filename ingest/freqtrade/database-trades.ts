import { FileRefused } from '../../domain/errors.js';
import { sqliteTables, type SqliteRow, type SqliteTable } from '../sqlite/sqlite-file.js';

/**
 * A trade of freqtrade's with its orders, in the order in which they were made; `line` counts all that become records
 * or could have.
 */
export interface DatabaseTrade {
  trade: SqliteRow;
  orders: { line: number; order: SqliteRow }[];
  /** For its opening and its closing, where no order has them. */
  line: number;
}

/** The columns that are needed; freqtrade has given them these names since it keeps orders. */
const TRADES = ['id', 'pair', 'is_open', 'amount', 'open_rate', 'open_date'];
const ORDERS = ['id', 'ft_trade_id', 'ft_order_side', 'ft_is_open', 'order_id', 'filled'];

/**
 * The trades of a freqtrade database, and the orders that belong to none of them. Throws {@link FileRefused} for one
 * that is damaged, is another program's, or lacks a column that is needed.
 */
export function databaseTrades(bytes: Uint8Array): {
  trades: DatabaseTrade[];
  strays: { line: number; order: SqliteRow }[];
} {
  const table = sqliteTables(bytes);
  const trades = withColumns(table('trades'), 'trades', TRADES);
  const orders = withColumns(table('orders'), 'orders', ORDERS);
  const numbered = orders.rows.map((order, at) => ({ line: at + 1, order }));
  const byTrade = new Map<SqliteRow[string] | undefined, typeof numbered>();
  for (const one of numbered) {
    const owner = one.order['ft_trade_id'];
    const own = byTrade.get(owner);
    if (own) own.push(one);
    else byTrade.set(owner, [one]);
  }
  const ids = new Set(trades.rows.map(({ id }) => id));
  return {
    trades: trades.rows.map((trade, at) => ({
      trade,
      orders: byTrade.get(trade['id']) ?? [],
      line: orders.rows.length + at + 1,
    })),
    strays: numbered.filter(({ order }) => !ids.has(order['ft_trade_id'] ?? null)),
  };
}

function withColumns(table: SqliteTable | undefined, name: string, needed: readonly string[]): SqliteTable {
  if (table === undefined)
    throw new FileRefused(`a SQLite database without the table "${name}", which freqtrade's has`);
  const missing = needed.filter((column) => !table.columns.includes(column));
  if (missing.length === 0) return table;
  const quoted = (names: readonly string[]) =>
    names.map((each) => JSON.stringify(each.slice(0, 40))).join(', ');
  throw new FileRefused(
    `freqtrade's table "${name}" without the column ${quoted(missing)}; its columns are ${quoted(table.columns.slice(0, 80))}`,
  );
}
