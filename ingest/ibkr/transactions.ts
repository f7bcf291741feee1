import {
  abs,
  divide,
  formatDecimal,
  multiply,
  parseDecimal,
  toFixed,
  ZERO,
  type Decimal,
} from '../../domain/number/decimal.js';
import { SUMS } from '../../domain/records/coarseness.js';
import { rejected } from '../text/csv-table.js';
import { ibkrCancels, NO_IDS } from './cancels.js';
import { cashRecord } from './cash.js';
import { assetOf, contractOf, writtenBySymbol } from './contract.js';
import {
  accountOf,
  sectionedCsv,
  sectionsIn,
  type Needed,
  type SectionReader,
  type SectionRow,
} from './sections.js';
import type { IbkrTrade } from './told-trade.js';
import { readTrade, tradeRecord } from './trade.js';
import { ibkrDates, ibkrNumber, periodOf } from './values.js';
import type { Parsed, ParseOptions, SourceFormat } from '../source-format.js';

/**
 * Interactive Brokers' transaction history as CSV. It knows days, not times, neither orders nor ids, and has all money
 * in the account's base currency, whatever the trade's own.
 */
export const ibkrTransactions: SourceFormat = {
  name: 'ibkr-transactions',
  needsAccount: false,
  inOrderOfBooking: true,
  detect: (head) => (sectionsIn(head).has('Transaction History') ? 1 : 0),
  open: (options) => sectionedCsv(historyReader(options)),
};

const NEEDED: readonly Needed[] = [
  'Date',
  'Transaction Type',
  'Symbol',
  'Quantity',
  'Price',
  'Gross Amount',
  'Net Amount',
].map((name) => ({ name }));
const TRADES: readonly (readonly [RegExp, string])[] = [
  [/^(buy|sell)$/i, ''],
  [/^(assigned|assignment)$/i, 'Assignment'],
  [/^(exercised?)$/i, 'Exercise'],
  [/^(expired|expiration)$/i, 'Expiration'],
];

function historyReader({ account: said }: ParseOptions): SectionReader {
  const dates = ibkrDates();
  const cancels = ibkrCancels();
  let base = '';
  let change: { row: SectionRow; amount: Decimal | undefined } | undefined;
  let total = ZERO;
  let covered: { from: string; through: string } | undefined;

  function told(events: Parsed[]): Parsed[] {
    for (const event of events) if (event.kind === 'record') total += event.statedAmount ?? ZERO;
    return events;
  }

  function history(row: SectionRow): Parsed[] {
    const type = row.text('Transaction Type');
    const account = accountOf(row.text('Account'), said);
    const kind = TRADES.find(([pattern]) => pattern.test(type))?.[1];
    if (kind !== undefined) return trade(row, account, kind);
    if (row.text('Net Amount') === '') return [rejected(row.record, 'Transaction Type not known', type)];
    const cash = {
      account,
      at: dates.day(row.text('Date')),
      type,
      amount: row.text('Net Amount'),
      currency: base,
      symbol: row.text('Symbol'),
      description: row.text('Description'),
      coarseness: 2,
    };
    return told(cashRecord(cash, row.record));
  }

  function trade(row: SectionRow, account: string, kind: string): Parsed[] {
    const written = writtenBySymbol(row.text('Symbol'), { description: row.text('Description') });
    const asset = assetOf('', written);
    const contract = contractOf({ ...written, asset }, dates);
    if (contract === undefined) return [rejected(row.record, 'option contract not named', written.symbol)];
    const type = row.text('Transaction Type');
    const money: IbkrTrade = {
      account,
      at: dates.day(row.text('Date')),
      asset,
      contract,
      side: kind === '' ? type : '',
      quantity: row.text('Quantity'),
      price: row.text('Price'),
      proceeds: row.text('Gross Amount'),
      commission: row.text('Commission'),
      commissionCurrency: '',
      taxes: '',
      net: row.text('Net Amount'),
      currency: base,
      codes: '',
      openClose: '',
      kind,
      executionId: '',
      orderId: '',
      sequence: '',
      coarseness: SUMS + 3,
    };
    const read = readTrade(money, row.record);
    if ('reason' in read) return [rejected(row.record, read.reason, read.detail)];
    const events = tradeRecord(read).map((event) => inBaseCurrency(event, row));
    return cancels.add(read, NO_IDS, told(events));
  }

  return {
    needed: (section) => (section === 'Transaction History' ? NEEDED : []),
    row(row) {
      if (row.section === 'Transaction History') return history(row);
      const [name, value] = [row.text('Field Name'), row.text('Field Value')];
      if (row.section === 'Statement' && name === 'Period') covered = periodOf(value);
      if (row.section === 'Summary' && name === 'Base Currency') base = value;
      if (row.section === 'Summary' && name === 'Change' && change === undefined) {
        change = { row, amount: parseDecimal(ibkrNumber(value)) };
        return [];
      }
      return [{ kind: 'ignored', line: row.record.line, reason: 'position, sum or other information' }];
    },
    end() {
      const events = cancels.end();
      if (change === undefined) return events;
      const ties = change.amount === undefined || toFixed(change.amount, 2) === toFixed(total, 2);
      const reason = ties ? 'cash report' : 'cash report to which the rows of the file do not add up';
      return [...events, { kind: 'ignored', line: change.row.record.line, reason }];
    },
    covered: () => covered,
  };
}

/** A price in another currency than the money: what the money comes to per share stands in its place. */
function inBaseCurrency(event: Parsed, row: SectionRow): Parsed {
  if (event.kind !== 'record' || event.dataset !== 'executions') return event;
  const { price, quantity, multiplier, currency } = event.record;
  const priceCurrency = row.text('Price Currency');
  const gross = parseDecimal(ibkrNumber(row.text('Gross Amount')));
  if (price === null || gross === undefined || priceCurrency === currency) return event;
  const units = multiply(quantity, multiplier ?? parseDecimal('1') ?? ZERO);
  // Where no currency is named, only money that is not the price's says that it is another.
  if (priceCurrency === '' && toFixed(multiply(units, price), 2) === toFixed(abs(gross), 2)) return event;
  if (priceCurrency === '' && gross === ZERO) return event;
  const told = {
    price: formatDecimal(price),
    ...(priceCurrency === '' ? {} : { price_currency: priceCurrency }),
  };
  return {
    ...event,
    record: { ...event.record, price: divide(abs(gross), units), extra: JSON.stringify(told) },
  };
}
