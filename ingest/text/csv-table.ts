import { FileRefused } from '../../domain/errors.js';
import { csvHead } from './csv-head.js';
import { csvRecords, type CsvReader, type CsvRecord } from './csv-records.js';
import type { Parsed, Parser } from '../source-format.js';

const TEXT = 'text outside the table';

/** What a format makes of the records below its header. */
export interface TableReader {
  /** With how few fields a row is still a row; without it, every heading has one. */
  fewestFields?: number;
  /** True for a record that is no row: a disclaimer below the table. */
  isText?(fields: readonly string[]): boolean;
  row(fields: readonly string[], record: CsvRecord): Parsed[];
  end?(): Parsed[];
}

/**
 * A parser of a CSV file, or of other `records` of a table, whose header is the first record that `isHeader` knows;
 * from it `open` makes the reader of the rows. Records with too few or too many fields are rejects; text outside the
 * table (a title, a disclaimer) is ignored. Throws {@link FileRefused} for a file without a header.
 */
export function csvTable(
  open: (headings: string[]) => TableReader,
  isHeader: (headings: readonly string[]) => boolean = () => true,
  records: CsvReader = csvRecords(),
): Parser {
  let headings: string[] = [];
  let reader: TableReader | undefined;

  function parse(record: CsvRecord): Parsed[] {
    if (record.problem !== undefined) return [rejected(record, record.problem, record.raw)];
    if (!reader) {
      headings = record.fields.map((heading) => heading.trim());
      if (!isHeader(headings)) return [{ kind: 'ignored', line: record.line, reason: TEXT }];
      reader = open(headings);
      return [];
    }
    const { fields, line } = record;
    if (reader.isText?.(fields)) return [{ kind: 'ignored', line, reason: TEXT }];
    const fewest = reader.fewestFields ?? headings.length;
    if (isBlank(fields, headings.length)) return [{ kind: 'ignored', line, reason: TEXT }];
    const beyond = fields.length > headings.length ? fields.slice(headings.length).find(hasText) : undefined;
    if (beyond !== undefined) return [rejected(record, 'field beyond the last column', beyond)];
    if (fields.length < fewest)
      return [rejected(record, 'fields missing', `${fields.length} of ${headings.length}`)];
    return reader.row(fields, record);
  }

  return {
    push: (chunk) => records.push(chunk).flatMap(parse),
    end() {
      const last = records.end().flatMap(parse);
      if (!reader) throw new FileRefused('empty: no header line');
      return [...last, ...(reader.end?.() ?? [])];
    },
  };
}

function isBlank(fields: readonly string[], columns: number): boolean {
  for (let at = 0; at < columns; at++) if (hasText(fields[at] ?? '')) return false;
  return true;
}

function hasText(field: string): boolean {
  return field.trim() !== '';
}

/** The columns that a format reads, by their headings. */
export interface FormatColumns<Column extends string> {
  format: string;
  required: readonly Column[];
  optional?: readonly Column[];
}

/** The texts of one row by column, trimmed; empty where the file has no such column. */
export type Row<Column extends string> = Readonly<Record<Column, string>>;

/**
 * Finds columns by their headings, in any order and without regard to capitals and blanks, and gives what reads a row's
 * fields by column. Throws {@link FileRefused}, naming it, when a required one is missing or one that is read is there
 * twice.
 */
export function columnReader<Column extends string>(
  headings: readonly string[],
  { format, required, optional = [] }: FormatColumns<Column>,
): (fields: readonly string[]) => Row<Column> {
  const keys = headings.map(headingKey);
  requireColumns(headings, required, { table: format });
  const twice = [...required, ...optional].filter((column) => {
    const key = headingKey(column);
    return keys.indexOf(key) !== keys.lastIndexOf(key);
  });
  if (twice.length > 0)
    throw new FileRefused(
      `${format} with the column ${quoted(twice)} twice: it is not known which one counts`,
    );
  const places = [...required, ...optional].map(
    (column) => [column, keys.indexOf(headingKey(column))] as const,
  );
  return (fields) => {
    const row: Record<string, string> = {};
    for (const [column, at] of places) row[column] = fields[at]?.trim() ?? '';
    return row as Row<Column>;
  };
}

/** A table without columns that its format needs. */
export class ColumnsMissing extends FileRefused {
  constructor(
    message: string,
    readonly missing: readonly string[],
  ) {
    super(message);
  }
}

/**
 * Throws {@link ColumnsMissing}, naming what is missing and the columns as they are `written`, where a table lacks one
 * of these.
 */
export function requireColumns(
  headings: readonly string[],
  required: readonly string[],
  { table, written = headings }: { table: string; written?: readonly string[] },
): void {
  const keys = headings.map(headingKey);
  const missing = required.filter((column) => !keys.includes(headingKey(column)));
  if (missing.length === 0) return;
  const found = written.filter((heading) => heading.trim() !== '').slice(0, 30);
  throw new ColumnsMissing(
    `${table} without the column ${quoted(missing)}; its columns are ${quoted(found)}`,
    missing,
  );
}

/** With how few fields a row has all the required columns. */
export function fieldsNeeded(
  headings: readonly string[],
  { required }: { required: readonly string[] },
): number {
  const keys = headings.map(headingKey);
  return Math.max(...required.map((column) => keys.indexOf(headingKey(column)))) + 1;
}

const DAY = /^\s*([a-z]{3}-)?\d{1,4}[-/]\d/i;

/**
 * Whether a line is text and no row: it is one field of words, or has no day where rows have one, and no number where
 * they have theirs.
 */
export function textBeside(
  headings: readonly string[],
  { day, numbers }: { day: string; numbers: readonly string[] },
): (fields: readonly string[]) => boolean {
  const keys = headings.map(headingKey);
  const dayAt = keys.indexOf(headingKey(day));
  const numbersAt = numbers.map((column) => keys.indexOf(headingKey(column)));
  return (fields) => {
    const [only = ''] = fields;
    if (fields.length === 1 && headings.length > 1 && /[a-z]{2}/i.test(only) && !DAY.test(only)) return true;
    return !DAY.test(fields[dayAt] ?? '') && !numbersAt.some((at) => /\d/.test(fields[at] ?? ''));
  };
}

/**
 * The headings of a CSV file from its first bytes, those of the first record that `isHeader` knows; none when these
 * hold none.
 */
export function csvHeadings(
  head: Uint8Array,
  isHeader: (headings: readonly string[]) => boolean = () => true,
): string[] {
  const header = csvHead(head).find(({ fields }) => isHeader(fields));
  return header?.fields.map((heading) => heading.trim()) ?? [];
}

/** The share of these columns that a file has, by its headings. */
export function shareOfColumns(headings: readonly string[], columns: readonly string[]): number {
  const keys = new Set(headings.map(headingKey));
  return columns.filter((column) => keys.has(headingKey(column))).length / columns.length;
}

/** A reject; `value` is the text of the file that it is about. */
export function rejected(
  { line, raw }: { line: number; raw: string },
  reason: string,
  value?: string,
): Parsed {
  const detail = value === undefined ? undefined : JSON.stringify(value.slice(0, 80));
  return { kind: 'reject', line, reason, detail, raw };
}

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name.slice(0, 40))).join(', ');
}

/** What is the same in headings that differ in capitals and blanks only. */
export function headingKey(heading: string): string {
  return heading.trim().replace(/\s+/g, ' ').toLowerCase();
}
