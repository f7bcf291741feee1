import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';

/** The file that SQLite itself makes of this. */
export function sqliteDatabase(make: (database: sqlite.Database) => void): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'sqlite-'));
  const path = join(folder, 'made.sqlite');
  try {
    const database = new sqlite.Database(path);
    make(database);
    database.close();
    return Uint8Array.from(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Row = Readonly<Record<string, number | string | null>>;

/** The columns that a freqtrade of 2024 makes, with their types. */
const TRADES = `id INTEGER NOT NULL, exchange VARCHAR(25) NOT NULL, pair VARCHAR(25) NOT NULL, base_currency VARCHAR(25),
  stake_currency VARCHAR(25), is_open BOOLEAN NOT NULL, fee_open FLOAT NOT NULL, fee_open_cost FLOAT, fee_open_currency VARCHAR(25),
  fee_close FLOAT, fee_close_cost FLOAT, fee_close_currency VARCHAR(25), open_rate FLOAT NOT NULL, open_rate_requested FLOAT,
  open_trade_value FLOAT, close_rate FLOAT, close_rate_requested FLOAT, realized_profit FLOAT, close_profit FLOAT,
  close_profit_abs FLOAT, stake_amount FLOAT NOT NULL, max_stake_amount FLOAT, amount FLOAT NOT NULL, amount_requested FLOAT,
  open_date DATETIME NOT NULL, close_date DATETIME, stop_loss FLOAT, is_stop_loss_trailing BOOLEAN NOT NULL, exit_reason VARCHAR(255),
  strategy VARCHAR(100), enter_tag VARCHAR(255), timeframe INTEGER, trading_mode VARCHAR(7), leverage FLOAT, is_short BOOLEAN NOT NULL,
  interest_rate FLOAT NOT NULL, funding_fees FLOAT, PRIMARY KEY (id)`;
const ORDERS = `id INTEGER NOT NULL, ft_trade_id INTEGER NOT NULL, ft_order_side VARCHAR(25) NOT NULL, ft_pair VARCHAR(25) NOT NULL,
  ft_is_open BOOLEAN NOT NULL, ft_amount FLOAT NOT NULL, ft_price FLOAT NOT NULL, ft_cancel_reason VARCHAR(255),
  order_id VARCHAR(255) NOT NULL, status VARCHAR(255), symbol VARCHAR(25), order_type VARCHAR(50), side VARCHAR(25), price FLOAT,
  average FLOAT, amount FLOAT, filled FLOAT, remaining FLOAT, cost FLOAT, stop_price FLOAT, order_date DATETIME,
  order_filled_date DATETIME, order_update_date DATETIME, funding_fee FLOAT, ft_fee_base FLOAT, ft_order_tag VARCHAR(255),
  PRIMARY KEY (id), FOREIGN KEY(ft_trade_id) REFERENCES trades (id)`;

const TRADE: Row = {
  exchange: 'binance',
  pair: 'ABC/USDT',
  is_open: 0,
  fee_open: 0.001,
  fee_close: 0.001,
  open_rate: 2,
  close_rate: 3,
  stake_amount: 20,
  amount: 10,
  open_date: '2024-01-03 14:00:00.000000',
  close_date: '2024-01-03 15:00:00.000000',
  is_stop_loss_trailing: 0,
  is_short: 0,
  interest_rate: 0,
  leverage: 1,
};
const ORDER: Row = {
  ft_order_side: 'buy',
  ft_pair: 'ABC/USDT',
  ft_is_open: 0,
  ft_amount: 10,
  ft_price: 2,
  status: 'closed',
  filled: 10,
  order_date: '2024-01-03 13:59:00.000000',
  order_filled_date: '2024-01-03 14:00:00.250000',
};

function insert(database: sqlite.Database, table: string, row: Row): void {
  const columns = Object.keys(row);
  const places = columns.map(() => '?').join(', ');
  database.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`, Object.values(row));
}

/** A freqtrade database of these trades and orders, each given by what differs from a usual one. */
export function freqtradeDatabaseFile(
  { trades, orders = [] }: { trades: readonly Row[]; orders?: readonly Row[] },
  more = '',
): Uint8Array {
  return sqliteDatabase((database) => {
    database.exec(
      `PRAGMA foreign_keys = OFF; CREATE TABLE trades (${TRADES}); CREATE TABLE orders (${ORDERS}); ${more}`,
    );
    for (const [at, trade] of trades.entries())
      insert(database, 'trades', { id: at + 1, ...TRADE, ...trade });
    for (const [at, order] of orders.entries())
      insert(database, 'orders', { id: at + 1, ft_trade_id: 1, order_id: `o${at + 1}`, ...ORDER, ...order });
  });
}
