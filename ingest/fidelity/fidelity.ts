import { abs, formatDecimal, parseDecimal, ZERO } from '../../domain/number/decimal.js';
import { FileRefused } from '../../domain/errors.js';
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
import { cancelledSide, fidelityEvent, isCorePosition, type FidelityEvent } from './actions.js';
import { optionTrade, shareTrade } from './labels.js';
import { coreMoves } from './core-moves.js';
import { FIDELITY_COLUMNS, fidelityHeadings, fidelityLines, type FidelityLine } from './row.js';
import { isCusip } from '../contracts/cusip.js';
import { lateSequence } from '../accounting/late-booking.js';
import { pricePerUnit } from '../accounting/price-per-unit.js';
import { runningBalance } from '../accounting/running-balance.js';
import { contractJoint, shareConversions, type Joint, type Leg } from '../accounting/share-conversions.js';
import type { Parsed, SourceFormat } from '../source-format.js';
import { monthFirstDays } from '../text/day-order.js';
import { onOneLine, plainAmount } from '../text/written-values.js';

const KNOWN_BY = [
  ...FIDELITY_COLUMNS.required,
  'Description',
  'Type',
  'Commission',
  'Fees',
  'Settlement Date',
];

/** What no other broker has, on the web and in the desktop program. */
const OWN = [['Run Date'], ['Description', 'Security Description']];

/**
 * Fidelity's account history: of one account, which `--account` names, or of all, each row with its own. Blank lines
 * and the kind of account stand before the header, disclaimers and the day of the download below the table. It knows
 * days, neither times nor ids; what an action is stands in its free text. Amounts are net of commission and fees.
 *
 * The core position (a money market fund or bank deposits) is cash: what goes in and out of it is ignored.
 */
export const fidelity: SourceFormat = {
  name: 'fidelity',
  needsAccount: false,
  inOrderOfBooking: true,
  detect(head) {
    const headings = csvHeadings(head, isHeader);
    const own = OWN.some((columns) => shareOfColumns(headings, columns) === 1);
    const names = fidelityHeadings(headings);
    return own ? shareOfColumns(names, FIDELITY_COLUMNS.required) : shareOfColumns(names, KNOWN_BY) * 0.5;
  },
  open: ({ account }) =>
    csvTable((headings) => {
      const names = fidelityHeadings(headings);
      if (account === null && shareOfColumns(names, ['Account', 'Account Number']) === 0)
        throw new FileRefused('this fidelity file names no account: say it with --account');
      const lineOf = fidelityLines(headings, account);
      const trades = cancelledTrades();
      /** The CUSIPs under which the file has anything but reorganisations. */
      const known = new Set<string | null | undefined>();
      const conversions = shareConversions((from, to) => joint(from, to, known));
      const balances = runningBalance();
      const core = coreMoves();
      const days = monthFirstDays(fidelity.name);
      return {
        fewestFields: fieldsNeeded(names, FIDELITY_COLUMNS),
        isText: textBeside(names, { day: 'Run Date', numbers: ['Quantity', 'Amount'] }),
        row(fields, record) {
          const line = lineOf(fields, record);
          days.see(line.row['Run Date']);
          const event = eventOf(line);
          const unreadable = unreadableIn(line);
          if (unreadable) return [rejected(record, `${unreadable} not a number`, line.row[unreadable])];
          follow(balances, line, event);
          core.see(line, event === 'buy' || event === 'sell');
          const name = line.instrument['underlying'];
          if (event !== 'reorganisation' && isCusip(name)) known.add(name);
          switch (event) {
            case 'buy':
            case 'sell':
              return trades.trade(tradeOf(line, event));
            case 'cancel':
              return trades.cancel(tradeOf(line, cancelledSide(line.action)));
            case 'core':
              core.hold(line);
              return [];
            case 'reorganisation':
              conversions.add(legOf(line));
              return [];
            case 'move':
              if (line.instrument['right'] !== null || !line.action.startsWith(JOURNALED))
                return otherRow(line, event);
              conversions.add({ ...legOf(line), group: JOURNALED, amount: ZERO });
              return [];
            default:
              return otherRow(line, event);
          }
        },
        end() {
          days.check();
          const told = core.end();
          const traded = told.trades.flatMap((line) => trades.trade(tradeOf(line, sideOf(line))));
          const moved = told.moves.flatMap((line) => otherRow(line, 'core'));
          return [...traded, ...moved, ...trades.end(), ...conversions.end(), ...balances.end()];
        },
      };
    }, isHeader),
};

function isHeader(headings: readonly string[]): boolean {
  return shareOfColumns(fidelityHeadings(headings), KNOWN_BY) >= 0.5;
}

function unreadableIn({ quantity, amount }: FidelityLine): 'Quantity' | 'Amount' | undefined {
  if (quantity === undefined) return 'Quantity';
  return amount === undefined ? 'Amount' : undefined;
}

/** Which way a trade goes, by its shares. */
function sideOf({ quantity }: FidelityLine): 'buy' | 'sell' {
  return (quantity ?? ZERO) < ZERO ? 'sell' : 'buy';
}

/** Events whose amount is no cash, or cash that stays in the balance. */
const IN_KIND: ReadonlySet<FidelityEvent> = new Set([
  'core',
  'reorganisation',
  'distribution',
  'move',
  'lending',
  'vesting',
]);

function follow(
  balances: ReturnType<typeof runningBalance>,
  { row, record, account, booked, amount }: FidelityLine,
  event: FidelityEvent,
): void {
  const balance = parseDecimal(plainAmount(row['Cash Balance']));
  if (balance === undefined) return;
  balances.row({
    account,
    line: record.line,
    day: booked,
    balance,
    amount: amount ?? ZERO,
    inKind: IN_KIND.has(event),
  });
}

/** Shares of an employer's plan, which nothing is paid for. */
const VESTED = /\bRSU/;

/** What a row is, by its words and by whether shares and money move. */
function eventOf(line: FidelityLine): FidelityEvent {
  const { action, row, instrument, quantity, amount } = line;
  const event = fidelityEvent(action);
  const shares = quantity !== ZERO && instrument['underlying'] !== null;
  const core =
    instrument['right'] === null &&
    isCorePosition(instrument['underlying'], `${action} ${row.Description.toUpperCase()}`);
  switch (event) {
    case 'buy':
    case 'sell':
    case 'reinvestment':
    case 'redemption':
      if (core) return 'core';
      if (event === 'buy' && shares && amount === ZERO && VESTED.test(action)) return 'vesting';
      if (!shares && event !== 'buy' && event !== 'sell') return 'adjustment';
      return event === 'reinvestment' ? 'buy' : event === 'redemption' ? 'sell' : event;
    case 'reorganisation':
      if (core) return 'core';
      return quantity === ZERO && amount === ZERO ? 'unknown' : event;
    case 'distribution':
      if (shares && !core) return event;
      return instrument['underlying'] === null ? 'payment' : 'dividend';
    case 'payment':
      return shares && !core ? 'move' : event;
    case 'move':
      return shares && !core ? event : 'transfer';
    case 'expire':
    case 'assign':
    case 'exercise':
      return instrument['right'] === null ? 'unknown' : event;
    case 'lending':
      return amount === ZERO ? event : 'unknown';
    default:
      return event;
  }
}

function otherRow(
  line: FidelityLine,
  event: Exclude<FidelityEvent, 'buy' | 'sell' | 'cancel' | 'reorganisation'>,
): Parsed[] {
  const { record, amount } = line;
  switch (event) {
    case 'core':
    case 'reinvestment':
    case 'redemption':
      return [
        { kind: 'ignored', line: record.line, reason: 'in or out of the core position, which is cash' },
      ];
    case 'lending':
      return [{ kind: 'ignored', line: record.line, reason: 'shares lent: they stay what they are' }];
    case 'expire':
    case 'assign':
    case 'exercise':
      return positionEvent(line, {
        action: event,
        amount: amount === ZERO ? null : plainAmount(line.row.Amount),
      });
    case 'distribution':
      if (/\bSPIN-? ?OFF\b/.test(line.action))
        return positionEvent(line, { action: 'transfer', direction: 'in' });
      return positionEvent(line, { action: 'split' });
    case 'move': {
      const direction = (line.quantity ?? ZERO) < ZERO ? 'out' : 'in';
      return positionEvent(line, { action: 'transfer', direction });
    }
    case 'vesting':
      // What they were worth on the day they came is what they cost.
      return positionEvent(line, { action: 'transfer', direction: 'in', price: plainAmount(line.row.Price) });
    case 'payment':
      return cashFlow(line, (amount ?? ZERO) < ZERO ? 'withdrawal' : 'deposit');
    case 'unknown':
      // Money of which nothing is known: the cash is kept, no trade is invented.
      if (amount !== ZERO) return cashFlow(line, 'adjustment');
      return [rejected(record, line.action === '' ? 'Action missing' : 'Action not known', line.row.Action)];
    default:
      return cashFlow(line, event);
  }
}

function tradeOf(line: FidelityLine, side: 'buy' | 'sell'): BookedTrade {
  const { row, record, account, action, booked, day, instrument, currency, amount } = line;
  const told = {
    account,
    executed_at: day,
    sequence: lateSequence(day, booked),
    action: instrument['right'] === null ? shareTrade(action, side) : optionTrade(action, side),
    ...instrument,
    quantity: formatDecimal(abs(line.quantity ?? ZERO)),
    price: pricePerUnit(row.Price, { ...line, right: instrument['right'] }),
    fees: line.fees,
    amount: plainAmount(row.Amount),
    currency,
  };
  return { told, by: record, booked, side, amount: plainAmount(row.Amount) === '' ? undefined : amount };
}

/** What happens to a position without a trade. A value that stands beside shares that come or go is no cash. */
function positionEvent(line: FidelityLine, told: Record<string, string | null>): Parsed[] {
  const { record, account, day, booked, instrument, currency, quantity, amount } = line;
  // Shares are split at the open of the day on which it is booked.
  const executed_at = told['action'] === 'split' ? booked : day;
  const event = {
    account,
    executed_at,
    sequence: lateSequence(executed_at, booked),
    ...instrument,
    quantity: formatDecimal(abs(quantity ?? ZERO)),
    currency,
    ...told,
  };
  const identity = JSON.stringify([told['action'], booked, instrument, formatDecimal(quantity ?? ZERO)]);
  const cash =
    told['amount'] === null || told['amount'] === undefined ? {} : { statedAmount: amount ?? ZERO };
  return checkedRecord(event, [record], { dataset: 'executions', identity, ...cash });
}

type FlowKind = Extract<
  FidelityEvent,
  'dividend' | 'interest' | 'fee' | 'deposit' | 'withdrawal' | 'transfer' | 'adjustment'
>;

function cashFlow(line: FidelityLine, kind: FlowKind): Parsed[] {
  const { row, record, account, day, booked, instrument, currency } = line;
  const amount = line.amount ?? ZERO;
  const flow = {
    account,
    at: day,
    kind,
    amount: plainAmount(row.Amount),
    currency,
    underlying: instrument['underlying'],
    description: onOneLine(row.Action),
  };
  const identity = JSON.stringify([kind, booked, instrument['underlying'], formatDecimal(amount)]);
  return checkedRecord(flow, [record], { dataset: 'cash_flows', identity, statedAmount: amount });
}

/** Between the cash and the margin side of an account, or to another account. */
const JOURNALED = 'JOURNALED';
const REORGANISATION = /#REOR ?C?M?(\d+)\d/;

function legOf(line: FidelityLine): Leg {
  const { record, account, action, booked, instrument, currency, quantity, amount } = line;
  const verb = action.split(' ')[0] ?? '';
  return {
    group: REORGANISATION.exec(action)?.[1] ?? verb,
    account,
    day: booked,
    instrument,
    quantity: quantity ?? ZERO,
    amount: amount ?? ZERO,
    currency,
    words: line.row.Action,
    by: record,
  };
}

/**
 * Once a split has given shares another CUSIP, Fidelity names what left, and all that was done before, by the old one.
 * A file that names nothing else of it is made as it happened: there the position that came is the one that was held.
 */
function joint(from: Leg, to: Leg, known: ReadonlySet<string | null | undefined>): Joint {
  const same = from.instrument['underlying'] === to.instrument['underlying'];
  if (from.group === JOURNALED) return same && from.quantity === -to.quantity ? 'split' : 'apart';
  // An exchange of one fund for another is a sale and a purchase, each with its money.
  if (from.amount > ZERO && to.amount < ZERO) return 'apart';
  const [old, now] = [from.instrument, to.instrument];
  if (old['right'] !== null || now['right'] !== null) return contractJoint(from, to);
  const unknown = isCusip(old['underlying']) && !known.has(old['underlying']);
  return same || (unknown && /split/i.test(from.words)) ? 'split' : 'symbol_change';
}
