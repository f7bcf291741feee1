import { abs, formatDecimal, fromNumber, multiply, ZERO, type Decimal } from '../../domain/number/decimal.js';
import { FileRefused } from '../../domain/errors.js';
import { checkedRecord, type InputRecord } from '../checked-record.js';
import type { Parsed, SourceFormat } from '../source-format.js';
import { isSqlite, type SqliteRow } from '../sqlite/sqlite-file.js';
import { rejected } from '../text/csv-table.js';
import { textOf } from '../text/json-elements.js';
import { databaseTrades, type DatabaseTrade } from './database-trades.js';
import { settledIn } from './pair.js';

const LONGEST = 2 ** 28;

/**
 * The database in which a freqtrade bot keeps its trades. Each order that was filled is an execution; where a trade has
 * no such order, its own opening and closing are. `close_profit_abs` is what freqtrade says a closed trade made: the
 * cash of its last exit is what brings it about.
 */
export const freqtradeDatabase: SourceFormat = {
  name: 'freqtrade-sqlite',
  needsAccount: true,
  detect: (head) => (isSqlite(head) ? 1 : 0),
  open({ account }) {
    let bytes = new Uint8Array(0);
    let length = 0;
    return {
      push(chunk) {
        if (length + chunk.length > LONGEST)
          throw new FileRefused(`a SQLite database of more than ${LONGEST} bytes`);
        if (length + chunk.length > bytes.length) {
          const larger = new Uint8Array(Math.max(2 * bytes.length, length + chunk.length));
          larger.set(bytes.subarray(0, length));
          bytes = larger;
        }
        bytes.set(chunk, length);
        length += chunk.length;
        return [];
      },
      end() {
        const { trades, strays } = databaseTrades(bytes.subarray(0, length));
        return [
          ...trades.flatMap((trade) => tradeEvents(trade, account)),
          ...strays.map(({ line, order }) =>
            rejected(input(line, order), 'order of no trade', textOf(order['ft_trade_id'])),
          ),
        ];
      },
    };
  },
};

function input(line: number, row: SqliteRow): InputRecord {
  return { line, raw: JSON.stringify(row) };
}

/** What was bought or sold at once. */
interface Fill {
  by: InputRecord;
  entry: boolean;
  quantity: Decimal;
  price: Decimal;
  fees: Decimal;
  /** What it brought, net of fees. */
  cash: Decimal;
  told: Readonly<Record<string, unknown>>;
}

function tradeEvents(told: DatabaseTrade, account: string | null): Parsed[] {
  const { trade } = told;
  const pair = textOf(trade['pair']);
  const currency = settledIn(pair);
  if (currency === undefined) {
    const by =
      told.orders.length > 0
        ? told.orders.map(({ line, order }) => input(line, order))
        : [input(told.line, trade)];
    return by.map((each) => rejected(each, 'pair not known', pair));
  }
  const { fills, others } = fillsOf(told);
  const notes = settle(trade, fills);
  const events = fills.flatMap(({ by, quantity, price, fees, cash, told: more }) =>
    checkedRecord(
      {
        account,
        underlying: pair,
        currency,
        quantity: formatDecimal(quantity),
        price: formatDecimal(price),
        fees: formatDecimal(fees),
        amount: formatDecimal(cash),
        leverage:
          numberIn(trade, 'leverage') === fromNumber(1) ? undefined : textOf(trade['leverage']) || undefined,
        ...more,
      },
      [by],
      // What freqtrade says of a trade is final when it is closed.
      { dataset: 'executions', statedAmount: cash, coarseness: trade['is_open'] === 0 ? 0 : 1 },
    ),
  );
  return [...events, ...others, ...notes];
}

function fillsOf({ trade, orders, line }: DatabaseTrade): { fills: Fill[]; others: Parsed[] } {
  const others: Parsed[] = [];
  const fills: Fill[] = [];
  for (const { line: at, order } of orders) {
    const skipped =
      order['ft_is_open'] === 1
        ? 'order still open'
        : numberIn(order, 'filled') === ZERO
          ? 'order without a fill'
          : undefined;
    if (skipped === undefined) fills.push(orderFill(trade, order, at));
    else others.push({ kind: 'ignored', line: at, reason: skipped });
  }
  const closed = trade['is_open'] === 0 && trade['close_rate'] !== null;
  const entered = fills.some(({ entry }) => entry) || (!closed && orders.length > 0);
  const left = fills.some(({ entry }) => !entry) || !closed;
  if (!entered) fills.unshift(ownFill(trade, { entry: true, line }));
  if (!left) fills.push(ownFill(trade, { entry: false, line }));
  return { fills, others };
}

function orderFill(trade: SqliteRow, order: SqliteRow, line: number): Fill {
  const entry = order['ft_order_side'] === (isShort(trade) ? 'sell' : 'buy');
  const price = ['average', 'price', 'stop_price', 'ft_price']
    .map((name) => numberIn(order, name))
    .find((rate) => rate !== ZERO);
  const at =
    textOf(order['order_filled_date']) || textOf(order['order_update_date']) || textOf(order['order_date']);
  return fill(trade, {
    by: input(line, order),
    entry,
    // A fee that was taken in the coin itself was never held.
    quantity: numberIn(order, 'filled') - numberIn(order, 'ft_fee_base'),
    price: price ?? ZERO,
    told: {
      execution_id: idOf(trade, textOf(order['order_id']) || `order ${textOf(order['id'])}`),
      order_id: textOf(order['order_id']),
      executed_at: instantOf(at),
      sequence: textOf(order['id']),
      order_tag: textOf(order['ft_order_tag']) || undefined,
    },
  });
}

/** The opening or closing as the trade itself has it. */
function ownFill(trade: SqliteRow, { entry, line }: { entry: boolean; line: number }): Fill {
  const end = entry ? 'open' : 'close';
  const opened = textOf(trade['open_date']);
  const at = textOf(trade[`${end}_date`]);
  return fill(trade, {
    by: input(line, trade),
    entry,
    quantity: numberIn(trade, 'amount'),
    price: numberIn(trade, `${end}_rate`),
    told: {
      execution_id: idOf(trade, `trade ${textOf(trade['id'])} of ${opened} ${end}`),
      executed_at: instantOf(at),
      sequence: entry ? '0' : '1',
    },
  });
}

function fill(trade: SqliteRow, { by, entry, quantity, price, told }: Omit<Fill, 'fees' | 'cash'>): Fill {
  const short = isShort(trade);
  const worth = multiply(quantity, price);
  const fees = abs(multiply(worth, numberIn(trade, entry ? 'fee_open' : 'fee_close')));
  const action = short ? (entry ? 'sell_to_open' : 'buy_to_close') : entry ? 'buy' : 'sell';
  const tag = entry
    ? { enter_tag: textOf(trade['enter_tag'] ?? trade['buy_tag']) || undefined }
    : { exit_reason: textOf(trade['exit_reason'] ?? trade['sell_reason']) || undefined };
  const cash = (short === entry ? worth : -worth) - fees;
  return { by, entry, quantity, price, fees, cash, told: { action, ...told, ...tag } };
}

/**
 * By how much, in hundredths, what was opened and closed may differ: freqtrade rounds to what the exchange takes, and
 * leaves dust.
 */
const DUST = 1n;

/** Gives the last exit of a closed trade the cash that makes the trade's own profit of all of them. */
function settle(trade: SqliteRow, fills: Fill[]): Parsed[] {
  const last = fills.findLast(({ entry }) => !entry);
  if (trade['is_open'] !== 0 || typeof trade['close_profit_abs'] !== 'number' || last === undefined)
    return [];
  const sum = (of: (fill: Fill) => Decimal) => fills.reduce((total, each) => total + of(each), ZERO);
  const held = sum(({ entry, quantity }) => (entry ? quantity : -quantity));
  const traded = sum(({ entry, quantity }) => (entry ? quantity : ZERO));
  if (abs(held) * 100n > traded * DUST)
    return [
      { kind: 'note', reason: 'a closed trade whose orders do not come out flat: imported as they are' },
    ];
  // Each quantity is rounded to the tenth decimal place: no such crumb is left over.
  if (abs(held) <= BigInt(fills.length)) last.quantity += held;
  last.cash += numberIn(trade, 'close_profit_abs') - sum(({ cash }) => cash);
  return [];
}

function isShort(trade: SqliteRow): boolean {
  return trade['is_short'] === 1;
}

/** An exchange numbers the orders of each pair for itself. */
function idOf(trade: SqliteRow, own: string): string {
  return `${textOf(trade['exchange'])} ${textOf(trade['pair'])} ${own}`.trim();
}

function numberIn(row: SqliteRow, column: string): Decimal {
  const value = row[column];
  return typeof value === 'number' ? (fromNumber(value) ?? ZERO) : ZERO;
}

/** `2023-01-02 03:04:05.000000`, of UTC. */
function instantOf(written: string): string {
  return `${written.replace(' ', 'T')}Z`;
}
