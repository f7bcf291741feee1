import { newYorkDay } from '../../domain/time/calendar.js';
import {
  abs,
  decimal,
  divide,
  formatDecimal,
  parseDecimal,
  ZERO,
  type Decimal,
} from '../../domain/number/decimal.js';
import { normalTime } from '../../domain/records/record-fields.js';
import { futuresMultiplier, withoutTicks } from '../contracts/futures-multipliers.js';
import type { CsvRecord } from '../text/csv-records.js';
import type { Row } from '../text/csv-table.js';
import { amountOf, isoDay, plainAmount } from '../text/written-values.js';

/** The columns of tastytrade's transaction history that are read. */
export const TASTYTRADE_COLUMNS = {
  format: 'tastytrade',
  required: [
    'Date',
    'Type',
    'Action',
    'Symbol',
    'Instrument Type',
    'Description',
    'Value',
    'Quantity',
    'Average Price',
    'Commissions',
    'Fees',
    'Multiplier',
    'Root Symbol',
    'Underlying Symbol',
    'Expiration Date',
    'Strike Price',
    'Call or Put',
  ],
  optional: ['Sub Type', 'Order #', 'Currency'],
} as const;
export type TastytradeRow = Row<
  (typeof TASTYTRADE_COLUMNS.required)[number] | (typeof TASTYTRADE_COLUMNS.optional)[number]
>;

/** A row with what is known of its file. */
export interface Line {
  row: TastytradeRow;
  record: CsvRecord;
  account: string | null;
  /** True in an older export that lost details: see `looksLossy`. */
  lossy: boolean;
}

/**
 * True for a row as the older exports write it: the local time as if it were UTC, no seconds, a positive fee, and one
 * and the same order number on every row, those without an order too. A time that cannot be read speaks for neither.
 */
export function looksLossy(row: TastytradeRow, orderNumber: string): boolean {
  return (
    (row.Date.endsWith(':00+0000') || normalTime(row.Date) === undefined) &&
    row['Order #'] !== '' &&
    row['Order #'] === orderNumber &&
    (amountOf(row.Fees) ?? ZERO) >= ZERO
  );
}

/** When: an instant; in a lossy export, whose zone is not known, only the day. */
export function timeOf({ row, lossy }: Line): string {
  return lossy ? row.Date.slice(0, 10) : row.Date;
}

/** In a lossy export the minute of the day as it was printed: the broker's order among the records of that day. */
export function sequenceOf({ row, lossy }: Line): number | null {
  const [, hours, minutes] = /T(\d\d):(\d\d)/.exec(row.Date) ?? [];
  return lossy && hours !== undefined ? Number(hours) * 60 + Number(minutes) : null;
}

/** What the broker says the row did to cash, net of costs, and the costs; or the column that cannot be read. */
export function cashOf({
  row,
  lossy,
}: Line): { net: Decimal; fees: Decimal } | { unreadable: 'Value' | 'Commissions' | 'Fees' } {
  const [value, commissions, fees] = [row.Value, row.Commissions, row.Fees].map(amountOf);
  if (value === undefined) return { unreadable: 'Value' };
  if (commissions === undefined) return { unreadable: 'Commissions' };
  if (fees === undefined) return { unreadable: 'Fees' };
  const costs = lossy ? abs(commissions) + abs(fees) : -(commissions + fees);
  return { net: value - costs, fees: costs };
}

export function underlyingOf(row: TastytradeRow): string {
  return row['Underlying Symbol'] || row.Symbol;
}

const OCC_SYMBOL = /^(\S+)\s+(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/;
const THOUSAND = decimal(1_000);

/**
 * The instrument of a row. An option's contract is read from its OCC symbol, since the columns have been seen to
 * contradict symbol and description, and the root column to name the underlying instead; from the columns for what has
 * no such symbol (options on futures).
 */
export function instrumentOf(row: TastytradeRow): Record<string, string | null> {
  const underlying = underlyingOf(row);
  const multiplier = isFuture(row) ? (futuresMultiplier(row.Symbol) ?? null) : plainAmount(row.Multiplier);
  if (row['Call or Put'] === '' && !row['Instrument Type'].endsWith('Option'))
    return { underlying, root: null, right: null, strike: null, expiration: null, multiplier };
  const [, root, year, month, day, right, strike] = OCC_SYMBOL.exec(row.Symbol) ?? [];
  if (root === undefined)
    return {
      underlying,
      root: row['Root Symbol'],
      right: row['Call or Put'].toLowerCase(),
      strike: plainAmount(row['Strike Price']),
      expiration: isoDay(row['Expiration Date']),
      multiplier,
    };
  return {
    underlying,
    root,
    right: right === 'C' ? 'call' : 'put',
    strike: formatDecimal(divide(decimal(strike ?? ''), THOUSAND)),
    expiration: `20${year}-${month}-${day}`,
    multiplier,
  };
}

const REMOVED = /^Removal of (\d+(?:\.\d+)?) /;

/** Contracts or shares. A removal's own words count: the quantity column of one has been seen ten times too large. */
export function quantityOf(row: TastytradeRow): string {
  return REMOVED.exec(row.Description)?.[1] ?? plainAmount(row.Quantity);
}

export function isFuture(row: TastytradeRow): boolean {
  return row['Instrument Type'] === 'Future';
}

const DESCRIBED_PRICE = / @ (-?[\d,.']+)$/;

/**
 * Price per share, from an average price that is per contract and may carry the sign of the cash; a future's from its
 * description, since its average price is zero.
 */
export function priceOf(row: TastytradeRow): string | null {
  const [, described = ''] = isFuture(row) ? (DESCRIBED_PRICE.exec(row.Description) ?? []) : [];
  if (described !== '') return withoutTicks(plainAmount(described));
  const written = plainAmount(row['Average Price']);
  if (written === '') return null;
  const average = parseDecimal(written);
  if (average === undefined) return written;
  const multiplier = row['Call or Put'] === '' ? undefined : parseDecimal(plainAmount(row.Multiplier));
  return formatDecimal(multiplier ? divide(abs(average), multiplier) : abs(average));
}

/**
 * What names a row in every export of its account, so that overlapping files count it once: what happened to what, the
 * quantity, the value, the New York day, and the minute within the quarter of an hour, which clocks of all zones show
 * alike. Not what the older exports lost: root, order number, costs, seconds, zone.
 */
export function identityOf(line: Line, kind: string): string {
  const { row } = line;
  const { right, strike, expiration, underlying } = instrumentOf(row);
  const minute = Number(row.Date.slice(14, 16)) % 15;
  const amounts = [quantityOf(row), strike ?? '', plainAmount(row.Value)].map(normalised);
  // A future's value is zero, whatever its price.
  const price = isFuture(row) ? [priceOf(row)] : [];
  return JSON.stringify([dayOf(line), minute, kind, underlying, right, expiration, ...amounts, ...price]);
}

/** New York's day; in a lossy export the printed one. */
export function dayOf({ row, lossy }: Line): string {
  const instant = normalTime(row.Date);
  return lossy || instant === undefined ? row.Date.slice(0, 10) : newYorkDay(instant);
}

function normalised(amount: string): string {
  const value = parseDecimal(amount);
  return value === undefined ? amount : formatDecimal(value);
}
