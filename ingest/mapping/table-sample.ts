import { parseDecimal } from '../../domain/number/decimal.js';
import { withoutCurrency } from '../contracts/currencies.js';
import { withoutExponent } from '../text/exponent.js';
import { tableRecords } from '../text/table-records.js';
import { plainAmount } from '../text/written-values.js';

/** One column of a table as its first rows show it. */
export interface SampledColumn {
  heading: string;
  /**
   * The heading in lower case without anything but plain letters and digits between single blanks: `avg price`,
   * `gebuhren` of `Gebühren`.
   */
  key: string;
  /** Those that are not empty, trimmed. */
  values: string[];
}

export interface TableSample {
  columns: SampledColumn[];
  /** The record above the rows. */
  header: string[];
  /** The texts of each row, in the order of the columns. */
  rows: string[][];
}

/** The first bytes of a file; fewer are all of it. */
const HEAD_BYTES = 65_536;
/** The share of a column's values that make it one of a kind. */
export const MOSTLY = 0.8;
/** A header stands near the top. */
const MOST_BEFORE_HEADER = 50;

/** The first bytes of a file without its last line, which may be cut off. */
export function wholeRecords(head: Uint8Array): Uint8Array {
  if (head.length < HEAD_BYTES) return head;
  const end = head.lastIndexOf(LINE_BREAK);
  return end < 0 ? head : head.subarray(0, end + 1);
}

const LINE_BREAK = 10;

/**
 * A table by the first bytes of its file: its header is the record near the top of whose headings most are `known`, or
 * the first one. A last record that may be cut off is left out.
 */
export function tableSample(head: Uint8Array, known: (key: string) => boolean): TableSample {
  const cutOff = head.length >= HEAD_BYTES;
  const reader = tableRecords({ cutOff });
  const read = reader.push(head);
  const whole = !cutOff || read.length <= 1;
  const records = (whole ? [...read, ...reader.end()] : read).filter(({ problem }) => !problem);
  const score = (fields: readonly string[]) => new Set(fields.map(headingKey).filter(known)).size;
  const header = records
    .slice(0, MOST_BEFORE_HEADER)
    .reduce<string[] | undefined>(
      (best, { fields }) => (best === undefined || score(fields) > score(best) ? fields : best),
      undefined,
    );
  if (header === undefined) return { header: [], columns: [], rows: [] };
  const below = records.slice(records.findIndex(({ fields }) => fields === header) + 1);
  const rows = below
    .map(({ fields }) => header.map((_, at) => fields[at]?.trim() ?? ''))
    .filter((row) => row.filter((text) => text !== '').length > 1);
  const columns = header.map((heading, at) => ({
    heading: heading.trim(),
    key: headingKey(heading),
    values: rows.flatMap((row) => row[at] || []),
  }));
  return { header, columns, rows };
}

export function headingKey(heading: string): string {
  return heading
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^a-z0-9#]+/g, ' ')
    .trim();
}

/** The share of a column's values of which that is so; 0 where it has none. */
export function shareOf(values: readonly string[], holds: (value: string) => boolean): number {
  return values.length === 0 ? 0 : values.filter(holds).length / values.length;
}

export function isNumber(text: string): boolean {
  return numberOf(text) !== undefined;
}

export function numberOf(text: string): bigint | undefined {
  const bare = withoutCurrency(text.replace(/^@/, '')).replace(UNIT, '');
  return parseDecimal(plainAmount(withoutExponent(bare)));
}

const UNIT = /(?<=^[-+]?[\d.,]+)\s?([A-Z][A-Z0-9]{1,9})$/;

/** The unit behind a number, `BTC` of `0.5BTC`. */
export function unitOf(text: string): string | undefined {
  return UNIT.exec(text)?.[1];
}
