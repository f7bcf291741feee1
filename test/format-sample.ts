/**
 * What a format brings for the tests that go over all formats: made-up files, and of what they are made. A folder in
 * `ingest/` has a file `sample.ts` that exports `samples`, one of each of its formats; `samples.ts` finds them.
 */
import type fc from 'fast-check';
import type { SourceFormat } from '../ingest/source-format.js';
import { csvRecords } from '../ingest/text/csv-records.js';

export interface FormatSample {
  format: SourceFormat;
  /** As the file may be called; some formats read a symbol from it. */
  fileName: string;
  /** Small whole files, with rows of as many kinds as there are. */
  files: readonly (string | Uint8Array)[];
  /** Further files, sound outside and broken within. */
  broken?: fc.Arbitrary<Uint8Array>;
  /** How many input records a file of any bytes has, header and blank lines left out. */
  recordsIn(this: void, bytes: Uint8Array): number;
  /** Its layouts, where it has columns by name: see {@link TableSample}. */
  tables?: readonly TableSample[];
  /** Its documents, where it has JSON records by name. */
  keys?: KeyedSample;
  /** An account's export of several days, where exports may overlap. */
  days?: DaysSample;
}

/** A file with columns, taken apart so that tests can put it together in other ways. */
export interface TableSample {
  layout: string;
  parts: readonly TablePart[];
  /** Lines behind the last row. */
  below: readonly string[];
}

/** One table of a file: its header and rows by heading, and what stands above them. */
export interface TablePart {
  /** Lines before the header, as they are. */
  above: readonly string[];
  /** What header and rows begin with that is no column: a section's name and the kind of row. */
  lead: { header: readonly string[]; row: readonly string[] };
  headings: readonly string[];
  rows: readonly Readonly<Record<string, string>>[];
  /** Without one of these the file is refused; of a list, without all of it. */
  required: readonly (string | readonly string[])[];
  /** What may be missing, and the fields of the records that go with it. */
  optional: Readonly<Record<string, readonly string[]>>;
}

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export interface KeyedSample {
  /** The documents that a file has one after the other. */
  documents: readonly Json[];
  /** What of each record there must be, by what its records have. */
  needed: readonly { of: string; keys: readonly string[] }[];
}

/** An export from which one of fewer days can be made. */
export interface DaysSample {
  days: number;
  /** The file of the days from `from` to before `to`, as the broker would give it. */
  file(this: void, from: number, to: number): string;
}

export const NO_LEAD = { header: [], row: [] };

/** The cells of lines by heading: `a|b` under `A|B`. */
export function cells(headings: readonly string[], lines: readonly string[]): Record<string, string>[] {
  return lines.map((line) => {
    const texts = line.split('|');
    return Object.fromEntries(headings.map((heading, at) => [heading, texts[at] ?? '']));
  });
}

/** A layout of one table. */
export function oneTable({
  layout = '',
  below = [],
  headings,
  lines,
  ...part
}: Partial<TablePart & TableSample> &
  Pick<TablePart, 'required' | 'optional' | 'headings'> & { lines: readonly string[] }): TableSample {
  const rows = cells(headings, lines);
  return { layout, below, parts: [{ above: [], lead: NO_LEAD, headings, rows, ...part }] };
}

/** Exports of the rows of some days below a header, the days and their rows from the newest to the oldest. */
export function rowsOfDays(header: string, days: readonly (readonly string[])[]): DaysSample {
  return {
    days: days.length,
    file: (from, to) => `${[header, ...days.slice(from, to).flat()].join('\n')}\n`,
  };
}

/** Exports of the records of some days, in JSON, the newest first. */
export function recordsOfDays(days: readonly (readonly object[])[]): DaysSample {
  return { days: days.length, file: (from, to) => JSON.stringify(days.slice(from, to).flat().toReversed()) };
}

/** How many records a CSV file has below its header. */
export function rowsBelowHeader(bytes: Uint8Array): number {
  const all = csvRows(bytes);
  const header = all.findIndex(({ problem }) => problem === undefined);
  return header === -1 ? all.length : all.length - 1;
}

/** The records of a CSV file, headers among them. */
export function csvRows(bytes: Uint8Array): { fields: readonly string[]; problem?: string | undefined }[] {
  const records = csvRecords();
  return [...records.push(bytes), ...records.end()];
}

/** How many pieces a reader makes of a file. */
export function piecesOf<T>(
  reader: { push(bytes: Uint8Array): Iterable<T>; end(): Iterable<T> },
  bytes: Uint8Array,
): T[] {
  return [...reader.push(bytes), ...reader.end()];
}
