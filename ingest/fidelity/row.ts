import { formatDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import type { CsvRecord } from '../text/csv-records.js';
import { columnReader, headingKey, requireColumns, shareOfColumns, type Row } from '../text/csv-table.js';
import { underlyingOfRoot } from '../contracts/index-roots.js';
import { amountOf, isoDay, onOneLine, plainAmount } from '../text/written-values.js';

/** The columns of Fidelity's account history that are read, by the shortest of their names. */
export const FIDELITY_COLUMNS = {
  format: 'fidelity',
  required: ['Run Date', 'Action', 'Symbol', 'Quantity', 'Price', 'Amount'],
  optional: ['Account', 'Account Number', 'Description', 'Commission', 'Fees', 'Currency', 'Cash Balance'],
} as const;
export type FidelityRow = Row<
  (typeof FIDELITY_COLUMNS.required)[number] | (typeof FIDELITY_COLUMNS.optional)[number]
>;

/**
 * The headings by the names that newer layouts have for `Price ($)` and `Security Description`. The desktop program's
 * table calls the action a description and the description that of the security.
 */
export function fidelityHeadings(written: readonly string[]): string[] {
  const headings = written.map(withoutUnit);
  const renamed = isDesktop(headings) ? DESKTOP : WEB;
  return headings.map((heading) => renamed.get(headingKey(heading)) ?? heading);
}

function withoutUnit(heading: string): string {
  return heading.trim().replace(/\s*\(\$\)$/, '');
}

/** The web's tables have both of these; one that lacks one of them has the other. */
function isDesktop(headings: readonly string[]): boolean {
  const keys = headings.map(headingKey);
  return !keys.includes('action') && !keys.includes('run date');
}

/** Throws {@link FileRefused} where a needed column is missing, by the name that the layout has for it. */
function requireFidelityColumns(written: readonly string[]): void {
  const headings = written.map(withoutUnit);
  const { required } = FIDELITY_COLUMNS;
  const own = new Map([...DESKTOP].map(([key, name]) => [name, key.charAt(0).toUpperCase() + key.slice(1)]));
  const needed = isDesktop(headings) ? required.map((name) => own.get(name) ?? name) : required;
  requireColumns(headings, needed, { table: 'fidelity', written });
}

const WEB: ReadonlyMap<string, string> = new Map([
  ['security description', 'Description'],
  ['security type', 'Type'],
]);
const DESKTOP: ReadonlyMap<string, string> = new Map([
  ['date', 'Run Date'],
  ['description', 'Action'],
  ['security description', 'Description'],
]);

/** A row with what its free text says. */
export interface FidelityLine {
  row: FidelityRow;
  record: CsvRecord;
  account: string | null;
  /** The action on one line, in capitals. */
  action: string;
  /** The day of the row. */
  booked: string;
  /** The day on which it took effect: `as of`, else that of the row. */
  day: string;
  instrument: Record<string, string | null>;
  currency: string;
  /** Null where they are missing, or there in part only. */
  fees: string | null;
  /** Signed; undefined where it cannot be read. */
  quantity: Decimal | undefined;
  amount: Decimal | undefined;
}

const CURRENCY = /^[A-Z]{3}$/;

/** Reads rows under these headings, for the account given where the file names none. */
export function fidelityLines(
  headings: readonly string[],
  account: string | null,
): (fields: readonly string[], record: CsvRecord) => FidelityLine {
  requireFidelityColumns(headings);
  const rowOf = columnReader(fidelityHeadings(headings), FIDELITY_COLUMNS);
  const tellsCosts = shareOfColumns(fidelityHeadings(headings), ['Commission', 'Fees']) === 1;
  return (fields, record) => {
    const row = shiftedBack(rowOf(fields));
    const action = onOneLine(row.Action).toUpperCase();
    const booked = isoDay(row['Run Date']);
    return {
      row,
      record,
      account: accountOf(row) ?? account,
      action,
      booked,
      day: asOf(action) ?? asOf(row.Description.toUpperCase()) ?? booked,
      instrument: instrumentOf(row, action),
      currency: CURRENCY.test(row.Currency) ? row.Currency : 'USD',
      fees: tellsCosts ? feesOf(row) : null,
      quantity: amountOf(row.Quantity),
      amount: amountOf(row.Amount),
    };
  };
}

/** Under the headings `Quantity,Currency,Price` stand, in some exports, the currency, the price and the quantity. */
function shiftedBack(row: FidelityRow): FidelityRow {
  if (!CURRENCY.test(row.Quantity)) return row;
  return { ...row, Currency: row.Quantity, Price: row.Currency, Quantity: row.Price };
}

const NUMBER_AT_END = /(?:^|\s)([A-Z]?\d{6,}[A-Z]?)$/i;

/** The account's number, from its own column or from behind its name (`BROKERAGE X12345678`); else its name. */
function accountOf(row: FidelityRow): string | undefined {
  return row['Account Number'] || NUMBER_AT_END.exec(row.Account)?.[1] || row.Account || undefined;
}

const AS_OF = /\bAS OF ([A-Z]{3}-\d{1,2}-\d{4}|\d{1,2}[/-]\d{1,2}[/-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})\b/;

function asOf(text: string): string | undefined {
  const written = AS_OF.exec(text)?.[1];
  return written === undefined ? undefined : isoDay(written);
}

const OPTION_SYMBOL = /^-?([A-Z][A-Z.]*\d?)(\d{2})(\d{2})(\d{2})([CP])(\d+(?:\.\d+)?)$/;
const OPTION_WORDS = /\b(CALL|PUT) \(([A-Z.]+\d?)\) .*?([A-Z]{3}) (\d{2}) (\d{2}) \$([\d,]+(?:\.\d+)?)/;
const CONTRACT_SHARES = /\((\d+) SHS\)/;
/** The symbol that the action names before the kind of account: `… (VVV) (Margin)`. */
const NAMED_SYMBOL = /\(([A-Z0-9.]{1,9})\)(?: [A-Z ]+)? \((?:CASH|MARGIN|SHORT|SHARES)\)$/;

function instrumentOf(row: FidelityRow, action: string): Record<string, string | null> {
  const symbol = row.Symbol.toUpperCase();
  const words = `${action} ${row.Description.toUpperCase()}`;
  const option = optionBySymbol(symbol) ?? optionByWords(words);
  const shares = { root: null, right: null, strike: null, expiration: null, multiplier: null };
  if (!option) return { underlying: symbol || NAMED_SYMBOL.exec(action)?.[1] || null, ...shares };
  return { ...option, multiplier: CONTRACT_SHARES.exec(words)?.[1] ?? '100' };
}

function optionBySymbol(symbol: string): Record<string, string> | undefined {
  const parts = OPTION_SYMBOL.exec(symbol);
  if (!parts) return undefined;
  const [, root = '', year, month, day, right, strike = ''] = parts;
  return option({
    root,
    right: right === 'C' ? 'call' : 'put',
    strike,
    expiration: `20${year}-${month}-${day}`,
  });
}

function optionByWords(words: string): Record<string, string> | undefined {
  const parts = OPTION_WORDS.exec(words);
  if (!parts) return undefined;
  const [, right = '', root = '', month, day, year, strike = ''] = parts;
  const expiration = isoDay(`${month}-${day}-20${year}`);
  return option({ root, right: right.toLowerCase(), strike: plainAmount(strike), expiration });
}

function option(contract: { root: string; right: string; strike: string; expiration: string }) {
  return { underlying: underlyingOfRoot(contract.root), ...contract };
}

/**
 * Commission and fees together; null where they come out below zero, which is no fee. What cannot be read is left to be
 * named.
 */
function feesOf({ Commission, Fees }: FidelityRow): string | null {
  const [commission, fees] = [amountOf(Commission), amountOf(Fees)];
  if (commission === undefined) return Commission;
  if (fees === undefined) return Fees;
  return commission + fees < ZERO ? null : formatDecimal(commission + fees);
}
