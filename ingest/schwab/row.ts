import { parseDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import type { CsvRecord } from '../text/csv-records.js';
import { columnReader, type Row } from '../text/csv-table.js';
import { underlyingOfRoot } from '../contracts/index-roots.js';
import { amountOf, isoDay, onOneLine, plainAmount } from '../text/written-values.js';

/** The columns of Schwab's transactions that are read. */
export const SCHWAB_COLUMNS = {
  format: 'schwab',
  required: ['Date', 'Action', 'Symbol', 'Quantity', 'Price', 'Fees & Comm', 'Amount'],
  optional: ['Description', 'Account'],
} as const;
export type SchwabRow = Row<
  (typeof SCHWAB_COLUMNS.required)[number] | (typeof SCHWAB_COLUMNS.optional)[number]
>;

/** A row with what its texts say. */
export interface SchwabLine {
  row: SchwabRow;
  record: CsvRecord;
  account: string | null;
  /** The action on one line, in small letters. */
  action: string;
  booked: string;
  /** The day on which it took effect: `as of`, else the one on which it was booked. */
  day: string;
  instrument: Record<string, string | null>;
  quantity: Decimal | undefined;
  amount: Decimal | undefined;
}

/** Reads rows under these headings, for the account given where a row names none. */
export function schwabLines(
  headings: readonly string[],
): (fields: readonly string[], record: CsvRecord, account: string | null) => SchwabLine {
  const rowOf = columnReader(headings, SCHWAB_COLUMNS);
  return (fields, record, account) => {
    const row = rowOf(fields);
    const [booked = '', day = booked] = row.Date.split(/\s+as of\s+/i).map(isoDay);
    return {
      row,
      record,
      account: row.Account || account,
      action: onOneLine(row.Action).toLowerCase(),
      booked,
      day,
      instrument: instrumentOf(row),
      quantity: amountOf(row.Quantity),
      amount: amountOf(row.Amount),
    };
  };
}

const OPTION_SYMBOL = /^(\S+) +(\d{1,2}\/\d{1,2}\/\d{2,4}) +\$?([\d,]+(?:\.\d+)?) +([CP])$/i;
const OPTION_WORDS = /^(CALL|PUT) .*\$([\d,]*\.?\d+) +EXP +(\d{1,2}\/\d{1,2}\/\d{2,4})/i;

/** What stands beside money that came with an account from elsewhere. */
const NO_SYMBOL = 'NO NUMBER';

/** The contract of `INTC 05/17/2024 44.00 P`, else that of the description beside a symbol that is cut short. */
function instrumentOf({
  Symbol: symbol,
  Description: description,
}: SchwabRow): Record<string, string | null> {
  const [, root, expiration = '', strike = '', letter = ''] = OPTION_SYMBOL.exec(symbol) ?? [];
  if (root !== undefined)
    return contract(root, { right: letter.toUpperCase() === 'C' ? 'call' : 'put', strike, expiration });
  const [, right, struck = '', expires = ''] = OPTION_WORDS.exec(description) ?? [];
  if (right !== undefined && symbol !== '')
    return contract(symbol.split(' ')[0] ?? symbol, {
      right: right.toLowerCase(),
      strike: struck,
      expiration: expires,
    });
  return {
    underlying: symbol === NO_SYMBOL ? null : symbol || null,
    root: null,
    right: null,
    strike: null,
    expiration: null,
    multiplier: null,
  };
}

function contract(written: string, terms: { right: string; strike: string; expiration: string }) {
  const root = written.toUpperCase();
  return {
    underlying: underlyingOfRoot(root),
    root,
    right: terms.right,
    strike: plainAmount(terms.strike),
    expiration: isoDay(terms.expiration),
    multiplier: '100',
  };
}

/**
 * Fees and commissions; null where they come out below zero, which is no fee. What cannot be read is left to be named.
 */
export function feesOf({ 'Fees & Comm': fees }: SchwabRow): string | null {
  const plain = plainAmount(fees);
  return (parseDecimal(plain) ?? ZERO) < ZERO ? null : plain;
}
