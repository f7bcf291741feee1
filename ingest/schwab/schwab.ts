import { abs, formatDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import { FileRefused } from '../../domain/errors.js';
import type { CashFlow, TradeAction } from '../../domain/records/records.js';
import { isSell } from '../../domain/records/trade-amount.js';
import { cancelledTrades, type BookedTrade } from '../accounting/cancelled-trades.js';
import { checkedRecord } from '../checked-record.js';
import {
  csvHeadings,
  csvTable,
  fieldsNeeded,
  rejected,
  shareOfColumns,
  textBeside,
} from '../text/csv-table.js';
import { isCusip } from '../contracts/cusip.js';
import { schwabEvent, schwabTrade, type SchwabEvent } from './actions.js';
import { feesOf, SCHWAB_COLUMNS, schwabLines, type SchwabLine } from './row.js';
import { lateSequence } from '../accounting/late-booking.js';
import { pricePerUnit } from '../accounting/price-per-unit.js';
import { contractJoint, shareConversions, type Joint, type Leg } from '../accounting/share-conversions.js';
import type { ParseOptions, Parsed, Parser, SourceFormat } from '../source-format.js';
import { csvRecords, type CsvReader } from '../text/csv-records.js';
import { monthFirstDays } from '../text/day-order.js';
import { amountOf, onOneLine, plainAmount } from '../text/written-values.js';

const KNOWN_BY = [...SCHWAB_COLUMNS.required, 'Description'];

/**
 * Schwab's transactions, with the price before the quantity or behind it. Older exports have a title that names the
 * account, in parts hidden, and a total at the end; newer ones have neither, so that `--account` goes before the title.
 * They know days, neither times nor ids. Amounts are net of fees and commissions.
 */
export const schwab: SourceFormat = {
  name: 'schwab',
  needsAccount: false,
  inOrderOfBooking: true,
  detect(head) {
    const headings = csvHeadings(head, isHeader);
    const own = shareOfColumns(headings, ['Fees & Comm']);
    return shareOfColumns(headings, KNOWN_BY) * (own === 1 ? 1 : 0.5);
  },
  open: (options) => schwabRows(options, csvRecords()),
};

/** Reads the rows of Schwab's transactions, whatever the file they stand in. */
export function schwabRows({ account }: ParseOptions, records: CsvReader): Parser {
  let titled: string | undefined;
  return csvTable(
    (headings) => {
      const owner = account ?? titled ?? null;
      if (owner === null && shareOfColumns(headings, ['Account']) === 0)
        throw new FileRefused('this schwab file names no account: say it with --account');
      const lineOf = schwabLines(headings);
      const trades = cancelledTrades();
      const conversions = shareConversions(joint);
      const days = monthFirstDays(schwab.name);
      let sum = ZERO;

      function parse(line: SchwabLine): Parsed[] {
        const trade = schwabTrade(line.action);
        if (trade?.cancels) return trades.cancel(tradeOf(line, trade.action));
        if (trade) return trades.trade(tradeOf(line, trade.action));
        const event = eventOf(line);
        if (event !== 'reorganisation') return otherRow(line, event, (leg) => trades.trade(leg));
        conversions.add(legOf(line));
        return [];
      }

      return {
        fewestFields: fieldsNeeded(headings, SCHWAB_COLUMNS),
        isText: textBeside(headings, { day: 'Date', numbers: ['Quantity', 'Amount'] }),
        row(fields, record) {
          const line = lineOf(fields, record, owner);
          if (/^transactions total/i.test(line.row.Date)) return [total(line, sum)];
          days.see(line.row.Date);
          sum += line.amount ?? ZERO;
          const unreadable =
            line.quantity === undefined ? 'Quantity' : line.amount === undefined ? 'Amount' : undefined;
          if (unreadable) return [rejected(record, `${unreadable} not a number`, line.row[unreadable])];
          return parse(line);
        },
        end() {
          days.check();
          return [...trades.end(), ...conversions.end()];
        },
      };
    },
    (fields) => {
      titled ??= accountIn(fields[0] ?? '');
      return isHeader(fields);
    },
    records,
  );
}

function isHeader(headings: readonly string[]): boolean {
  return shareOfColumns(headings, KNOWN_BY) >= 0.5;
}

/** The account of `Transactions  for account Individual ...123 as of 05/03/2023 02:21:05 PM ET`. */
function accountIn(title: string): string | undefined {
  const name = /\bfor account (.+?)(?: as of .*)?$/i.exec(title.trim())?.[1];
  return name === undefined ? undefined : onOneLine(name);
}

function total({ row, record }: SchwabLine, sum: Decimal): Parsed {
  const same = amountOf(row.Amount) === sum;
  const reason = same ? 'total of the rows above' : 'total that the rows above do not add up to';
  return { kind: 'ignored', line: record.line, reason };
}

/** What a row is, by its action and by whether shares and money move. */
function eventOf({ action, instrument, quantity, amount }: SchwabLine): SchwabEvent {
  const event = schwabEvent(action);
  const shares = quantity !== ZERO && instrument['underlying'] !== null;
  switch (event) {
    case 'expire':
    case 'assign':
    case 'exercise':
      return instrument['right'] === null ? 'unknown' : event;
    case 'reorganisation':
      return quantity === ZERO && amount === ZERO ? 'unknown' : event;
    case 'split':
    case 'arrival':
      return shares ? event : 'unknown';
    case 'move':
      return shares ? event : 'transfer';
    default:
      return event;
  }
}

function otherRow(
  line: SchwabLine,
  event: Exclude<SchwabEvent, 'reorganisation'>,
  trade: (trade: BookedTrade) => Parsed[],
): Parsed[] {
  const { record, row, instrument, action } = line;
  const amount = line.amount ?? ZERO;
  switch (event) {
    case 'expire':
    case 'assign':
    case 'exercise':
      return positionEvent(line, { action: event, amount: amount === ZERO ? null : plainAmount(row.Amount) });
    case 'split':
      return positionEvent(line, { action: 'split' });
    case 'arrival': {
      // What shares of an employer's plan were worth when they came is what they cost; a spin-off has no cost.
      const price = action.startsWith('stock plan') ? plainAmount(row.Price) : null;
      return positionEvent(line, { action: 'transfer', direction: 'in', price });
    }
    case 'move': {
      const direction = (line.quantity ?? ZERO) < ZERO ? 'out' : 'in';
      return positionEvent(line, { action: 'transfer', direction });
    }
    case 'payment':
      return cashFlow(line, amount < ZERO ? 'withdrawal' : 'deposit');
    case 'unknown': {
      // The share leg of an assignment or exercise, where it goes by the same name.
      const delivered =
        /^(expired|assigned|exchange or exercise)$/.test(action) && instrument['underlying'] !== null;
      if (delivered && amount !== ZERO && line.quantity !== ZERO)
        return trade(tradeOf(line, amount < ZERO ? 'buy' : 'sell'));
      // Money of which nothing is known: the cash is kept, no trade is invented.
      if (amount !== ZERO) return cashFlow(line, 'adjustment');
      return [rejected(record, action === '' ? 'Action missing' : 'Action not known', row.Action)];
    }
    default:
      return cashFlow(line, event);
  }
}

function tradeOf(line: SchwabLine, action: TradeAction): BookedTrade {
  const { row, record, account, booked, day, instrument, amount } = line;
  const told = {
    account,
    executed_at: day,
    sequence: lateSequence(day, booked),
    // Shares are bought and sold; only short sales are recognised by their labels.
    action:
      instrument['right'] === null ? action.replace(/^(buy)_to_open$|^(sell)_to_close$/, '$1$2') : action,
    ...instrument,
    quantity: formatDecimal(abs(line.quantity ?? ZERO)),
    price: pricePerUnit(row.Price, { ...line, right: instrument['right'] }),
    fees: feesOf(row),
    amount: plainAmount(row.Amount),
  };
  const side = isSell(action) ? 'sell' : 'buy';
  return { told, by: record, booked, side, amount: plainAmount(row.Amount) === '' ? undefined : amount };
}

/** What happens to a position without a trade. A value that stands beside shares that come or go is no cash. */
function positionEvent(line: SchwabLine, told: Record<string, string | null>): Parsed[] {
  const { record, account, booked, day, instrument, amount } = line;
  const quantity = line.quantity ?? ZERO;
  // Shares are split at the open of the day on which it is booked, as of the close before.
  const executed_at = told['action'] === 'split' ? booked : day;
  const event = {
    account,
    executed_at,
    sequence: lateSequence(executed_at, booked),
    ...instrument,
    quantity: formatDecimal(abs(quantity)),
    ...told,
  };
  const identity = JSON.stringify([told['action'], booked, instrument, formatDecimal(quantity)]);
  const isCash = told['amount'] !== undefined && told['amount'] !== null;
  return checkedRecord(event, [record], {
    dataset: 'executions',
    identity,
    ...(isCash ? { statedAmount: amount ?? ZERO } : {}),
  });
}

function cashFlow(line: SchwabLine, kind: CashFlow['kind']): Parsed[] {
  const { row, record, account, booked, day, instrument } = line;
  const amount = line.amount ?? ZERO;
  const description = onOneLine(`${row.Action}: ${row.Description}`).replace(/:$/, '');
  const flow = {
    account,
    at: day,
    kind,
    amount: plainAmount(row.Amount),
    underlying: instrument['underlying'],
    description,
  };
  const identity = JSON.stringify([
    kind,
    booked,
    description,
    instrument['underlying'],
    formatDecimal(amount),
  ]);
  return checkedRecord(flow, [record], { dataset: 'cash_flows', identity, statedAmount: amount });
}

/**
 * Rows of one reorganisation: money and shares that leave for it stand under `Cash Merger` and `Cash Merger Adj`, with
 * the same symbol.
 */
function legOf(line: SchwabLine): Leg {
  const { row, record, account, action, booked, instrument, quantity, amount } = line;
  const name = action.replace(/ adj$/, '');
  const paid = /cash|redemption|liquidation|matur|tender/.test(name) && !/stock/.test(name);
  return {
    group: JSON.stringify([name, paid ? instrument['underlying'] : null]),
    account,
    day: booked,
    instrument,
    quantity: quantity ?? ZERO,
    amount: amount ?? ZERO,
    currency: 'USD',
    words: `${row.Action}: ${row.Description}`,
    by: record,
  };
}

/**
 * Schwab names what leaves by its CUSIP, under which nothing was ever bought. In a reverse split it is the position
 * that stays; in a merger or a change of name the file does not say which it was, and the two sides stay apart.
 */
function joint(from: Leg, to: Leg): Joint {
  const [old, now] = [from.instrument, to.instrument];
  if (old['right'] !== null || now['right'] !== null) return contractJoint(from, to);
  if (JSON.stringify(old) === JSON.stringify(now)) return 'split';
  if (!isCusip(old['underlying'])) return 'symbol_change';
  return from.group.includes('split') ? 'split' : 'apart';
}
