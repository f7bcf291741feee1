import { FileRefused } from '../../domain/errors.js';
import { csvRecords, type CsvRecord } from '../text/csv-records.js';
import { rejected } from '../text/csv-table.js';
import { ibkrText, unmasked } from './values.js';
import type { Parsed, Parser } from '../source-format.js';

/** A row of one section: `Trades,Data,Order,Stocks,…`. */
export interface SectionRow {
  section: string;
  record: CsvRecord;
  /** The text in the first of these columns that the section has, trimmed; `-` and `--` are empty. */
  text(...columns: string[]): string;
  has(column: string): boolean;
  /** The column whose heading fits, as heading and text. */
  find(heading: RegExp): { heading: string; text: string } | undefined;
}

/** What a format makes of a file's rows. */
export interface SectionReader {
  row(row: SectionRow): Parsed[];
  end(): Parsed[];
  covered(): { from: string; through: string } | undefined;
}

/**
 * A parser of a file that holds many tables, each row beginning with its section and `Header`, `Data`, `SubTotal` or `Total`. Throws
 * {@link FileRefused} for a statement in another language than English, which cannot be read.
 */
export function sectionedCsv(reader: SectionReader): Parser {
  const records = csvRecords();
  const headings = new Map<string, string[]>();

  function parse(record: CsvRecord): Parsed[] {
    if (record.problem !== undefined) return [rejected(record, record.problem, record.raw)];
    const [section = '', kind = '', ...fields] = record.fields.map((field) => field.trim());
    if (kind === 'Header') {
      if (section === 'Statement' && fields[0] !== 'Field Name')
        throw new FileRefused(
          `an Interactive Brokers statement in another language (its first heading is ${JSON.stringify(fields[0])}); choose English and download it again`,
        );
      headings.set(section, fields);
      return [];
    }
    if (kind !== 'Data') return [{ kind: 'ignored', line: record.line, reason: 'total or text' }];
    const names = headings.get(section);
    if (names === undefined) return [rejected(record, 'row of a section without headings', section)];
    if (fields.slice(names.length).some((field) => field !== ''))
      return [rejected(record, 'field beyond the last column', fields[names.length])];
    return reader.row(rowOf({ section, record, names, fields }));
  }

  return {
    push: (chunk) => records.push(chunk).flatMap(parse),
    end() {
      const last = records.end().flatMap(parse);
      if (headings.size === 0) throw new FileRefused('no section in it');
      return [...last, ...reader.end()];
    },
    covered: () => reader.covered() as { from: string; through: string },
  };
}

function rowOf(row: { section: string; record: CsvRecord; names: string[]; fields: string[] }): SectionRow {
  const { section, record, names, fields } = row;
  const keys = names.map((name) => name.toLowerCase());
  const place = (column: string) => keys.indexOf(column.toLowerCase());
  return {
    section,
    record,
    text(...columns) {
      const at = columns.map(place).find((index) => index !== -1 && ibkrText(fields[index]) !== '');
      return at === undefined ? '' : ibkrText(fields[at]);
    },
    has: (column) => place(column) !== -1,
    find(heading) {
      const at = names.findIndex((name) => heading.test(name));
      return at === -1 ? undefined : { heading: names[at] as string, text: ibkrText(fields[at]) };
    },
  };
}

/** Throws {@link FileRefused}, naming it and the headings, when a section lacks a column without which its rows say nothing. */
export function requireColumns(row: SectionRow, columns: readonly string[]): void {
  const missing = columns.filter((column) => !row.has(column));
  if (missing.length > 0)
    throw new FileRefused(
      `section ${row.section} without the column ${missing.map((name) => JSON.stringify(name)).join(', ')}`,
    );
}

/** The sections that the first bytes of a file name, if it is a sectioned file at all. */
export function sectionsIn(head: Uint8Array): Set<string> {
  const records = csvRecords();
  const all = [...records.push(head), ...records.end()].filter(({ problem }) => problem === undefined);
  if (all[0]?.fields[1]?.trim() !== 'Header') return new Set();
  return new Set(
    all.filter(({ fields }) => fields[1]?.trim() === 'Header').map(({ fields }) => fields[0]?.trim() ?? ''),
  );
}

/** The account that a row or the file names, else the one that the user said; throws {@link FileRefused} where there is none. */
export function accountOf(written: string, said: string | null): string {
  const [named = written] = /^[A-Z]{1,3}[\d*]+[A-Z]?\b/.exec(written) ?? [];
  const account = named === '' ? said : unmasked(named, said);
  if (account === null) throw new FileRefused('this file names no account: say it with --account');
  return account;
}
