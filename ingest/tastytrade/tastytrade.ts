import { formatDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import type { CashFlow } from '../../domain/records/records.js';
import { checkedRecord } from '../checked-record.js';
import {
  columnReader,
  csvHeadings,
  csvTable,
  fieldsNeeded,
  rejected,
  shareOfColumns,
} from '../text/csv-table.js';
import type { Parsed, SourceFormat } from '../source-format.js';
import { cashFlowKind } from './cash.js';
import { tastytradeConversions } from './conversions.js';
import { cashSettlements } from './settlements.js';
import {
  cashOf,
  identityOf,
  instrumentOf,
  isFuture,
  looksLossy,
  priceOf,
  quantityOf,
  sequenceOf,
  TASTYTRADE_COLUMNS,
  timeOf,
  underlyingOf,
  type Line,
  type TastytradeRow,
} from './row.js';
import { onOneLine } from '../text/written-values.js';

/** What every row has, those too that leave the last columns out. */
const NEVER_LEFT_OUT = TASTYTRADE_COLUMNS.required.slice(0, TASTYTRADE_COLUMNS.required.indexOf('Fees') + 1);

/** So many rows that all look lossy make a lossy file. */
const ROWS_THAT_TELL = 1_000;

/**
 * tastytrade's transaction history, with 18 columns (no `Sub Type`, no `Currency`), 20 or 21, and rows that leave the
 * last ones out.
 *
 * Its cash is `Value` + `Commissions` + `Fees`, which is a record's amount; fees are the last two. Times are instants.
 * Older exports lost the zone, the seconds, the orders and the fee's sign, and charge a flat commission of 1.00
 * whatever it was: a file of which every row looks so (see `looksLossy`) is imported coarsely and by day, and a full
 * export of the same rows takes its place.
 */
export const tastytrade: SourceFormat = {
  name: 'tastytrade',
  needsAccount: true,
  detect: (head) => shareOfColumns(csvHeadings(head), TASTYTRADE_COLUMNS.required),
  open: ({ account }) =>
    csvTable((headings) => {
      const rowOf = columnReader(headings, TASTYTRADE_COLUMNS);
      const conversions = tastytradeConversions(unexplained);
      const settlements = cashSettlements(({ line, action, removals }) =>
        transaction(line, action, removals),
      );
      let lossyFile: boolean | undefined;
      let undecided: Omit<Line, 'lossy'>[] = [];

      function parse(line: Line): Parsed[] {
        const event = eventOf(line.row);
        if (event === 'conversion') return conversions.add(line);
        if (event !== 'assign' && event !== 'exercise') return transaction(line, event);
        settlements.add(line, event);
        return [];
      }

      function decide(lossy: boolean): Parsed[] {
        lossyFile = lossy;
        const lines = undecided;
        undecided = [];
        return lines.flatMap((line) => parse({ ...line, lossy }));
      }

      return {
        fewestFields: fieldsNeeded(headings, { required: NEVER_LEFT_OUT }),
        row(fields, record) {
          const line = { row: rowOf(fields), record, account };
          if (lossyFile !== undefined) return parse({ ...line, lossy: lossyFile });
          undecided.push(line);
          const looks = looksLossy(line.row, undecided[0]?.row['Order #'] ?? '');
          return looks && undecided.length < ROWS_THAT_TELL ? [] : decide(looks);
        },
        end: () => [...decide(true), ...settlements.end(), ...conversions.end()],
      };
    }),
};

type Event = 'trade' | 'expire' | 'assign' | 'exercise' | 'transfer' | 'conversion' | 'cash' | 'unknown';

/** What a row means; files without `Sub Type` say it in the description. */
function eventOf(row: TastytradeRow): Event {
  if (row.Type === 'Trade') return 'trade';
  if (row.Type === 'Money Movement') return 'cash';
  if (row.Type !== 'Receive Deliver') return 'unknown';
  const event = row['Sub Type'] || row.Description;
  if (/expiration/i.test(event)) return 'expire';
  if (/assignment/i.test(event)) return 'assign';
  if (/exercise/i.test(event)) return 'exercise';
  if (/^(buy|sell) to (open|close)|^cash merger/i.test(event)) return 'trade';
  if (/^(acat|transfer)\b/i.test(event)) return 'transfer';
  return /_TO_(OPEN|CLOSE)$/.test(row.Action) ? 'conversion' : 'unknown';
}

/** The record of a row; `others` are rows that say the same once more, perhaps with costs of their own. */
function transaction(
  line: Line,
  event: Exclude<Event, 'conversion'>,
  others: readonly Line[] = [],
): Parsed[] {
  const { row, record, account, lossy } = line;
  const by = [record, ...others.map((other) => other.record)];
  if (event === 'unknown') {
    const [column, value] =
      row.Type === 'Receive Deliver' ? ['Sub Type', row['Sub Type']] : ['Type', row.Type];
    return unexplained(line, `${column} not known`, value);
  }
  const own = cashOf(line);
  if ('unreadable' in own) return [rejected(record, `${own.unreadable} not a number`, row[own.unreadable])];
  if (event === 'cash') return cashFlow(line, cashFlowKind(row), own.net);
  const cash = { ...own };
  for (const other of others.map(cashOf)) {
    if ('unreadable' in other) continue;
    cash.net += other.net;
    cash.fees += other.fees;
  }
  const instrument = instrumentOf(row);
  if (isFuture(row) && instrument['multiplier'] === null)
    return unexplained(line, 'Symbol not a known future', row.Symbol);
  if (event === 'transfer' && /^(sell_to_open|buy_to_close)$/i.test(row.Action))
    return [rejected(record, 'short position transferred', row.Symbol)];
  const amount = formatDecimal(cash.net);
  const coarseness = lossy ? 1 : 0;
  const action = event === 'trade' ? tradeAction(row) : event;
  const execution = {
    order_id: lossy ? null : row['Order #'],
    account,
    executed_at: timeOf(line),
    sequence: sequenceOf(line),
    action,
    ...instrument,
    quantity: quantityOf(row),
    price: event === 'trade' || event === 'transfer' ? priceOf(row) : null,
    fees: cash.fees < ZERO ? null : formatDecimal(cash.fees),
    // What shares are booked at when they come or go is no cash; of a future only the costs are, and what the market
    // moves each day.
    amount: event === 'transfer' || isFuture(row) ? null : amount,
    currency: row.Currency,
    direction: event === 'transfer' ? (row.Action.startsWith('SELL') ? 'out' : 'in') : null,
  };
  const identity = identityOf(line, action);
  return checkedRecord(execution, by, {
    dataset: 'executions',
    identity,
    coarseness,
    ...(event === 'transfer' ? {} : { statedAmount: cash.net }),
  });
}

function cashFlow(line: Line, kind: CashFlow['kind'], amount: Decimal): Parsed[] {
  const { row, record, account, lossy } = line;
  const flow = {
    account,
    at: timeOf(line),
    kind,
    amount: formatDecimal(amount),
    currency: row.Currency,
    underlying: underlyingOf(row),
    description: onOneLine(row.Description),
  };
  return checkedRecord(flow, [record], {
    dataset: 'cash_flows',
    // Not by its kind, which exports without `Sub Type` do not always have.
    identity: identityOf(line, 'cash'),
    coarseness: lossy ? 2 : row['Sub Type'] === '' ? 1 : 0,
    statedAmount: amount,
  });
}

/** A row of which nothing is known: its cash is kept and no trade invented; without cash it is a reject. */
function unexplained(line: Line, reason: string, value: string): Parsed[] {
  const cash = cashOf(line);
  if ('unreadable' in cash || cash.net === ZERO) return [rejected(line.record, reason, value)];
  return cashFlow(line, 'adjustment', cash.net);
}

/** Shares are bought and sold; only short sales, which assignments open too, are recognised by their labels. */
function tradeAction(row: TastytradeRow): string {
  const action = row.Action.toLowerCase();
  if (instrumentOf(row)['right'] !== null) return action;
  return action.replace(/^(buy)_to_open$|^(sell)_to_close$/, '$1$2');
}
